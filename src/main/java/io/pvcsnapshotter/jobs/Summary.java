package io.pvcsnapshotter.jobs;

import io.pvcsnapshotter.model.RunPod.Container.Terminated;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the program left when it ended: its failures, and the line of numbers.
 *
 * @param totals empty if it ended before it had any
 */
record Summary(List<String> reasons, Optional<String> totals) {
    private static final String SEPARATOR = " \\| ";
    private static final String TOTALS = "selected ";

    /** Anybody can leave a long text. */
    private static final int LONGEST = 4096;

    static Summary of(Terminated ended) {
        String message = ended.message();
        List<String> parts =
                new ArrayList<>(
                        List.of(
                                message.substring(0, Math.min(LONGEST, message.length()))
                                        .strip()
                                        .split(SEPARATOR)));
        parts.removeIf(String::isBlank);
        boolean hasTotals = !parts.isEmpty() && parts.getLast().startsWith(TOTALS);
        Optional<String> totals = hasTotals ? Optional.of(parts.removeLast()) : Optional.empty();
        return new Summary(List.copyOf(parts), totals);
    }
}
