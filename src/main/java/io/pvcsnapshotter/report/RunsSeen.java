package io.pvcsnapshotter.report;

import io.pvcsnapshotter.timetable.RunSchedule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the runs of an install.
 *
 * @param standstill a sentence if the last runs show that no new snapshots may come
 * @param unknown what could not be read, and what that means
 */
public record RunsSeen(RunSchedule schedule, Optional<String> standstill, List<String> unknown) {
    public RunsSeen {
        unknown = List.copyOf(unknown);
    }

    public RunsSeen(RunSchedule schedule) {
        this(schedule, Optional.empty(), List.of());
    }

    /** Whether runs do not start or do not succeed, as far as that is known. */
    public boolean standStill(Instant now) {
        return schedule.isOff() || schedule.overdue(now).isPresent() || standstill.isPresent();
    }

    /** Whether nobody knows here that runs start and succeed. */
    public boolean isUnknown() {
        return schedule instanceof RunSchedule.Unknown || !unknown.isEmpty();
    }
}
