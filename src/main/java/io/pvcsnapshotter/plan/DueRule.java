package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.model.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Whether a policy's {@code every} has passed since a claim's last scheduled snapshot.
 *
 * <p>Both times are nominal ones, so that a run that started late does not push the next one back,
 * and they are compared on the wall clock of the schedule's zone, so that the days on which clocks
 * change are as long as any other.
 */
final class DueRule {
    private DueRule() {}

    /** Why the claim is not due; empty if it is. */
    static Optional<String> whyNot(
            Optional<Duration> every, Optional<Instant> last, Run run, ZoneId zone) {
        if (every.isEmpty() || last.isEmpty() || run.trigger() == Run.Trigger.MANUAL) {
            return Optional.empty();
        }
        LocalDateTime next = wallClock(last.get(), zone).plus(every.get());
        if (!wallClock(run.nominal(), zone).isBefore(next)) {
            return Optional.empty();
        }
        return Optional.of(
                "its last snapshot is of %s; the next one is due at %s"
                        .formatted(WallTime.of(last.get(), zone), WallTime.of(next)));
    }

    private static LocalDateTime wallClock(Instant time, ZoneId zone) {
        return LocalDateTime.ofInstant(time, zone).truncatedTo(ChronoUnit.SECONDS);
    }
}
