package io.pvcsnapshotter.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The commands that a page says are typed: the lines that begin with {@code $}. */
public final class TypedCommands {
    private static final Pattern BLOCK =
            Pattern.compile("^```\\w*\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private final String page;
    private final List<List<String>> blocks;

    /**
     * Reads a page.
     *
     * @param page its path, like {@code docs/releasing.md}
     */
    public TypedCommands(String page) {
        this.page = page;
        try {
            String text =
                    Files.readString(Path.of(System.getProperty("project.basedir", ""), page));
            blocks =
                    BLOCK.matcher(text)
                            .results()
                            .map(MatchResult::group)
                            .map(TypedCommands::commands)
                            .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static List<String> commands(String block) {
        return block.lines()
                .filter(each -> each.startsWith("$ "))
                .map(each -> each.substring(2))
                .toList();
    }

    /** The first command that has these words. */
    public String theOneWith(String words) {
        return blocks.stream()
                .flatMap(List::stream)
                .filter(each -> each.contains(words))
                .findFirst()
                .orElseThrow(() -> new AssertionError(page + " has no command with " + words));
    }

    /** All commands of the block that has the first command with these words, in their order. */
    public List<String> blockWith(String words) {
        return blocks.stream()
                .filter(each -> each.contains(theOneWith(words)))
                .findFirst()
                .orElseThrow();
    }
}
