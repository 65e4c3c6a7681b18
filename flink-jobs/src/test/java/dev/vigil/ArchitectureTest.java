package dev.vigil;

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

/** The fences between this module's packages. */
@AnalyzeClasses(packages = "dev.vigil", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("dev.vigil.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theFleetKnowsNothingOfFlink = classes()
            .that()
            .resideInAPackage("dev.vigil.fleet..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.vigil.fleet..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule noNetworkOrJsonInHere = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "com.fasterxml..", "io.micrometer..", "dev.vigil.monitor..");

    @ArchTest
    static final ArchRule theClusterRunsAnyJob = noClasses()
            .that()
            .resideInAPackage("dev.vigil.flink.cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.vigil.fleet..", "dev.vigil.flink.source..", "dev.vigil.flink.table..");

    @ArchTest
    static final ArchRule theCollectorIsFreeOfFlink = noClasses()
            .that()
            .haveNameMatching("dev\\.vigil\\.flink\\.source\\.(Collector|Batch|Cursors|TargetSupplier|MonitorHealth)")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.flink..");

    @ArchTest
    static final ArchRule nobodyPrints =
            noClasses().should().accessField(System.class, "out").orShould().accessField(System.class, "err");

    @Test
    void testsNeverSleep() {
        JavaClasses tests = new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests())
                .importPackages("dev.vigil");

        assertThat(tests).isNotEmpty();
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(tests);
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.junit.jupiter.api.Assertions")
                .check(tests);
    }
}
