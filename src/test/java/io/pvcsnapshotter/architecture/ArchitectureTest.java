package io.pvcsnapshotter.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.Main;
import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Manifests;
import io.pvcsnapshotter.cluster.ObjectKind;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packages and their direction: config, cluster, plan, run, report, exit. */
class ArchitectureTest {
    private static final String ROOT = "io.pvcsnapshotter";
    private static final JavaClasses PROGRAM =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages(ROOT);

    private static String[] packages(String... names) {
        return Arrays.stream(names).map(each -> ROOT + "." + each + "..").toArray(String[]::new);
    }

    private static DescribedPredicate<JavaClass> allowed(String own, List<String> others) {
        String[] allowed =
                packages(Stream.concat(Stream.of(own), others.stream()).toArray(String[]::new));
        return DescribedPredicate.not(resideInAnyPackage(ROOT, ROOT + ".."))
                .or(resideInAnyPackage(allowed))
                .or(type(ExitStatus.class));
    }

    static Stream<String> packages() {
        return Directions.ALLOWED.keySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("packages")
    void each_package_knows_only_those_before_it(String own) {
        classes()
                .that()
                .resideInAPackage(ROOT + "." + own + "..")
                .should()
                .onlyDependOnClassesThat(allowed(own, Directions.ALLOWED.get(own)))
                .check(PROGRAM);
    }

    @Test
    void every_package_has_its_place_in_the_directions() {
        assertThat(
                        PROGRAM.stream()
                                .map(each -> each.getPackageName())
                                .filter(each -> each.startsWith(ROOT + "."))
                                .map(each -> each.substring(ROOT.length() + 1))
                                .distinct())
                .containsExactlyInAnyOrderElementsOf(Directions.ALLOWED.keySet());
    }

    @Test
    void there_are_no_cycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(PROGRAM);
    }

    @Test
    void only_main_stands_above_the_command_line() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Main.class)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Main.class)
                .check(PROGRAM);
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".cli..")
                .and()
                .doNotBelongToAnyOf(Main.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".cli..")
                .check(PROGRAM);
    }

    @Test
    void a_restore_knows_the_cluster_by_one_interface() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".restore..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(ROOT + ".cluster..")
                                .and(not(type(Manifests.class)))
                                .and(not(type(ObjectKind.class)))
                                .and(not(type(ApiFailure.class)))
                                .and(not(type(ApiFailure.Kind.class))))
                .check(PROGRAM);
    }

    @Test
    void the_exit_status_is_a_leaf() {
        noClasses()
                .that()
                .belongToAnyOf(ExitStatus.class)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".*..")
                .check(PROGRAM);
    }

    @ParameterizedTest(name = "only {1} knows {0}")
    @CsvSource({
        "io.kubernetes.., cluster",
        "okhttp3.., cluster",
        "org.yaml.., cluster",
        "ch.qos.logback.., logging",
        "picocli.., cli",
        "com.typesafe.config.., config"
    })
    void each_library_is_known_to_one_package(String library, String owner) {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "." + owner + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(PROGRAM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model",
                "plan",
                "health",
                "history",
                "jobs",
                "timetable",
                "restore",
                "schedule"
            })
    void what_decides_is_pure(String name) {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name + "..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                        "java.io..",
                                        "java.net..",
                                        "java.nio.file..",
                                        "java.util.concurrent..",
                                        "org.slf4j..")
                                .or(type(Clock.class))
                                .or(type(Path.class))
                                .or(type(Random.class))
                                .or(type(Thread.class)))
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .allowEmptyShould(true)
                .check(PROGRAM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model",
                "config",
                "health",
                "history",
                "timetable",
                "jobs",
                "plan",
                "restore",
                "cluster",
                "run",
                "schedule"
            })
    void only_report_and_the_command_line_print(String name) {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name + "..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("org.slf4j..").or(type(java.io.PrintStream.class)))
                .allowEmptyShould(true)
                .check(PROGRAM);
    }

    @Test
    void only_main_ends_the_program() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Main.class)
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(PROGRAM);
    }
}
