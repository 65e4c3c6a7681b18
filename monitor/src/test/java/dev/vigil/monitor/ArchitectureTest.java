package dev.vigil.monitor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The fences between this module's packages, and around them. */
@AnalyzeClasses(packages = "dev.vigil", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("dev.vigil.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule networkOnlyInTheMonitor = noClasses()
            .that()
            .resideOutsideOfPackage("dev.vigil.monitor..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.micrometer..", "io.prometheus..", "picocli..", "dev.vigil.monitor..");

    @ArchTest
    static final ArchRule flinkOnlyBehindItsOwnDoor = noClasses()
            .that()
            .resideInAPackage("dev.vigil.monitor..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.flink..");

    /** They are to travel to other machines without the rest of the monitor. */
    @ArchTest
    static final ArchRule pollingCanTravel = noClasses()
            .that()
            .resideInAnyPackage("dev.vigil.monitor.probing..", "dev.vigil.monitor.collect..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "picocli..",
                    "io.micrometer..",
                    "io.prometheus..",
                    "io.vertx.ext.web..",
                    "dev.vigil.monitor.alert..",
                    "dev.vigil.monitor.cli..",
                    "dev.vigil.monitor.metrics..",
                    "dev.vigil.monitor.web..");

    @ArchTest
    static final ArchRule onlyTheWiringJoinsTheParts = classes()
            .that()
            .resideInAnyPackage(
                    "dev.vigil.monitor.web..",
                    "dev.vigil.monitor.metrics..",
                    "dev.vigil.monitor.alert..",
                    "dev.vigil.monitor.notify..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages(
                    "dev.vigil.monitor",
                    "dev.vigil.monitor.cli..",
                    "dev.vigil.monitor.collect..",
                    "dev.vigil.monitor.discover..",
                    "dev.vigil.monitor.probing..");

    @ArchTest
    static final ArchRule onlyCommandsPrint = noClasses()
            .that()
            .resideOutsideOfPackage("dev.vigil.monitor.cli..")
            .and()
            .doNotHaveFullyQualifiedName("dev.vigil.monitor.Main")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @Test
    void testsNeverSleep() {
        JavaClasses tests = new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests())
                .importPackages("dev.vigil");

        assertThat(tests).isNotEmpty();
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Benchmark")
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .check(tests);
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.junit.jupiter.api.Assertions")
                .check(tests);
    }
}
