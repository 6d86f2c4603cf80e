package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.model.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Whether a policy's {@code every} has passed since a claim's last scheduled snapshot.
 *
 * <p>Both times are nominal ones, so that a run that started late does not push the next one back.
 * Days are counted on the wall clock of the schedule's zone, so that those on which clocks change
 * are as long as any other; hours are counted as they pass, so that the hour that is repeated is
 * not lost.
 */
final class DueRule {
    private DueRule() {}

    /** Why the claim is not due; empty if it is. */
    static Optional<String> whyNot(
            Optional<Duration> every, Optional<Instant> last, Run run, ZoneId zone) {
        if (every.isEmpty() || last.isEmpty() || run.trigger() == Run.Trigger.MANUAL) {
            return Optional.empty();
        }
        ZonedDateTime next = next(last.get().truncatedTo(ChronoUnit.SECONDS), every.get(), zone);
        if (!run.nominal().isBefore(next.toInstant())) {
            return Optional.empty();
        }
        return Optional.of(
                "its last snapshot is of %s; the next one is due at %s"
                        .formatted(
                                WallTime.of(last.get(), zone),
                                WallTime.of(next.toLocalDateTime())));
    }

    private static ZonedDateTime next(Instant last, Duration every, ZoneId zone) {
        boolean days = every.equals(Duration.ofDays(every.toDays()));
        return days ? last.atZone(zone).plusDays(every.toDays()) : last.plus(every).atZone(zone);
    }
}
