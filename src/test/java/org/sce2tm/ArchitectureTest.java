package org.sce2tm;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ITypeConverter;

/** The floors of the house: imports only go down, and each outside library is known to one room. */
@AnalyzeClasses(packages = "org.sce2tm", importOptions = ArchitectureTest.MainClasses.class)
final class ArchitectureTest {
    private static final String[] STEPS = {
        "org.sce2tm.preprocess..",
        "org.sce2tm.embedimport..",
        "org.sce2tm.knn..",
        "org.sce2tm.train..",
        "org.sce2tm.cluster..",
        "org.sce2tm.metrictc..",
        "org.sce2tm.ora..",
        "org.sce2tm.gsea..",
        "org.sce2tm.aggregate..",
        "org.sce2tm.embed..",
        "org.sce2tm.simulate..",
    };

    @ArchTest
    static final ArchRule IMPORTS_ONLY_GO_DOWN = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("steps")
            .definedBy(STEPS)
            .layer("models")
            .definedBy("org.sce2tm.model..")
            .layer("science")
            .definedBy("org.sce2tm.graph..", "org.sce2tm.geneset..", "org.sce2tm.score..")
            .layer("ground")
            .definedBy("org.sce2tm.nn..", "org.sce2tm.stats..", "org.sce2tm.data..", "org.sce2tm.cli..")
            .whereLayer("steps")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("models")
            .mayOnlyBeAccessedByLayers("steps")
            .whereLayer("science")
            .mayOnlyBeAccessedByLayers("models", "steps");

    @ArchTest
    static final ArchRule NO_STEP_IMPORTS_ANOTHER = slices().matching("org.sce2tm.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(not(resideInAnyStep()), everything())
            .ignoreDependency(everything(), not(resideInAnyStep()));

    @ArchTest
    static final ArchRule EVERY_PACKAGE_HAS_A_FLOOR = classes()
            .should()
            .resideInAnyPackage(concat(
                    STEPS,
                    "org.sce2tm",
                    "org.sce2tm.model..",
                    "org.sce2tm.graph..",
                    "org.sce2tm.geneset..",
                    "org.sce2tm.score..",
                    "org.sce2tm.nn..",
                    "org.sce2tm.stats..",
                    "org.sce2tm.data..",
                    "org.sce2tm.cli.."));

    @ArchTest
    static final ArchRule NO_CYCLES_BETWEEN_ROOMS =
            slices().matching("org.sce2tm.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NN_ALONE_TOUCHES_ND4J_AND_BLAS = noClasses()
            .that()
            .resideOutsideOfPackage("org.sce2tm.nn..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.bytedeco..", "jdk.incubator..");

    @ArchTest
    static final ArchRule GRAPH_ALONE_TOUCHES_JVECTOR = noClasses()
            .that()
            .resideOutsideOfPackage("org.sce2tm.graph..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.jbellis..");

    @ArchTest
    static final ArchRule DATA_ALONE_TOUCHES_HDF5 = noClasses()
            .that()
            .resideOutsideOfPackage("org.sce2tm.data..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.jhdf..");

    /** A command's groups of options (XArguments) count as it, converters nested in either too. */
    @ArchTest
    static final ArchRule COMMANDS_ALONE_TOUCH_PICOCLI = noClasses()
            .that()
            .resideOutsideOfPackages("org.sce2tm.cli..", "org.sce2tm")
            .and(not(resideInAnyStep()).or(not(nameMatching(".*(Command|Arguments)(\\$.*)?"))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..")
            .orShould()
            .beAssignableTo(ITypeConverter.class);

    @ArchTest
    static final ArchRule NO_STATIC_MUTABLE_STATE =
            fields().that().areStatic().should().beFinal();

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        for (String root : new String[] {"src/main/java", "src/test/java", "src/jmh/java"}) {
            try (var files = Files.walk(Path.of(root))) {
                assertThat(files.filter(file -> file.toString().endsWith(".java"))
                                .map(Path::getParent)
                                .distinct())
                        .allSatisfy(folder -> assertThat(folder.resolve("package-info.java"))
                                .as("the room's sign")
                                .satisfiesAnyOf(
                                        sign -> assertThat(sign).exists(),
                                        // A package of tests or benchmarks stands beside the one it is about and needs
                                        // no second sign.
                                        sign -> assertThat(Path.of("src/main/java")
                                                        .resolve(Path.of(root).relativize(sign)))
                                                .exists()));
            }
        }
    }

    /** What is compiled from src/main, by Maven or by any tool that keeps tests in a folder of their own. */
    static final class MainClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/") && !location.contains("/test/");
        }
    }

    private static DescribedPredicate<JavaClass> resideInAnyStep() {
        return JavaClass.Predicates.resideInAnyPackage(STEPS);
    }

    private static DescribedPredicate<JavaClass> everything() {
        return resideInAPackage("org.sce2tm..");
    }

    private static String[] concat(String[] first, String... rest) {
        String[] all = Arrays.copyOf(first, first.length + rest.length);
        System.arraycopy(rest, 0, all, first.length, rest.length);
        return all;
    }
}
