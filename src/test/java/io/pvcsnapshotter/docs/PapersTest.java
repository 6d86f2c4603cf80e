package io.pvcsnapshotter.docs;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.architecture.Directions;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Ownership;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be checked of the papers for those who work on the program. */
class PapersTest {
    private static final Path ROOT = Path.of(System.getProperty("project.basedir", ""));

    /** Like `docs/faults.md`: a path of this repository, and no pattern. */
    private static final Pattern FILE =
            Pattern.compile("`((?:src|docs|manifests|config|testbed|bench|\\.ci)/[\\w./-]+)`");

    private static final Pattern TEST = Pattern.compile("\\b[A-Z]\\w*[a-z](?:Test|IT)\\b");

    private static String text(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException missing) {
            throw new AssertionError("There is no " + file, missing);
        }
    }

    static Stream<String> papers() throws IOException {
        try (Stream<Path> decisions = Files.list(ROOT.resolve("docs/decisions"))) {
            List<String> records =
                    decisions.map(each -> "docs/decisions/" + each.getFileName()).toList();
            assertThat(records).hasSizeGreaterThan(12);
            return Stream.concat(
                    records.stream(),
                    Stream.of(
                            "README.md",
                            "CONTRIBUTING.md",
                            "SECURITY.md",
                            "CHANGELOG.md",
                            "docs/architecture.md",
                            "docs/compatibility.md"));
        }
    }

    @ParameterizedTest
    @MethodSource("papers")
    void every_file_that_a_paper_names_exists(String paper) {
        assertThat(FILE.matcher(text(paper)).results().map(each -> each.group(1)))
                .allMatch(each -> Files.exists(ROOT.resolve(each)), "exists");
    }

    @ParameterizedTest
    @MethodSource("papers")
    void every_test_that_a_paper_names_exists(String paper) throws IOException {
        try (Stream<Path> tests = Files.walk(ROOT.resolve("src/test/java"))) {
            List<String> names =
                    tests.map(each -> each.getFileName().toString().replace(".java", "")).toList();
            assertThat(TEST.matcher(text(paper)).results().map(MatchResult::group))
                    .allMatch(names::contains, "is a test");
        }
    }

    @Test
    void the_table_of_packages_is_what_the_architecture_test_holds() {
        Pattern row = Pattern.compile("^\\| `(\\w+)` \\|[^|]*\\|([^|]*)\\|$", Pattern.MULTILINE);
        Map<String, List<String>> table =
                row.matcher(text("docs/architecture.md"))
                        .results()
                        .collect(toMap(each -> each.group(1), each -> names(each.group(2))));
        assertThat(table).isEqualTo(Directions.ALLOWED);
    }

    private static List<String> names(String cell) {
        return Pattern.compile("`(\\w+)`")
                .matcher(cell)
                .results()
                .map(each -> each.group(1))
                .toList();
    }

    @Test
    void every_mark_and_every_exit_code_is_in_the_promises() throws IllegalAccessException {
        String promises = text("docs/compatibility.md");
        for (Class<?> each : List.of(Ownership.class, Claim.class)) {
            for (Field field : each.getDeclaredFields()) {
                if (field.getType() == String.class) {
                    field.setAccessible(true);
                    String value = (String) field.get(null);
                    if (value.startsWith(Ownership.PREFIX) && !value.equals(Ownership.PREFIX)) {
                        assertThat(promises).contains("`" + value + "`");
                    }
                }
            }
        }
        Arrays.stream(ExitStatus.values())
                .forEach(each -> assertThat(promises).contains("`" + each.code() + "`"));
    }
}
