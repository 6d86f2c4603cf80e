package io.pvcsnapshotter.model;

import java.util.List;

/**
 * A list of name patterns, {@code *} for any characters and {@code ?} for one, where {@code !} in
 * front excludes.
 *
 * <p>A name matches if an including pattern matches it and no excluding one does, in whatever order
 * they stand. A list of only exclusions starts from all names, and so does an empty list.
 */
public final class Glob {
    /** Matches every name. */
    public static final Glob ALL = new Glob(List.of());

    private final List<String> patterns;
    private final List<String> included;
    private final List<String> excluded;

    private Glob(List<String> patterns) {
        this.patterns = List.copyOf(patterns);
        this.included = patterns.stream().filter(each -> !each.startsWith("!")).toList();
        this.excluded =
                patterns.stream()
                        .filter(each -> each.startsWith("!"))
                        .map(each -> each.substring(1))
                        .toList();
    }

    /**
     * @throws IllegalArgumentException if a pattern is empty or has a character that no Kubernetes
     *     name can have; the message says which
     */
    public static Glob of(List<String> patterns) {
        patterns.forEach(Glob::check);
        return new Glob(patterns);
    }

    public boolean matches(String name) {
        return (included.isEmpty() || anyMatches(included, name)) && !anyMatches(excluded, name);
    }

    /** The patterns as they were given. */
    public List<String> patterns() {
        return patterns;
    }

    private static boolean anyMatches(List<String> patterns, String name) {
        return patterns.stream().anyMatch(each -> matches(each, name));
    }

    /**
     * Not by a regular expression, which would try all ways to share the name out among the
     * wildcards. Where a character does not fit, it is enough to let the last {@code *} take one
     * more.
     */
    private static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int lastStar = -1;
        int endOfStar = 0;
        while (n < name.length()) {
            char wanted = p < pattern.length() ? pattern.charAt(p) : 0;
            if (wanted == '*') {
                lastStar = p++;
                endOfStar = n;
            } else if (wanted == '?' || wanted == name.charAt(n)) {
                p++;
                n++;
            } else if (lastStar >= 0) {
                p = lastStar + 1;
                n = ++endOfStar;
            } else {
                return false;
            }
        }
        return pattern.substring(p).chars().allMatch(each -> each == '*');
    }

    private static void check(String pattern) {
        String body = pattern.startsWith("!") ? pattern.substring(1) : pattern;
        if (body.isEmpty()) {
            throw new IllegalArgumentException("the pattern \"" + pattern + "\" is empty");
        }
        if (!body.matches("[a-z0-9.*?-]+")) {
            throw new IllegalArgumentException(
                    "the pattern \""
                            + pattern
                            + "\" can match no name: allowed are a-z, 0-9, '-', '.', the wildcards * and ?, and a"
                            + " leading ! to exclude");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob that && patterns.equals(that.patterns);
    }

    @Override
    public int hashCode() {
        return patterns.hashCode();
    }

    @Override
    public String toString() {
        return String.join(", ", patterns);
    }
}
