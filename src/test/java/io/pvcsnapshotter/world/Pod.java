package io.pvcsnapshotter.world;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Reach;
import io.pvcsnapshotter.plan.Narrowing;
import io.pvcsnapshotter.report.Summary;
import io.pvcsnapshotter.run.Assignment;
import io.pvcsnapshotter.run.Mailbox;
import io.pvcsnapshotter.run.Message;
import io.pvcsnapshotter.run.RunNews;
import io.pvcsnapshotter.run.RunResult;
import io.pvcsnapshotter.run.RunTiming;
import io.pvcsnapshotter.run.SnapshotRun;
import io.pvcsnapshotter.run.SteadyClock;
import io.pvcsnapshotter.run.Surroundings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A pod of a Job, in which the real run works until it ends or is killed. */
final class Pod implements Mailbox {
    /** Not an exception of the program: nothing of it goes on after a SIGKILL. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }

    /** More messages than that at one moment are a loop that does not wait. */
    private static final int SPINNING = 20_000;

    /** So long deletions may go on in a run that has to stop; it waits by a clock of its own. */
    private static final long GRACE = 3000;

    private final Set<Thread> deleting = new LinkedHashSet<>();
    private final World world;
    private final WorldJob job;
    private final int number;
    private final Rules rules;
    private final Deque<Message> inbox = new ArrayDeque<>();
    private final PodRecord record;
    private final Map<PodRecord.Look, Truth> truths = new IdentityHashMap<>();
    private final Clock clock;
    private final long started;
    private VirtualTime.Alarm waiting;
    private Thread thread;
    private boolean killed;
    private boolean ended;
    private int requests;
    private int killAt;
    private long lastTime;
    private int spins;

    Pod(World world, WorldJob job, int number) {
        this.world = world;
        this.job = job;
        this.number = number;
        this.rules = job.install().rules;
        this.clock =
                new SteadyClock(
                        Clock.fixed(
                                Instant.ofEpochMilli(world.time.now() + world.podsError),
                                ZoneOffset.UTC),
                        () -> TimeUnit.MILLISECONDS.toNanos(world.time.now()));
        this.record = new PodRecord();
        this.started = world.time.now();
    }

    /** A clock that was wrong when the run began is wrong to its end. */
    boolean knowsTheTime() {
        return clock.millis() == world.time.now();
    }

    WorldJob job() {
        return job;
    }

    Rules rules() {
        return rules;
    }

    PodRecord record() {
        return record;
    }

    Truth truthOf(PodRecord.Look look) {
        return truths.computeIfAbsent(look, each -> new Truth(world, job.install(), rules, each));
    }

    void start() {
        world.trace.say("%s starts", this);
        thread = world.time.start(toString(), this::live);
    }

    private void live() {
        Optional<ExitStatus> status = Optional.empty();
        try {
            RunResult result = run();
            dieIfKilled();
            status = Optional.of(result.exitStatus());
            world.trace.say("%s ends with %s: %s", this, status.get(), Summary.totals(result));
            world.judge.ended(this, result);
        } catch (ApiFailure impossible) {
            world.trace.say("%s ends: %s", this, impossible.getMessage());
            world.judge.couldNotBegin(this, impossible);
            status =
                    Optional.of(
                            impossible.kind() == ApiFailure.Kind.FORBIDDEN
                                    ? ExitStatus.FORBIDDEN
                                    : ExitStatus.UNAVAILABLE);
        } catch (RuntimeException | Error fault) {
            if (!killed) {
                world.judge.fault(this, fault);
            }
        }
        if (!killed) {
            ended = true;
            job.ended(status);
        }
    }

    private RunResult run() {
        RunTiming.lastMoment(job.seen())
                .ifPresent(each ->
                        world.time.at(
                                world.time.now()
                                        + Duration.between(clock.instant(), each).toMillis(),
                                this::stop));
        Assignment assignment =
                new Assignment(
                        rules.toSettings(job.install().instance),
                        job.run(),
                        rules.namespaces().isEmpty()
                                ? Reach.everywhere()
                                : Reach.within(rules.namespaces()),
                        Narrowing.NONE,
                        Optional.of(job.seen()));
        Surroundings surroundings =
                new Surroundings(
                        clock, this, task -> world.time.start(this + " request", () -> work(task)));
        return new SnapshotRun(new Gateway(world, this), assignment, surroundings, this::hear)
                .run();
    }

    /** One of its requests, or the deletions of one claim, which somebody waits for. */
    private void work(Runnable task) {
        boolean deletes = task instanceof Future;
        if (deletes) {
            deleting.add(Thread.currentThread());
        }
        try {
            task.run();
        } catch (Killed _) {
            // so is its pod
        } catch (RuntimeException fault) {
            world.judge.fault(this, fault);
        }
        deleting.remove(Thread.currentThread());
    }

    private void hear(RunNews news) {
        if (news instanceof RunNews.Finished(var result)) {
            world.judge.finished(this, result);
        }
    }

    // ---- its time

    void dieIfKilled() {
        if (killed) {
            throw new Killed();
        }
    }

    /** Counts a request; true if the pod is to be killed by it. */
    int request() {
        return ++requests;
    }

    boolean isToDieAt(int request) {
        return request == killAt;
    }

    void killAt(int request) {
        killAt = requests + request;
    }

    boolean isKilled() {
        return killed;
    }

    /** SIGKILL. What it has sent may still arrive. */
    void kill() {
        if (!ended) {
            world.trace.say("%s is killed", this);
            killed = true;
            ended = true;
            record.disturbed = true;
            if (waiting != null) {
                waiting.ring();
            }
            world.judge.killed();
            job.ended(Optional.empty());
        }
    }

    /** Whether it has been running for so many milliseconds. */
    boolean runsFor(long millis) {
        return !ended && world.time.now() - started >= millis;
    }

    /** SIGTERM. */
    void stop() {
        if (!ended && thread != null) {
            world.trace.say("%s is told to stop", this);
            record.stoppedAt = Math.min(record.stoppedAt, world.time.now());
            record.disturbed = true;
            thread.interrupt();
            world.time.at(world.time.now() + GRACE, () -> deleting.forEach(Thread::interrupt));
        }
    }

    // ---- its mailbox

    @Override
    public void post(Message message) {
        inbox.add(message);
        if (waiting != null) {
            waiting.ring();
        }
    }

    @Override
    public Optional<Message> next(Duration atMost) throws InterruptedException {
        dieIfKilled();
        stopIfTold();
        if (inbox.isEmpty() && atMost.toMillis() > 0) {
            waiting = new VirtualTime.Alarm();
            world.time.at(world.time.now() + atMost.toMillis(), waiting::ring);
            waiting.await();
            waiting = null;
            dieIfKilled();
            stopIfTold();
        }
        noticeSpinning();
        return Optional.ofNullable(inbox.poll());
    }

    private static void stopIfTold() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void noticeSpinning() {
        spins = lastTime == world.time.now() ? spins + 1 : 0;
        lastTime = world.time.now();
        if (spins > SPINNING) {
            world.judge.fault(this, new IllegalStateException("the loop does not wait"));
            kill();
            throw new Killed();
        }
    }

    @Override
    public String toString() {
        return job + "/" + number;
    }
}
