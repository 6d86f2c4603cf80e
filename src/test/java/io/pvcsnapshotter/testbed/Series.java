package io.pvcsnapshotter.testbed;

import static java.util.stream.Collectors.toMap;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line of what Prometheus scrapes, such as {@code up{job="a"} 1}. */
public record Series(String name, Map<String, String> labels, double value) {
    private static final Pattern LINE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern EQUAL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    static Series parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(line);
        }
        return new Series(
                matcher.group(1),
                equalities(matcher.group(2)),
                Double.parseDouble(matcher.group(3)));
    }

    /**
     * The labels that the braces of a series or of a selector give a value.
     *
     * @param braces what is between them; null if there are none
     */
    public static Map<String, String> equalities(String braces) {
        return EQUAL.matcher(braces == null ? "" : braces)
                .results()
                .collect(toMap(each -> each.group(1), (MatchResult each) -> each.group(2)));
    }

    /** Whether it has this name and these labels, and maybe others. */
    public boolean is(String name, Map<String, String> labels) {
        return this.name.equals(name) && this.labels.entrySet().containsAll(labels.entrySet());
    }
}
