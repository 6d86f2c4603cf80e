package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Cluster;
import io.pvcsnapshotter.cluster.Scope;
import io.pvcsnapshotter.cluster.Sleeper;
import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.health.Readiness;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The snapshots that a run has asked for and that are not yet what their policies want. */
final class Wait {
    private static final Duration POLL = Duration.ofSeconds(2);

    private final Cluster cluster;
    private final Scope scope;
    private final Run run;
    private final RunTiming timing;
    private final Clock clock;
    private final Sleeper sleeper;
    private final BiConsumer<ClaimPlan, Outcome> finished;
    private final Map<ObjectName, Awaited> pending = new LinkedHashMap<>();

    /** @param finished is called once for each claim that was added */
    Wait(
            Cluster cluster,
            Scope scope,
            Run run,
            RunTiming timing,
            Clock clock,
            Sleeper sleeper,
            BiConsumer<ClaimPlan, Outcome> finished) {
        this.cluster = cluster;
        this.scope = scope;
        this.run = run;
        this.timing = timing;
        this.clock = clock;
        this.sleeper = sleeper;
        this.finished = finished;
    }

    private record Awaited(ClaimPlan claim, Policy policy, Snapshot snapshot, Readiness readiness) {}

    void add(ClaimPlan claim, Policy policy, Snapshot snapshot, Optional<String> driver) {
        Readiness readiness = new Readiness(snapshot, policy.waiting().until(), driver);
        Awaited awaited = new Awaited(claim, policy, snapshot, readiness);
        if (!finishes(awaited, Optional.of(snapshot), clock.instant())) {
            pending.put(snapshot.name(), awaited);
        }
    }

    /** Waits until fewer than that many snapshots are asked for and not taken. */
    void untilInFlightBelow(int limit) throws InterruptedException {
        while (pending.values().stream().filter(each -> !each.readiness().isTaken()).count() >= limit) {
            sleeper.sleep(POLL);
            poll();
        }
    }

    /** Waits until each has its outcome, if only because its time is up. */
    void untilDone() throws InterruptedException {
        while (!pending.isEmpty()) {
            sleeper.sleep(POLL);
            poll();
        }
    }

    /** Gives every claim that is still waited for this outcome. */
    void giveUp(Outcome outcome) {
        List.copyOf(pending.values()).forEach(each -> finish(each, outcome));
    }

    private void poll() {
        Instant now = clock.instant();
        Optional<Map<ObjectName, Snapshot>> read = read();
        for (Awaited each : List.copyOf(pending.values())) {
            if (read.isPresent()
                    && finishes(
                            each, Optional.ofNullable(read.get().get(each.snapshot().name())), now)) {
                continue;
            }
            if (!now.isBefore(timing.until(each.policy().waiting().timeout()))) {
                finish(each, each.readiness().timedOut(Duration.between(timing.started(), now)));
            }
        }
    }

    /** One list for all that this run created, and one read for each that an earlier run did. */
    private Optional<Map<ObjectName, Snapshot>> read() {
        try {
            Map<ObjectName, Snapshot> found = new HashMap<>();
            Map<String, String> labels =
                    Map.of(
                            Ownership.INSTANCE,
                            Ownership.labelValue(run.instance()),
                            Ownership.JOB,
                            Ownership.labelValue(run.job()));
            cluster.snapshots(scope, labels).forEach(each -> found.put(each.name(), each));
            for (Awaited each : pending.values()) {
                if (!labels.get(Ownership.JOB).equals(each.snapshot().labels().get(Ownership.JOB))) {
                    cluster.snapshot(each.snapshot().name())
                            .ifPresent(snapshot -> found.put(snapshot.name(), snapshot));
                }
            }
            return Optional.of(found);
        } catch (ApiFailure failure) {
            if (!failure.retryMayHelp()) {
                giveUp(new Outcome.Failed(failure.getMessage(), false));
            }
            return Optional.empty();
        }
    }

    private boolean finishes(Awaited awaited, Optional<Snapshot> read, Instant now) {
        Optional<Outcome> outcome = awaited.readiness().observe(read, now);
        outcome.ifPresent(each -> finish(awaited, each));
        return outcome.isPresent();
    }

    private void finish(Awaited awaited, Outcome outcome) {
        pending.remove(awaited.snapshot().name());
        finished.accept(awaited.claim(), outcome);
    }
}
