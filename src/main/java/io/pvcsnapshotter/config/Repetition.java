package io.pvcsnapshotter.config;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Bounds how long a configuration can get when values are put for its variables. A value that names
 * another one twice is twice as long, and thirty such values in a row are a billion times as long.
 *
 * <p>Each variable can double the whole at most, as in {@code a += ${a}}. So the number of those
 * that name settings is held against the length of the text. Those of the environment are as long
 * as they are.
 */
final class Repetition {
    /** Characters: thirty times the longest ConfigMap. */
    private static final double LONGEST = 32 << 20;

    /** The time that it takes to put the values grows with the square of their number. */
    private static final int MOST_VARIABLES = 1_000;

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\??\\s*([^}\\n]*?)\\s*}");
    private static final Pattern OF_ENVIRONMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

    private Repetition() {}

    /**
     * @param texts of all files that were read, as often as they were included
     */
    static void report(String file, List<String> texts, Problems problems) {
        String whole = unescaped(String.join("\n", texts));
        String others = VARIABLE.matcher(whole).replaceAll("").replace("\"", "");
        List<String> names = VARIABLE.matcher(whole).results().map(each -> each.group(1)).toList();
        Set<String> keys =
                names.stream()
                        .distinct()
                        .filter(each -> namesSetting(each, others))
                        .collect(Collectors.toSet());
        List<String> settings = names.stream().filter(keys::contains).toList();
        int most = Math.min(MOST_VARIABLES, most(whole.length()));
        if (settings.size() > most || names.size() > MOST_VARIABLES) {
            String first = settings.isEmpty() ? names.getFirst() : settings.getFirst();
            problems.add(
                    place(file, texts.getFirst(), first),
                    "",
                    ("${...} stands here and elsewhere: %d times in all, of which %d name another"
                                    + " setting. At most %d may stand in the configuration, and at most %d"
                                    + " may name another setting; write their values instead")
                            .formatted(names.size(), settings.size(), MOST_VARIABLES, most));
        }
    }

    private static int most(int length) {
        return (int) (Math.log(LONGEST / Math.max(1, length)) / Math.log(2));
    }

    private static boolean namesSetting(String name, String others) {
        return !OF_ENVIRONMENT.matcher(name).matches()
                || Pattern.compile("\\b" + name + "\\s*[=:{+.]").matcher(others).find();
    }

    /** A key in quotes may be written with escapes. */
    private static String unescaped(String text) {
        return ESCAPE.matcher(text).replaceAll(Repetition::character);
    }

    private static String character(MatchResult escape) {
        char character = (char) Integer.parseInt(escape.group(1), 16);
        return Matcher.quoteReplacement(String.valueOf(character));
    }

    private static Location place(String file, String text, String name) {
        return Location.find(Pattern.compile("\\$\\{\\??\\s*" + Pattern.quote(name)), file, text)
                .orElse(new Location(file, 0));
    }
}
