package dev.vigil.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The fences around this module and between its packages. */
@AnalyzeClasses(packages = "dev.vigil.rules", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("dev.vigil.rules.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theVocabularyKnowsNobody = noClasses()
            .that()
            .resideInAPackage("dev.vigil.rules")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.vigil.rules.yaml..", "dev.vigil.rules.lifecycle..", "dev.vigil.rules.template..");

    @ArchTest
    static final ArchRule onlyTheReaderKnowsYaml = noClasses()
            .that()
            .resideOutsideOfPackage("dev.vigil.rules.yaml..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.yaml..", "com.fasterxml..");

    @ArchTest
    static final ArchRule lifecycleIsPlainJava = classes()
            .that()
            .resideInAPackage("dev.vigil.rules.lifecycle..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.vigil.rules", "dev.vigil.rules.lifecycle..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule nothingKnowsWhatIsBuiltOnIt = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.flink..",
                    "io.vertx..",
                    "io.micrometer..",
                    "dev.vigil.fleet..",
                    "dev.vigil.flink..",
                    "dev.vigil.monitor..");

    @ArchTest
    static final ArchRule nothingPrints = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @Test
    void thereIsSomethingToLookAt() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.vigil.rules");

        assertThat(classes.size()).isGreaterThan(40);
    }
}
