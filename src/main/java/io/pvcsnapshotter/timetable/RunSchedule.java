package io.pvcsnapshotter.timetable;

import io.pvcsnapshotter.model.CronJobState;
import io.pvcsnapshotter.model.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What is known of when runs start. */
public sealed interface RunSchedule {

    /** How late a run may be started: as in the alerts. */
    Duration PATIENCE = Duration.ofMinutes(15);

    /** The CronJob was read. */
    record Known(CronJobState cronJob, Timetable timetable) implements RunSchedule {}

    /** There is no CronJob of that name. */
    record Missing(ObjectName cronJob) implements RunSchedule {}

    /**
     * It could not be read.
     *
     * @param reason a sentence without a full stop
     */
    record Unknown(ObjectName cronJob, String reason) implements RunSchedule {}

    /** Whether no run starts by itself, so that no new snapshot can come. */
    default boolean isOff() {
        return switch (this) {
            case Known(CronJobState cronJob, Timetable timetable) ->
                    cronJob.suspended() || timetable.next().isEmpty() && !timetable.unreadable();
            case Missing _ -> true;
            case Unknown _ -> false;
        };
    }

    /** The slot of which the run should have been started by now, and was not. */
    default Optional<Instant> overdue(Instant now) {
        return this instanceof Known(CronJobState cronJob, Timetable timetable)
                        && !cronJob.suspended()
                ? timetable.owed().filter(slot -> slot.plus(PATIENCE).isBefore(now))
                : Optional.empty();
    }

    /**
     * How old the newest snapshot of a claim may be where the schedule is kept; empty where nobody
     * knows.
     *
     * @param every of the claim's policy
     */
    default Optional<Duration> promisedAge(Optional<Duration> every) {
        Optional<Duration> promised =
                this instanceof Known(_, Timetable timetable)
                        ? timetable.promisedAge(every)
                        : Optional.empty();
        return promised.or(() -> every.map(each -> each.multipliedBy(2)));
    }
}
