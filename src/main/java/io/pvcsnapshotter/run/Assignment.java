package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.Reach;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.Job;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.plan.Narrowing;
import java.util.Optional;

/**
 * What a run is to do.
 *
 * @param job that it is a pod of; empty outside a Job
 */
public record Assignment(
        Settings settings, Run run, Reach reach, Narrowing narrowing, Optional<Job> job) {}
