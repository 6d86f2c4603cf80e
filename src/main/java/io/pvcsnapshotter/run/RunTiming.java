package io.pvcsnapshotter.run;

import io.pvcsnapshotter.model.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long a run may take.
 *
 * @param started the Job's start, or the program's outside a Job: a pod that is retried does not
 *     wait twice
 * @param end when the run must be over; absent if nothing ends it
 */
public record RunTiming(Instant started, Optional<Instant> end) {
    /** What is left of the Job's time for the report. */
    private static final Duration FOR_THE_REPORT = Duration.ofSeconds(60);

    /** What the report itself takes at most, its Events included. */
    private static final Duration REPORTING = Duration.ofSeconds(40);

    public static RunTiming of(Optional<Job> job, Instant now) {
        Instant started = job.flatMap(Job::started).orElse(now);
        Optional<Instant> end =
                job.flatMap(Job::activeDeadline)
                        .map(active -> started.plus(active).minus(FOR_THE_REPORT));
        return new RunTiming(started, end);
    }

    /**
     * When a run that is not done has to report what it has, so that the report is written before
     * its Job's time is over; empty if nothing ends it.
     */
    public static Optional<Instant> lastMoment(Job job) {
        return job.started()
                .flatMap(started ->
                        job.activeDeadline()
                                .map(active ->
                                        started.plus(active)
                                                .minus(shorter(REPORTING, active.dividedBy(2)))));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** When a wait of that length, counted from the start, is over. */
    Instant until(Duration timeout) {
        Instant until = started.plus(timeout);
        return end.filter(last -> last.isBefore(until)).orElse(until);
    }

    boolean cuts(Duration timeout) {
        return end.filter(last -> last.isBefore(started.plus(timeout))).isPresent();
    }
}
