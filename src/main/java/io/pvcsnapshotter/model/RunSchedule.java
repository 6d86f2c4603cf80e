package io.pvcsnapshotter.model;

import java.time.Instant;
import java.util.Optional;

/** The CronJob of the runs: when it starts them, and what it has started. */
public record RunSchedule(
        ObjectName name,
        String uid,
        ScheduleFields fields,
        Optional<Instant> lastScheduled,
        Optional<Instant> lastSucceeded) {

    public boolean suspended() {
        return fields.suspend().orElse(false);
    }
}
