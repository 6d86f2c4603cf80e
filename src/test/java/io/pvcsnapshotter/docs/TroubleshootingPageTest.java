package io.pvcsnapshotter.docs;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/troubleshooting.md says that a person sees is what the program says. */
class TroubleshootingPageTest {
    private static final Path CHECKOUT = Path.of(System.getProperty("project.basedir", ""));
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** Of a name or a number in a text. */
    private static final String LEFT_OUT = "...";

    @Test
    void every_text_that_the_page_quotes_is_one_of_the_program() throws IOException {
        String program = program();
        List<String> quoted =
                Files.readString(CHECKOUT.resolve("docs/troubleshooting.md"))
                        .lines()
                        .filter(each -> each.startsWith("| "))
                        .map(each -> each.split("\\|")[1])
                        .flatMap(TroubleshootingPageTest::texts)
                        .toList();
        assertThat(quoted).hasSizeGreaterThan(50);
        assertThat(quoted.stream().flatMap(TroubleshootingPageTest::pieces))
                .allMatch(program::contains, "is in src/main/java");
    }

    /** Code of several words that is not something to type. */
    private static Stream<String> texts(String cell) {
        return CODE.matcher(cell)
                .results()
                .map(each -> each.group(1))
                .filter(each -> each.contains(" "))
                .filter(Predicate.not(each -> each.startsWith("kubectl ")));
    }

    private static Stream<String> pieces(String text) {
        return Arrays.stream(text.split(Pattern.quote(LEFT_OUT)))
                .map(each -> each.replaceAll("^\\W+|\\W+$", ""))
                .filter(Predicate.not(String::isEmpty));
    }

    /** All its texts, those that are broken over lines in one piece. */
    private static String program() throws IOException {
        Pattern literal = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*+)\"");
        try (Stream<Path> files = Files.walk(CHECKOUT.resolve("src/main/java"))) {
            return files.filter(each -> each.toString().endsWith(".java"))
                    .map(TroubleshootingPageTest::source)
                    .map(each -> each.replaceAll("\"\\s*\\+\\s*\"", ""))
                    .flatMap(each -> literal.matcher(each).results())
                    .map(MatchResult::group)
                    .map(each -> each.replace("\\\"", "\""))
                    .collect(joining("\n"));
        }
    }

    private static String source(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException missing) {
            throw new AssertionError("There is no " + file, missing);
        }
    }
}
