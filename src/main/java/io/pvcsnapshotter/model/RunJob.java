package io.pvcsnapshotter.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A Job that was made from the CronJob of the runs, with all that tells what became of it.
 *
 * @param scheduled the CronJob's slot; empty if a person made the Job
 * @param started {@code status.startTime}: when the Job controller took it up
 * @param arguments that were put into it in place of the CronJob's
 * @param conditions those that are true
 */
public record RunJob(
        ObjectName name,
        String uid,
        Instant created,
        Optional<Instant> scheduled,
        Optional<Instant> started,
        Optional<String> arguments,
        Spec spec,
        List<Condition> conditions) {

    public RunJob {
        conditions = List.copyOf(conditions);
    }

    /**
     * @param cronJob the name of the CronJob that owns it, if one does
     * @param backoffLimit how many of its pods may fail before it does
     * @param deleting whether somebody has asked for its deletion
     */
    public record Spec(
            Optional<String> cronJob,
            Optional<Duration> activeDeadline,
            int backoffLimit,
            boolean suspended,
            boolean deleting) {}

    /**
     * @param since {@code lastTransitionTime}
     */
    public record Condition(String type, String reason, String message, Optional<Instant> since) {}

    public Optional<Condition> condition(String type) {
        return conditions.stream().filter(each -> each.type().equals(type)).findFirst();
    }

    public Run.Trigger trigger() {
        return scheduled.isPresent() ? Run.Trigger.SCHEDULED : Run.Trigger.MANUAL;
    }
}
