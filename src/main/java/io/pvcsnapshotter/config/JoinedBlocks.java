package io.pvcsnapshotter.config;

import java.util.regex.Pattern;

/**
 * Finds a block that begins on the line where another one ends. HOCON makes one block of the two,
 * so that with a comma forgotten between two policies the first would be gone without a word.
 */
final class JoinedBlocks {
    /** Texts, comments and variables, whose braces are none. */
    private static final Pattern OTHER =
            Pattern.compile(
                    "\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|#.*|//.*|\\$\\{[^}\\n]*}");

    private static final Pattern JOINED = Pattern.compile("}[ \\t]*\\{");

    private JoinedBlocks() {}

    static void report(String file, String text, Problems problems) {
        String braces =
                OTHER.matcher(text)
                        .replaceAll(other -> "\n".repeat((int) other.group().lines().count() - 1));
        Location.find(JOINED, file, braces)
                .ifPresent(place ->
                        problems.add(place, "", "a comma is missing between the blocks } and {"));
    }
}
