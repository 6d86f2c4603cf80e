package io.pvcsnapshotter.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a run needs to know of its own Job.
 *
 * @param started {@code status.startTime}
 * @param activeDeadline {@code spec.activeDeadlineSeconds}, counted from {@code started}
 * @param scheduled the CronJob's slot, from the annotation {@code
 *     batch.kubernetes.io/cronjob-scheduled-timestamp}; absent on a Job that a person made
 */
public record Job(
        String uid,
        Instant created,
        Optional<Instant> started,
        Optional<Duration> activeDeadline,
        Optional<Instant> scheduled) {}
