package io.pvcsnapshotter.plan;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How many claims stand under each heading, and the one sentence that says so: the last line of a
 * run and of a plan.
 */
public final class Tally {
    /** What a claim can be counted as, in the order in which the sentence has them. */
    public enum Heading {
        DUE("due", true),
        READY("ready", true),
        TAKEN("taken", true),
        FAILED("failed", true),
        NOT_DUE("not due", true),
        MISTAKEN("mistaken", true),
        SKIPPED("skipped", false),
        UNSUPPORTED("unsupported", false),
        NO_POLICY("in no policy", false);

        private final String words;
        private final boolean selected;

        Heading(String words, boolean selected) {
            this.words = words;
            this.selected = selected;
        }
    }

    private final Map<Heading, Long> counts;

    private Tally(Map<Heading, Long> counts) {
        this.counts = counts;
    }

    /**
     * @param claims the heading of each
     */
    public static Tally of(Stream<Heading> claims) {
        return new Tally(
                claims.collect(Collectors.groupingBy(Function.identity(), Collectors.counting())));
    }

    public int count(Heading heading) {
        return counts.getOrDefault(heading, 0L).intValue();
    }

    /** Of all headings. */
    public int claims() {
        return counts.values().stream().mapToInt(Long::intValue).sum();
    }

    /** The claims that a policy wants snapshots of. */
    public int selected() {
        return Arrays.stream(Heading.values())
                .filter(each -> each.selected)
                .mapToInt(this::count)
                .sum();
    }

    /**
     * Like {@code selected 3 of 5 claims: 2 ready, 1 failed; 2 in no policy; 1 expired}.
     *
     * @param first is said even if it is none; the others are not
     * @param deletions how many there are, in words
     */
    public String sentence(Heading first, String deletions) {
        String selected = said(each -> each.selected && (each == first || count(each) > 0));
        String others = said(each -> !each.selected && count(each) > 0);
        return "selected %d of %d claims: %s%s; %s"
                .formatted(
                        selected(),
                        claims(),
                        selected,
                        others.isEmpty() ? "" : "; " + others,
                        deletions);
    }

    private String said(Predicate<Heading> which) {
        return Arrays.stream(Heading.values())
                .filter(which)
                .map(each -> count(each) + " " + each.words)
                .collect(Collectors.joining(", "));
    }
}
