package io.pvcsnapshotter.world;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.model.Job;
import io.pvcsnapshotter.model.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A Job with its pods: as the Job controller does it, with {@code backoffLimit: 1}. */
final class WorldJob {
    private static final long SECOND = 1000;

    /** A pod that is told to stop has so long. */
    private static final long TO_STOP = 10 * SECOND;

    private final World world;
    private final Install install;
    private final String uid;
    private final Optional<Instant> scheduled;
    private final Instant created;
    private final long end;
    private final List<Pod> pods = new ArrayList<>();
    private boolean over;
    private Optional<ExitStatus> status = Optional.empty();

    private WorldJob(World world, Install install, Optional<Instant> scheduled) {
        this.world = world;
        this.install = install;
        this.scheduled = scheduled;
        this.uid = "job-" + world.nextUid();
        this.created = world.apiTime();
        this.end = world.time.now() + install.activeDeadline.toMillis();
    }

    /**
     * @param scheduled the slot of the CronJob; empty for a Job that a person makes
     */
    static WorldJob start(World world, Install install, Optional<Instant> scheduled) {
        WorldJob job = new WorldJob(world, install, scheduled);
        world.jobs.add(job);
        world.trace.say("%s of %s begins", job.name(), install.instance);
        job.startPod(world.chance(job.uid, 0).between(100, 4000));
        world.time.at(job.end, job::timeOut);
        return job;
    }

    /** One that was over before anything was judged. */
    static WorldJob past(World world, Install install, Optional<Instant> scheduled) {
        WorldJob job = new WorldJob(world, install, scheduled);
        job.over = true;
        return job;
    }

    private void startPod(long in) {
        world.time.at(
                world.time.now() + in,
                () -> {
                    if (!over) {
                        Pod pod = new Pod(world, this, pods.size() + 1);
                        pods.add(pod);
                        pod.start();
                    }
                });
    }

    private void timeOut() {
        if (!over) {
            if (pods.getLast().runsFor(TO_STOP)) {
                world.judge.outlived(pods.getLast());
            }
            end();
        }
    }

    /** No other pod follows. */
    void end() {
        Optional<Pod> last = pod();
        over = true;
        last.ifPresent(Pod::kill);
    }

    /**
     * The pod is no more.
     *
     * @param with empty if it was killed
     */
    void ended(Optional<ExitStatus> with) {
        status = with;
        boolean again =
                with.map(each ->
                                each == ExitStatus.RETRY
                                        || each == ExitStatus.UNAVAILABLE
                                        || each == ExitStatus.INTERNAL)
                        .orElse(true);
        if (over) {
            return;
        }
        if (again && pods.size() < 2) {
            startPod(world.chance(uid, 1).between(10_000, 25_000));
        } else {
            over = true;
        }
    }

    /** Its pod that runs now, if one does. */
    Optional<Pod> pod() {
        return over || pods.isEmpty() ? Optional.empty() : Optional.of(pods.getLast());
    }

    /** Of the pod that ended last; empty if it was killed. */
    Optional<ExitStatus> status() {
        return status;
    }

    boolean isOver() {
        return over;
    }

    /** The true time at which it was made. */
    long begun() {
        return end - install.activeDeadline.toMillis();
    }

    Install install() {
        return install;
    }

    String name() {
        return uid + (isManual() ? "-manual" : "");
    }

    String uid() {
        return uid;
    }

    boolean isManual() {
        return scheduled.isEmpty();
    }

    Instant nominal() {
        return scheduled.orElse(created);
    }

    Run run() {
        return new Run(
                install.instance,
                uid,
                name(),
                nominal(),
                isManual() ? Run.Trigger.MANUAL : Run.Trigger.SCHEDULED);
    }

    Job seen() {
        return new Job(
                uid, created, Optional.of(created), Optional.of(install.activeDeadline), scheduled);
    }

    @Override
    public String toString() {
        return name();
    }
}
