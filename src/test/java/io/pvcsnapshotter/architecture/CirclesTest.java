package io.pvcsnapshotter.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files of a package use each other in one direction, so that it can be read file by file.
 *
 * <p>{@code model} is not held to this: there a sealed type and its parts name each other.
 */
class CirclesTest {
    private static final String ROOT = "io.pvcsnapshotter.";
    private static final JavaClasses PROGRAM =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages(ROOT);

    @ParameterizedTest
    @ValueSource(strings = {"config", "health", "plan", "restore", "schedule", "cli", "logging"})
    void no_files_of_a_package_use_each_other_in_a_circle(String name) {
        noCircleIn(ROOT + name).check(PROGRAM);
    }

    @Test
    void a_circle_is_found() {
        JavaClasses circle = new ClassFileImporter().importClasses(Pattern.class, Matcher.class);
        assertThat(noCircleIn("java.util.regex").evaluate(circle).hasViolation()).isTrue();
    }

    private static ArchRule noCircleIn(String packageName) {
        return SlicesRuleDefinition.slices()
                .assignedFrom(new FilesOf(packageName))
                .should()
                .beFreeOfCycles();
    }

    /** Each file of a package is a slice; the other packages are none. */
    private record FilesOf(String packageName) implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return type.getPackageName().equals(packageName)
                    ? SliceIdentifier.of(file(type))
                    : SliceIdentifier.ignore();
        }

        private static String file(JavaClass type) {
            return type.getEnclosingClass().map(FilesOf::file).orElseGet(type::getSimpleName);
        }

        @Override
        public String getDescription() {
            return "the files of " + packageName;
        }
    }
}
