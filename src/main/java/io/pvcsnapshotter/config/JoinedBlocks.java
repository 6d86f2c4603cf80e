package io.pvcsnapshotter.config;

import java.util.regex.Matcher;
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

    /** What stands behind a key. */
    private static final Pattern SIGN = Pattern.compile("[ \\t]*(\\+?=|:|\\{)");

    private JoinedBlocks() {}

    static void report(String file, String plain, Problems problems) {
        Location.find(JOINED, file, plain)
                .ifPresent(place ->
                        problems.add(place, "", "a comma is missing between the blocks } and {"));
    }

    /**
     * A text of as many lines, without comments and values that are strings, with a dollar sign for
     * each variable: only what is structure. Keys keep their quotes.
     */
    static String plain(String text) {
        return OTHER.matcher(text)
                .replaceAll(other ->
                        Matcher.quoteReplacement(structure(other.group(), text, other.end()))
                                + "\n".repeat((int) other.group().lines().count() - 1));
    }

    private static String structure(String other, String text, int end) {
        if (other.startsWith("$")) {
            return "$";
        }
        boolean isKey =
                other.startsWith("\"") && SIGN.matcher(text).region(end, text.length()).lookingAt();
        return isKey ? other : "";
    }
}
