package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.plan.SimulatedCluster.Effective;
import io.pvcsnapshotter.plan.SimulatedCluster.SimSnapshot;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run of the program, as section 5.5 of the design says: foresee, take, wait, list again,
 * decide, and delete what both plans delete, and of that an expired one only where this run's
 * snapshot of the claim is ready. It goes step by step, so that two of them can be interleaved, and
 * one can be killed.
 */
final class SimulatedRun {
    /** What becomes of the snapshots that are asked for. */
    interface Storage {
        /** Absent where it is refused. */
        Optional<Outcome> next();

        static Storage good() {
            Optional<Duration> soon = Optional.of(Duration.ofSeconds(20));
            return () -> Optional.of(new Outcome(soon, soon));
        }

        /** Mostly soon; else late, or taken and never ready, or never taken, or refused. */
        static Storage bad(RandomGenerator random) {
            return () -> {
                Optional<Duration> never = Optional.empty();
                Optional<Duration> soon = Optional.of(Duration.ofSeconds(random.nextInt(1, 60)));
                Optional<Duration> late = Optional.of(Duration.ofMinutes(random.nextInt(60, 4000)));
                Optional<Duration> later = late.map(each -> each.multipliedBy(2));
                return switch (random.nextInt(20)) {
                    case 0 -> Optional.empty();
                    case 1 -> Optional.of(new Outcome(never, never));
                    case 2 -> Optional.of(new Outcome(soon, never));
                    case 3 -> Optional.of(new Outcome(soon, late));
                    case 4 -> Optional.of(new Outcome(late, later));
                    default -> Optional.of(new Outcome(soon, soon));
                };
            };
        }
    }

    /** After how long a snapshot is taken and ready; empty for never. */
    record Outcome(Optional<Duration> taken, Optional<Duration> ready) {}

    private record Deletion(Judgement judgement, Optional<String> claimUid) {}

    private final SimulatedCluster cluster;
    private final SimulatedConfiguration configuration;
    private final Run run;
    private final Storage storage;
    private final Invariants invariants;
    private final RandomGenerator random;
    private final Planner planner;
    private final Map<String, String> ownByClaim = new HashMap<>();
    private final Deque<Deletion> deletions = new ArrayDeque<>();
    private Plan foreseen;
    private Inventory foundAgain;
    private int step;

    SimulatedRun(
            SimulatedCluster cluster,
            SimulatedConfiguration configuration,
            Run run,
            Storage storage,
            Invariants invariants,
            RandomGenerator random) {
        this.cluster = cluster;
        this.configuration = configuration;
        this.run = run;
        this.storage = storage;
        this.invariants = invariants;
        this.random = random;
        this.planner = new Planner(configuration.toSettings(), run, Narrowing.NONE);
    }

    void finish() {
        while (step()) {
            // until it is done
        }
    }

    /** Whether it has decided what to delete and is not done with it. */
    boolean isDeleting() {
        return !deletions.isEmpty();
    }

    Run run() {
        return run;
    }

    /** Does the next thing; false once there is nothing more to do. */
    boolean step() {
        switch (step++) {
            case 0 -> foresee();
            case 1 -> take();
            case 2 -> cluster.pass(Duration.ofMinutes(random.nextInt(3, 30)));
            case 3 -> decide();
            default -> {
                if (deletions.isEmpty()) {
                    return false;
                }
                delete(deletions.remove());
            }
        }
        return true;
    }

    private void foresee() {
        Inventory found = cluster.list();
        foreseen = planner.foresee(found);
        invariants.holdForAll(foreseen, found, configuration);
    }

    private void take() {
        for (Plan.ClaimPlan each : foreseen.claims()) {
            switch (each.decision()) {
                case Decision.Take take -> create(each.claim().uid(), take);
                case Decision.Adopt adopt ->
                        ownByClaim.put(each.claim().uid(), adopt.snapshot().uid());
                default -> {}
            }
        }
    }

    private void create(String claimUid, Decision.Take take) {
        SnapshotRequest request = take.request();
        Optional<SimSnapshot> existing = cluster.named(request.name());
        if (existing.isPresent()) {
            if (Ownership.judge(existing.get().toSnapshot(), run.instance())
                            instanceof Ownership.Ours ours
                    && ours.origin().runUid().equals(run.uid())) {
                ownByClaim.put(claimUid, existing.get().uid);
            }
            return;
        }
        Optional<Outcome> outcome = storage.next();
        if (outcome.isEmpty()) {
            return;
        }
        Optional<Retention> retention = take.policy().retain();
        SimSnapshot made =
                cluster.add(
                        request,
                        true,
                        run.trigger() == Run.Trigger.MANUAL,
                        claimUid,
                        new Effective(retention, configuration.zone()));
        made.willBeTaken = outcome.get().taken().map(cluster.now::plus);
        made.willBeReady = outcome.get().ready().map(cluster.now::plus);
        ownByClaim.put(claimUid, made.uid);
    }

    private void decide() {
        foundAgain = cluster.list();
        Plan decided = planner.decide(foundAgain);
        invariants.holdForAll(decided, foundAgain, configuration);
        invariants.holdForDecided(decided, foundAgain, configuration);
        Set<String> foreseenToGo =
                allDeletions(foreseen)
                        .map(each -> each.judgement().snapshot().uid())
                        .collect(Collectors.toSet());
        allDeletions(decided)
                .filter(each -> foreseenToGo.contains(each.judgement().snapshot().uid()))
                .filter(this::mayGo)
                .forEach(deletions::add);
    }

    private static Stream<Deletion> allDeletions(Plan plan) {
        List<Deletion> all = new ArrayList<>();
        for (Plan.ClaimPlan claim : plan.claims()) {
            Optional<String> uid = Optional.of(claim.claim().uid());
            claim.deletions().forEach(each -> all.add(new Deletion(each, uid)));
        }
        for (Plan.LostClaim lost : plan.orphans()) {
            lost.deletions().forEach(each -> all.add(new Deletion(each, Optional.empty())));
        }
        return all.stream();
    }

    private boolean mayGo(Deletion deletion) {
        if (deletion.judgement().fate() == Judgement.Fate.LEFTOVER
                || deletion.claimUid().isEmpty()) {
            return true;
        }
        String own = ownByClaim.get(deletion.claimUid().get());
        return foundAgain.snapshots().stream()
                .filter(each -> each.uid().equals(own))
                .anyMatch(each -> each.ready() && !each.deleting());
    }

    private void delete(Deletion deletion) {
        Snapshot snapshot = deletion.judgement().snapshot();
        invariants.holdNow(deletion.judgement(), configuration);
        cluster.delete(snapshot.uid(), snapshot.resourceVersion());
    }
}
