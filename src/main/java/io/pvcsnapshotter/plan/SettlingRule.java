package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.plan.Histories.Owned;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether a claim's retention has been in force for long enough to delete by it.
 *
 * <p>Each snapshot records the retention that it was taken under. Only when one that was taken at
 * least the settling time ago, and every one since, records today's, was an edit meant; until then
 * a typing error has cost nothing.
 *
 * @param retention today's, in canonical form
 * @param timeZone today's
 */
record SettlingRule(String retention, String timeZone, Duration settle) {

    /**
     * Since when every snapshot of the claim records today's retention; empty if the newest does
     * not.
     *
     * @param history newest first
     */
    Optional<Instant> inForceSince(List<Owned> history) {
        Optional<Instant> since = Optional.empty();
        for (Owned each : history) {
            if (each.snapshot().taken().isEmpty()) {
                continue;
            }
            if (!recordsToday(each.origin())) {
                break;
            }
            since = Optional.of(each.snapshot().time());
        }
        return since;
    }

    /**
     * From when on snapshots may expire; empty if no snapshot was taken under today's retention
     * yet.
     */
    Optional<Instant> settlesAt(List<Owned> history) {
        return inForceSince(history).map(since -> since.plus(settle));
    }

    private boolean recordsToday(Ownership.Origin origin) {
        return origin.retention().equals(retention) && origin.timeZone().equals(timeZone);
    }
}
