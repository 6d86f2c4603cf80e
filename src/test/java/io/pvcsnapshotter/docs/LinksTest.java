package io.pvcsnapshotter.docs;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links between the pages of this repository lead somewhere. */
class LinksTest {
    private static final Path CHECKOUT = Path.of(System.getProperty("project.basedir", ""));
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s#]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
    private static final Pattern BLOCK_OF_CODE =
            Pattern.compile("^ *```.*?^ *```", Pattern.MULTILINE | Pattern.DOTALL);

    static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(CHECKOUT.toAbsolutePath());
                Stream<Path> docs = Files.walk(CHECKOUT.resolve("docs").toAbsolutePath())) {
            List<Path> pages =
                    Stream.concat(top, docs)
                            .filter(each -> each.toString().endsWith(".md"))
                            .toList();
            assertThat(pages).hasSizeGreaterThan(15);
            return pages;
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void every_link_leads_to_a_file_and_to_a_heading(Path page) {
        assertThat(LINK.matcher(text(page)).results())
                .filteredOn(each -> !each.group(1).startsWith("http"))
                .allSatisfy(each -> assertLeadsSomewhere(page, each));
    }

    private static void assertLeadsSomewhere(Path page, MatchResult link) {
        Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
        assertThat(target).exists();
        if (link.group(2) != null) {
            assertThat(headings(target)).contains(link.group(2));
        }
    }

    /** As a forge writes them: small letters, digits, and a hyphen for each space. */
    private static Set<String> headings(Path page) {
        return HEADING.matcher(text(page))
                .results()
                .map(each -> each.group(1).toLowerCase(Locale.ROOT))
                .map(each -> each.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
                .collect(toSet());
    }

    private static String text(Path page) {
        try {
            return BLOCK_OF_CODE.matcher(Files.readString(page)).replaceAll("");
        } catch (IOException missing) {
            throw new AssertionError("There is no " + page, missing);
        }
    }
}
