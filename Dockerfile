# Vigil as an image: built with a JDK, run with a JRE.
FROM eclipse-temurin:21-jdk AS build
WORKDIR /src
COPY . .
RUN ./mvnw -B -ntp -q -Dquick -Dmaven.test.skip=true package \
      dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=/opt/vigil/lib -pl monitor -am \
    && cp rules/target/vigil-rules-*.jar flink-jobs/target/vigil-flink-jobs-*.jar monitor/target/vigil-monitor-*.jar /opt/vigil/lib/

FROM eclipse-temurin:21-jre
RUN useradd --system --create-home vigil && mkdir /data && chown vigil /data
COPY --from=build /opt/vigil/lib /opt/vigil/lib
USER vigil
WORKDIR /data
EXPOSE 9780
ENTRYPOINT ["java", "-Xms256m", "-Xmx1g", "-Xmn104m", "-XX:SurvivorRatio=4", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", \
  "--add-opens=java.base/java.lang=ALL-UNNAMED", "--add-opens=java.base/java.util=ALL-UNNAMED", \
  "-cp", "/opt/vigil/lib/*", "dev.vigil.monitor.Main"]
CMD ["run", "--local", "--web.listen-address", ":9780"]
