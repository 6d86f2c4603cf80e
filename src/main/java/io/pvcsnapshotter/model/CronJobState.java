package io.pvcsnapshotter.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What a CronJob says of when its runs start and have started.
 *
 * @param lastScheduled {@code status.lastScheduleTime}: when it last started one
 * @param lastSuccessful {@code status.lastSuccessfulTime}: when one that it or a person started
 *     last ended well
 */
public record CronJobState(
        ObjectName name,
        ScheduleFields fields,
        Instant created,
        Optional<Instant> lastScheduled,
        Optional<Instant> lastSuccessful) {
    public boolean suspended() {
        return fields.suspend().orElse(false);
    }
}
