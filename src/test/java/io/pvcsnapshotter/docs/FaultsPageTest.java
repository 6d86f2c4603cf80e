package io.pvcsnapshotter.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault in docs/faults.md has a test, which the page names by the beginning of its name. */
class FaultsPageTest {
    private static final Path CHECKOUT = Path.of(System.getProperty("project.basedir", ""));
    private static final Pattern NAMED = Pattern.compile("`(\\w+)\\.(\\w+)…`");

    private static String page() throws IOException {
        return Files.readString(CHECKOUT.resolve("docs/faults.md"));
    }

    static List<String> namedTests() throws IOException {
        return NAMED.matcher(page()).results().map(MatchResult::group).distinct().toList();
    }

    @ParameterizedTest
    @MethodSource("namedTests")
    void each_test_that_the_page_names_exists_once(String named) throws IOException {
        MatchResult parts = NAMED.matcher(named).results().findFirst().orElseThrow();
        Pattern method = Pattern.compile("void\\s+(%s\\w*)\\(".formatted(parts.group(2)));
        assertThat(method.matcher(source(parts.group(1))).results()).hasSize(1);
    }

    private static String source(String testClass) throws IOException {
        try (Stream<Path> files = Files.walk(CHECKOUT.resolve("src/test/java"))) {
            Path file =
                    files.filter(each -> each.endsWith(testClass + ".java"))
                            .findFirst()
                            .orElseThrow(
                                    () -> new AssertionError("There is no class " + testClass));
            return Files.readString(file);
        }
    }

    @Test
    void each_row_of_a_table_of_faults_names_a_test() throws IOException {
        List<String> rows =
                page().lines()
                        .filter(each -> each.startsWith("| ") && cells(each) == 5)
                        .filter(each -> !each.startsWith("| fault |"))
                        .toList();
        assertThat(rows).hasSizeGreaterThan(30).allMatch(each -> NAMED.matcher(each).find());
    }

    private static long cells(String row) {
        return Arrays.stream(row.substring(1).split("\\|")).count();
    }
}
