package io.pvcsnapshotter.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a CronJob that say when it starts, under the API's own names. Of a CronJob, what is
 * absent is not set there; of a change, what is absent stays as it is.
 */
public record ScheduleFields(
        Optional<String> schedule, Optional<String> timeZone, Optional<Boolean> suspend) {

    /** Those of these fields that are given here and differ there. */
    public ScheduleFields unlike(ScheduleFields current) {
        return new ScheduleFields(
                unlike(schedule, current.schedule),
                unlike(timeZone, current.timeZone),
                unlike(suspend, current.suspend));
    }

    private static <T> Optional<T> unlike(Optional<T> wanted, Optional<T> current) {
        return wanted.equals(current) ? Optional.empty() : wanted;
    }

    /** These fields and, where one is absent, that of the others. */
    public ScheduleFields over(ScheduleFields others) {
        return new ScheduleFields(
                schedule.or(others::schedule),
                timeZone.or(others::timeZone),
                suspend.or(others::suspend));
    }

    public boolean isEmpty() {
        return given().isEmpty();
    }

    /** The fields that are given, by name. */
    public Map<String, Object> given() {
        Map<String, Object> given = new LinkedHashMap<>();
        schedule.ifPresent(value -> given.put("schedule", value));
        timeZone.ifPresent(value -> given.put("timeZone", value));
        suspend.ifPresent(value -> given.put("suspend", value));
        return given;
    }
}
