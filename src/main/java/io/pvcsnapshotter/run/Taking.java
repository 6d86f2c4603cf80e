package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Cluster;
import io.pvcsnapshotter.cluster.SnapshotChange;
import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.health.Readiness;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Takes the snapshots of a run and waits for them: one loop that hears of everything and is the
 * only one to change what it knows.
 *
 * <p>A claim is first in line, then asked for, then waited for until it has its outcome. At most
 * {@code inFlight} snapshots are asked for and not yet taken, so that the controllers of the
 * cluster are not swamped.
 */
final class Taking {
    /** How often everything is looked at even if the watch says nothing. */
    private static final Duration LOOK = Duration.ofSeconds(30);

    private final Requests requests;
    private final RunTiming timing;
    private final int inFlight;
    private final Clock clock;
    private final Signals signals;
    private final RunListener listener;
    private final BiConsumer<ClaimPlan, Outcome> finished;

    private final Deque<ClaimPlan> inLine = new ArrayDeque<>();
    private final Set<ClaimPlan> asked = new LinkedHashSet<>();
    private final Map<ObjectName, Awaited> awaited = new LinkedHashMap<>();
    private final Set<ObjectName> toldTaken = new HashSet<>();
    private Optional<ApiFailure> unseen = Optional.empty();
    private int answered;
    private int forbidden;
    private Instant nextLook;

    /**
     * @param finished is called once for each claim
     */
    Taking(
            Requests requests,
            RunTiming timing,
            int inFlight,
            Clock clock,
            Signals signals,
            RunListener listener,
            BiConsumer<ClaimPlan, Outcome> finished) {
        this.requests = requests;
        this.timing = timing;
        this.inFlight = inFlight;
        this.clock = clock;
        this.signals = signals;
        this.listener = listener;
        this.finished = finished;
        this.nextLook = clock.instant().plus(LOOK);
    }

    private record Awaited(
            ClaimPlan claim, Policy policy, Snapshot snapshot, Readiness readiness) {}

    /**
     * Returns when every claim has its outcome.
     *
     * @param due in the order in which they are taken
     * @throws InterruptedException if the run has to stop; claims without an outcome then got one
     *     that says so
     */
    void takeAndWait(List<ClaimPlan> due) throws InterruptedException {
        if (due.isEmpty()) {
            return;
        }
        inLine.addAll(due);
        try (Cluster.Watching _ = requests.watch()) {
            start();
            while (!isDone()) {
                Optional<Signal> signal = signals.next(untilSomethingIsDue());
                while (signal.isPresent()) {
                    hear(signal.get());
                    signal = signals.next(Duration.ZERO);
                }
                lookAgain();
                timeOut();
                start();
            }
        } catch (InterruptedException stopped) {
            stop();
            throw stopped;
        }
    }

    private boolean isDone() {
        return inLine.isEmpty() && asked.isEmpty() && awaited.isEmpty();
    }

    private void start() {
        while (!inLine.isEmpty()
                && notTaken() < inFlight
                && !isOver(inLine.peek())
                && !Thread.currentThread().isInterrupted()) {
            ClaimPlan claim = inLine.remove();
            switch (claim.decision()) {
                case Decision.Take take -> {
                    take.warnings()
                            .forEach(each -> listener.warned(claim.claim().name() + ": " + each));
                    asked.add(claim);
                    requests.create(claim, take);
                }
                case Decision.Adopt(Policy policy, Snapshot snapshot, String reason) -> {
                    listener.adopted(claim.claim().name(), snapshot, reason);
                    await(claim, policy, snapshot, Optional.empty());
                }
                default -> throw new IllegalArgumentException("not due: " + claim.claim().name());
            }
        }
    }

    private long notTaken() {
        return asked.size()
                + awaited.values().stream().filter(each -> !each.readiness().isTaken()).count();
    }

    private void hear(Signal signal) {
        switch (signal) {
            case Signal.Created(ClaimPlan claim, Snapshot snapshot, boolean existed) ->
                    created(claim, snapshot, existed);
            case Signal.Refused(ClaimPlan claim, ApiFailure failure) -> {
                answered++;
                forbidden += failure.kind() == ApiFailure.Kind.FORBIDDEN ? 1 : 0;
                finish(claim, refusal(failure));
            }
            case Signal.NotMade(ClaimPlan claim, String reason, boolean retryMayHelp) -> {
                answered++;
                finish(claim, new Outcome.Failed(reason, retryMayHelp));
            }
            case Signal.Changed(SnapshotChange change) -> changed(change);
        }
    }

    /** Whether snapshots were asked for and every one was refused for want of a right. */
    boolean wasForbidden() {
        return answered > 0 && forbidden == answered;
    }

    private void created(ClaimPlan claim, Snapshot snapshot, boolean existed) {
        answered++;
        if (!(claim.decision() instanceof Decision.Take take) || !asked.remove(claim)) {
            return;
        }
        if (existed) {
            listener.adopted(claim.claim().name(), snapshot, "asked for by this run before");
        } else {
            listener.requested(claim.claim().name(), snapshot);
        }
        await(claim, take.policy(), snapshot, take.request().driver());
    }

    private static Outcome refusal(ApiFailure failure) {
        return failure.kind() == ApiFailure.Kind.NAMESPACE_TERMINATING
                ? new Outcome.Skipped("its namespace is being deleted")
                : new Outcome.Failed(failure.getMessage(), failure.retryMayHelp());
    }

    private void await(ClaimPlan claim, Policy policy, Snapshot snapshot, Optional<String> driver) {
        Readiness readiness = new Readiness(snapshot, policy.waiting().until(), driver);
        awaited.put(snapshot.name(), new Awaited(claim, policy, snapshot, readiness));
        observe(snapshot.name(), Optional.of(snapshot));
    }

    private void blinded(ApiFailure failure) {
        unseen = Optional.of(failure);
        if (!failure.retryMayHelp()) {
            Outcome outcome = new Outcome.Failed(failure.getMessage(), false);
            List.copyOf(awaited.values()).forEach(each -> finish(each.claim(), outcome));
        }
    }

    private void changed(SnapshotChange change) {
        unseen = Optional.empty();
        switch (change) {
            case SnapshotChange.Blind(ApiFailure failure) -> blinded(failure);
            case SnapshotChange.Seen(Snapshot snapshot) ->
                    observe(snapshot.name(), Optional.of(snapshot));
            case SnapshotChange.Gone(ObjectName name, String uid) -> {
                Awaited each = awaited.get(name);
                if (each != null && each.snapshot().uid().equals(uid)) {
                    observe(name, Optional.empty());
                }
            }
            case SnapshotChange.Listed(Optional<String> namespace, List<Snapshot> snapshots) ->
                    listed(namespace, snapshots);
        }
    }

    /**
     * A list may be from before a snapshot was created, so one that it lacks is read by its name.
     */
    private void listed(Optional<String> namespace, List<Snapshot> snapshots) {
        Map<ObjectName, Snapshot> found = new HashMap<>();
        snapshots.forEach(each -> found.put(each.name(), each));
        for (ObjectName each : List.copyOf(awaited.keySet())) {
            if (found.containsKey(each)) {
                observe(each, Optional.of(found.get(each)));
            } else if (namespace.map(each.namespace()::equals).orElse(true)) {
                requests.read(awaited.get(each).snapshot());
            }
        }
    }

    private void observe(ObjectName name, Optional<Snapshot> snapshot) {
        Awaited each = awaited.get(name);
        if (each == null) {
            return;
        }
        Optional<Outcome> outcome = each.readiness().observe(snapshot, clock.instant());
        if (each.readiness().isTaken() && toldTaken.add(name)) {
            listener.taken(each.claim().claim().name());
        }
        outcome.ifPresent(reached -> finish(each.claim(), reached));
    }

    private void lookAgain() {
        if (!clock.instant().isBefore(nextLook)) {
            nextLook = clock.instant().plus(LOOK);
            requests.list();
        }
    }

    private Duration untilSomethingIsDue() {
        Instant now = clock.instant();
        Instant next = nextLook;
        for (Awaited each : awaited.values()) {
            Instant end = end(each.policy());
            next = end.isBefore(next) ? end : next;
        }
        return next.isAfter(now) ? Duration.between(now, next) : Duration.ZERO;
    }

    private Instant end(Policy policy) {
        return timing.until(policy.waiting().timeout());
    }

    private boolean isOver(ClaimPlan claim) {
        return claim.decision() instanceof Decision.Due due
                && !clock.instant().isBefore(end(due.policy()));
    }

    private void timeOut() {
        Duration waited = Duration.between(timing.started(), clock.instant());
        for (Awaited each : List.copyOf(awaited.values())) {
            if (isOver(each.claim())) {
                finish(
                        each.claim(),
                        each.readiness().timedOut(waited, unseen.map(ApiFailure::reason)));
            }
        }
        for (ClaimPlan each : List.copyOf(inLine)) {
            if (isOver(each)) {
                finish(each, new Outcome.Failed("the time was up before its turn came", true));
            }
        }
    }

    private void stop() {
        for (ClaimPlan each : List.copyOf(inLine)) {
            finish(each, new Outcome.Failed("the run was stopped before its turn", true));
        }
        Outcome outcome =
                new Outcome.Failed("the run was stopped before its snapshot was ready", true);
        List.copyOf(asked).forEach(each -> finish(each, outcome));
        List.copyOf(awaited.values()).forEach(each -> finish(each.claim(), outcome));
    }

    private void finish(ClaimPlan claim, Outcome outcome) {
        inLine.remove(claim);
        asked.remove(claim);
        awaited.values().removeIf(each -> each.claim().equals(claim));
        finished.accept(claim, outcome);
    }
}
