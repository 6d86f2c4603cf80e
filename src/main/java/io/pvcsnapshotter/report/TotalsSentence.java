package io.pvcsnapshotter.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The last line of a run and of a plan, like {@code selected 3 of 5 claims: 2 ready, 1 failed; 2 in
 * no policy; 1 expired}.
 */
final class TotalsSentence {
    private TotalsSentence() {}

    record Count(int number, String what) {
        @Override
        public String toString() {
            return number + " " + what;
        }
    }

    /**
     * @param done what became of the selected claims; the first is said even if it is none
     * @param others claims that were not selected, said only where there are any
     */
    static String of(
            int selected, int claims, List<Count> done, List<Count> others, Count expired) {
        String more = joined(done.subList(1, done.size()));
        String rest = joined(others);
        return "selected %d of %d claims: %s%s%s; %s"
                .formatted(
                        selected,
                        claims,
                        done.getFirst(),
                        more.isEmpty() ? "" : ", " + more,
                        rest.isEmpty() ? "" : "; " + rest,
                        expired);
    }

    private static String joined(List<Count> counts) {
        return counts.stream()
                .filter(each -> each.number() > 0)
                .map(Count::toString)
                .collect(Collectors.joining(", "));
    }
}
