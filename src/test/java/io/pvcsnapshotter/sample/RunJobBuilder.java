package io.pvcsnapshotter.sample;

import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.RunJob;
import io.pvcsnapshotter.model.RunJob.Condition;
import io.pvcsnapshotter.model.RunPod;
import io.pvcsnapshotter.model.RunPod.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Jobs of runs, and their pods. The Job is of the schedule and has just been taken up. */
public final class RunJobBuilder {
    public static final Instant CREATED = Instant.parse("2026-11-23T04:17:00Z");
    private static final String NAMESPACE = "pvc-snapshotter";

    private final String name;
    private final List<Condition> conditions = new ArrayList<>();
    private Instant created = CREATED;
    private boolean scheduled = true;
    private boolean started = true;
    private boolean suspended;
    private boolean deleting;
    private Optional<String> arguments = Optional.empty();

    private RunJobBuilder(String name) {
        this.name = name;
    }

    public static RunJobBuilder job(String name) {
        return new RunJobBuilder(name);
    }

    public RunJobBuilder created(Instant at) {
        created = at;
        return this;
    }

    public RunJobBuilder byHand() {
        scheduled = false;
        return this;
    }

    public RunJobBuilder notTakenUp() {
        started = false;
        return this;
    }

    public RunJobBuilder suspended() {
        suspended = true;
        return this;
    }

    public RunJobBuilder deleting() {
        deleting = true;
        return this;
    }

    public RunJobBuilder arguments(String line) {
        arguments = Optional.of(line);
        return this;
    }

    /** A condition that came so long after the Job's creation. */
    public RunJobBuilder condition(String type, String reason, String message, Duration after) {
        conditions.add(new Condition(type, reason, message, Optional.of(created.plus(after))));
        return this;
    }

    public RunJob build() {
        return new RunJob(
                new ObjectName(NAMESPACE, name),
                "uid-" + name,
                created,
                scheduled ? Optional.of(created) : Optional.empty(),
                started ? Optional.of(created) : Optional.empty(),
                arguments,
                new RunJob.Spec(
                        Optional.of("pvc-snapshotter"),
                        Optional.of(Duration.ofHours(2)),
                        1,
                        suspended,
                        deleting),
                conditions);
    }

    /** A pod of a Job, whose name tells the number of the try. */
    public static RunPod pod(RunJob job, int number, Container container) {
        return pod(job, number, container, Optional.empty(), Optional.empty());
    }

    public static RunPod pod(
            RunJob job,
            int number,
            Container container,
            Optional<String> unscheduled,
            Optional<String> ended) {
        String name = job.name().name() + "-" + number;
        return new RunPod(
                new ObjectName(NAMESPACE, name),
                "uid-" + name,
                job.name().name(),
                job.created().plusSeconds(number),
                unscheduled,
                ended,
                container);
    }

    public static Container ended(int exitCode, String message) {
        return new Container.Terminated(
                exitCode, exitCode == 0 ? "Completed" : "Error", message, Optional.empty());
    }
}
