package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Area;
import io.pvcsnapshotter.cluster.SnapshotChange;
import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.health.Readiness;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The snapshots that exist and are waited for: what is seen of each, until it has its outcome. */
final class Waiting {
    private final Requests requests;
    private final Places places;
    private final Clock clock;
    private final Consumer<RunNews> news;
    private final BiConsumer<ClaimPlan, Outcome> finished;

    private final Map<ObjectName, Awaited> awaited = new LinkedHashMap<>();
    private final Set<ObjectName> notTaken = new HashSet<>();

    /** What the watch told of before the answer to the request was here: it does not tell twice. */
    private final Map<ObjectName, Snapshot> early = new HashMap<>();

    private final Blindness blindness = new Blindness();

    /**
     * @param finished is called once for each claim
     */
    Waiting(
            Requests requests,
            Places places,
            Clock clock,
            Consumer<RunNews> news,
            BiConsumer<ClaimPlan, Outcome> finished) {
        this.requests = requests;
        this.places = places;
        this.clock = clock;
        this.news = news;
        this.finished = finished;
    }

    private record Awaited(ClaimPlan claim, Snapshot snapshot, Readiness readiness) {}

    boolean isEmpty() {
        return awaited.isEmpty();
    }

    void add(ClaimPlan claim, Policy policy, Snapshot snapshot, Optional<String> driver) {
        Readiness readiness = new Readiness(snapshot, policy.waiting().until(), driver);
        awaited.put(snapshot.name(), new Awaited(claim, snapshot, readiness));
        notTaken.add(snapshot.name());
        places.hold(snapshot.name(), clock.instant());
        Snapshot latest =
                Optional.ofNullable(early.remove(snapshot.name()))
                        .filter(each -> each.uid().equals(snapshot.uid()))
                        .orElse(snapshot);
        observe(snapshot.name(), Optional.of(latest));
    }

    /**
     * @param answersAreDue whether what is not waited for may be the snapshot of a request that is
     *     still to be answered
     */
    void hear(SnapshotChange change, boolean answersAreDue) {
        switch (change) {
            case SnapshotChange.Blind(Area area, ApiFailure failure) -> blinded(area, failure);
            case SnapshotChange.Seen(Snapshot snapshot) -> {
                blindness.end(Area.around(snapshot.name()));
                if (answersAreDue && !awaited.containsKey(snapshot.name())) {
                    early.put(snapshot.name(), snapshot);
                }
                observe(snapshot.name(), Optional.of(snapshot));
            }
            case SnapshotChange.Gone(ObjectName name, String uid) -> {
                blindness.end(Area.around(name));
                Awaited each = awaited.get(name);
                if (each != null && each.snapshot().uid().equals(uid)) {
                    observe(name, Optional.empty());
                }
            }
            case SnapshotChange.Listed(Area area, List<Snapshot> snapshots) ->
                    listed(area, snapshots);
        }
    }

    private void blinded(Area area, ApiFailure failure) {
        Instant now = clock.instant();
        blindness.begin(area, failure, now);
        for (ObjectName each : List.copyOf(awaited.keySet())) {
            blindness
                    .forGood(each.namespace(), now)
                    .map(reason ->
                            new Outcome.Failed(reason.getMessage(), reason.anotherPodMayHelp()))
                    .ifPresent(outcome -> finish(each, outcome));
        }
    }

    /**
     * A list may be from before a snapshot was created, so one that it lacks is read by its name.
     */
    private void listed(Area area, List<Snapshot> snapshots) {
        blindness.end(area);
        Map<ObjectName, Snapshot> found = new HashMap<>();
        snapshots.forEach(each -> found.put(each.name(), each));
        for (ObjectName each : List.copyOf(awaited.keySet())) {
            if (found.containsKey(each)) {
                observe(each, Optional.of(found.get(each)));
            } else if (area.covers(each)) {
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
        if (each.readiness().isTaken() && notTaken.remove(name)) {
            places.release(name, clock.instant());
            news.accept(new RunNews.Taken(each.claim().claim().name()));
        }
        outcome.ifPresent(reached -> finish(name, reached));
    }

    /**
     * @param isOver whose time is up
     * @param waited how long the run has waited
     */
    void timeOut(Predicate<ClaimPlan> isOver, Duration waited) {
        for (Awaited each : List.copyOf(awaited.values())) {
            if (isOver.test(each.claim())) {
                ObjectName name = each.snapshot().name();
                Optional<String> blind = blindness.of(name.namespace()).map(ApiFailure::reason);
                finish(name, each.readiness().timedOut(waited, blind));
            }
        }
    }

    void stop(Outcome outcome) {
        List.copyOf(awaited.keySet()).forEach(each -> finish(each, outcome));
    }

    private void finish(ObjectName snapshot, Outcome outcome) {
        notTaken.remove(snapshot);
        places.release(snapshot, clock.instant());
        finished.accept(awaited.remove(snapshot).claim(), outcome);
    }
}
