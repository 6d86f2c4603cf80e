package io.pvcsnapshotter.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.SimulatedCluster.Effective;
import io.pvcsnapshotter.plan.SimulatedCluster.SimClaim;
import io.pvcsnapshotter.plan.SimulatedCluster.SimSnapshot;
import io.pvcsnapshotter.plan.SimulatedConfiguration.SimPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules that never bend, checked with what the simulated cluster knows to be true and not with
 * what the planner reads from labels and annotations.
 */
final class Invariants {
    private final SimulatedCluster cluster;

    /** Whether all clocks have always been right: some promises need that. */
    private final boolean clocksAreRight;

    private int expired;

    Invariants(SimulatedCluster cluster, boolean clocksAreRight) {
        this.cluster = cluster;
        this.clocksAreRight = clocksAreRight;
    }

    /** How much was deleted: a simulation in which nothing is shows nothing. */
    int expired() {
        return expired;
    }

    /** Of what is foreseen and of what is decided. */
    void holdForAll(Plan plan, Inventory inventory, SimulatedConfiguration configuration) {
        for (Plan.ClaimPlan each : plan.claims()) {
            List<Judgement> deletions = each.deletions().toList();
            if (!deletions.isEmpty()) {
                deletions.forEach(deletion -> mayBeTouched(deletion.snapshot(), inventory));
                mayLose(each, deletions, inventory, configuration);
            }
        }
        for (Plan.LostClaim each : plan.orphans()) {
            List<Judgement> deletions = each.deletions().toList();
            if (!deletions.isEmpty()) {
                deletions.forEach(deletion -> mayBeTouched(deletion.snapshot(), inventory));
                mayLose(each, deletions, inventory, configuration);
            }
        }
        for (Plan.ForeignSnapshot each : plan.foreign()) {
            assertThat(truth(each.snapshot()).ours && !isOfAnother(each.snapshot(), inventory))
                    .as("ours is called foreign: %s", each)
                    .isFalse();
            assertThat(each.snapshot().labels())
                    .as("another instance's is called a copy of ours: %s", each)
                    .containsEntry("pvc-snapshotter.io/instance", "here");
        }
    }

    /** Of what is decided, where nothing is hoped for any more. */
    void holdForDecided(Plan plan, Inventory inventory, SimulatedConfiguration configuration) {
        for (Plan.ClaimPlan each : plan.claims()) {
            each.deletions()
                    .filter(one -> !isExpired(one) && one.snapshot().takenAt().isPresent())
                    .forEach(one -> isReplaced(one.snapshot(), each.claim(), inventory));
            Set<String> expired = uids(each.deletions().filter(Invariants::isExpired).toList());
            if (!expired.isEmpty()) {
                List<Snapshot> counted = counted(historyOf(each.claim(), inventory), inventory);
                staysAbove(configuration.atLeast(), counted, expired, each.claim().name());
                isKeptByNoTier(each.claim(), counted, expired, configuration);
            }
        }
        for (Plan.LostClaim each : plan.orphans()) {
            Set<String> expired = uids(each.deletions().toList());
            if (!expired.isEmpty()) {
                List<Snapshot> counted =
                        counted(
                                inventory.snapshots().stream()
                                        .filter(one -> isOf(one, each.namespace(), each.claimUid()))
                                        .toList(),
                                inventory);
                staysAbove(
                        configuration.atLeast(),
                        counted,
                        expired,
                        new ObjectName(each.namespace(), each.claimUid()));
            }
        }
    }

    /** In the very moment in which a deletion is sent, with what another run did meanwhile. */
    void holdNow(Judgement judgement, SimulatedConfiguration configuration) {
        Optional<SimSnapshot> found =
                cluster.snapshot(judgement.snapshot().uid())
                        .filter(each ->
                                String.valueOf(each.version)
                                        .equals(judgement.snapshot().resourceVersion()));
        if (found.isEmpty()) {
            return;
        }
        SimSnapshot snapshot = found.get();
        assertThat(snapshot.ours).as("%s is ours", snapshot).isTrue();
        assertThat(
                        snapshot.deleting
                                || snapshot.toSnapshot().groupMember()
                                || isHeld(snapshot.toSnapshot()))
                .as("%s is protected", snapshot)
                .isFalse();
        if (!isExpired(judgement)) {
            assertThat(snapshot.ready).as("the leftover %s is ready", snapshot).isFalse();
            return;
        }
        expired++;
        Set<String> history = historyWith(snapshot);
        List<SimSnapshot> others =
                cluster.snapshots().stream()
                        .filter(each ->
                                each != snapshot && each.ours && each.ready && !each.deleting)
                        .filter(each -> history.contains(each.claimUid))
                        .toList();
        assertThat(others.size())
                .as("ready ones beside %s: %s", snapshot, others)
                .isGreaterThanOrEqualTo(configuration.atLeast());
        if (clocksAreRight) {
            assertThat(others)
                    .as("the newest good one is deleted: %s", snapshot)
                    .anyMatch(each -> each.reallyTaken.get().isAfter(snapshot.reallyTaken.get()));
        }
    }

    private void mayBeTouched(Snapshot snapshot, Inventory inventory) {
        assertThat(truth(snapshot).ours).as("%s is not ours", truth(snapshot)).isTrue();
        assertThat(isProtected(snapshot, inventory))
                .as("%s is protected", truth(snapshot))
                .isFalse();
    }

    private void mayLose(
            Plan.ClaimPlan plan,
            List<Judgement> deletions,
            Inventory inventory,
            SimulatedConfiguration configuration) {
        Claim claim = plan.claim();
        Optional<SimPolicy> policy = configuration.policyOf(claim.labels(), claim.annotations());
        assertThat(policy.isPresent() || claim.deleting())
                .as("no policy selects %s", claim.name())
                .isTrue();
        List<Snapshot> history = historyOf(claim, inventory);
        assertThat(history)
                .as("what %s loses is its own", claim.name())
                .extracting(Snapshot::uid)
                .containsAll(uids(deletions));
        List<Judgement> expired = deletions.stream().filter(Invariants::isExpired).toList();
        assertThat(expired)
                .as("pace of %s", claim.name())
                .hasSizeLessThanOrEqualTo(configuration.expirePerClaim())
                .allMatch(each -> each.snapshot().ready(), "is ready");
        if (!expired.isEmpty()) {
            assertThat(policy.flatMap(SimPolicy::retention))
                    .as("retention of %s", claim.name())
                    .isPresent();
            assertThat(plan.decision()).isInstanceOf(Decision.Due.class);
            assertThat(claim.phase()).isEqualTo(Claim.Phase.BOUND);
            assertThat(claim.deleting()).isFalse();
            if (clocksAreRight) {
                hasSettled(claim, history, configuration, configuration.effective(policy.get()));
            }
        }
        List<Judgement> unready = deletions.stream().filter(each -> !isExpired(each)).toList();
        assertThat(unready).as("leftovers of %s", claim.name()).hasSizeLessThanOrEqualTo(1);
        for (Judgement each : unready) {
            assertThat(each.snapshot().ready()).as("%s is ready", truth(each.snapshot())).isFalse();
        }
    }

    private void mayLose(
            Plan.LostClaim plan,
            List<Judgement> deletions,
            Inventory inventory,
            SimulatedConfiguration configuration) {
        assertThat(configuration.orphansExpireAfter()).as("orphans expire").isPresent();
        assertThat(deletions)
                .as("%s", plan)
                .hasSizeLessThanOrEqualTo(configuration.expirePerClaim())
                .allMatch(each -> isExpired(each) && each.snapshot().ready(), "is ready")
                .noneMatch(each -> truth(each.snapshot()).manual);
        assertThat(inventory.claims())
                .as("%s is gone", plan.claimUid())
                .noneMatch(each -> each.uid().equals(plan.claimUid()))
                .noneMatch(each ->
                        each.name().namespace().equals(plan.namespace())
                                && each.history().contains(plan.claimUid()));
        Duration after = configuration.orphansExpireAfter().get();
        assertThat(inventory.snapshots())
                .as("none of %s is younger", plan.claimUid())
                .filteredOn(each -> !isOfAnother(each, inventory))
                .filteredOn(each -> isOf(each, plan.namespace(), plan.claimUid()) && each.ready())
                .noneMatch(each -> each.time().plus(after).isAfter(inventory.observed()));
    }

    private void isReplaced(Snapshot leftover, Claim claim, Inventory inventory) {
        assertThat(counted(historyOf(claim, inventory), inventory))
                .as("newer than %s, which was taken", truth(leftover))
                .anyMatch(each -> each.time().isAfter(leftover.time()));
    }

    private static void staysAbove(
            int atLeast, List<Snapshot> counted, Set<String> expired, ObjectName claim) {
        long staying = counted.stream().filter(each -> !expired.contains(each.uid())).count();
        assertThat(staying)
                .as("%s keeps so many of %d", claim, counted.size())
                .isGreaterThanOrEqualTo(atLeast);
    }

    private void isKeptByNoTier(
            Claim claim,
            List<Snapshot> counted,
            Set<String> expired,
            SimulatedConfiguration configuration) {
        Retention retention =
                configuration
                        .policyOf(claim.labels(), claim.annotations())
                        .flatMap(SimPolicy::retention)
                        .orElseThrow();
        assertThat(keptByDefinition(counted, retention, configuration))
                .as(
                        "kept by %s of %s",
                        retention.canonical(), counted.stream().map(this::truth).toList())
                .doesNotContainAnyElementsOf(expired);
    }

    /** What the definition of the tiers keeps of a claim's ready scheduled snapshots. */
    Set<String> keptByDefinition(
            List<Snapshot> counted, Retention retention, SimulatedConfiguration configuration) {
        return TiersByDefinition.kept(
                retention,
                configuration.zone(),
                configuration.atLeast(),
                counted.stream().filter(each -> !truth(each).manual).toList());
    }

    /**
     * Only one that was really taken so long ago, and all since, can show that a retention was
     * meant.
     */
    private void hasSettled(
            Claim claim,
            List<Snapshot> history,
            SimulatedConfiguration configuration,
            Effective today) {
        Set<String> listed = history.stream().map(Snapshot::uid).collect(Collectors.toSet());
        Set<String> uids = new HashSet<>();
        claim.history().forEach(each -> uids.addAll(cluster.lineage(each)));
        List<SimSnapshot> newestFirst =
                cluster.everything().stream()
                        .filter(each -> each.ours && uids.contains(each.claimUid))
                        .filter(each -> each.reallyTaken.isPresent())
                        // Of those that are gone, only what they showed for it was handed on.
                        .filter(each -> listed.contains(each.uid) || each.takenUnder.equals(today))
                        .sorted(
                                Comparator.comparing((SimSnapshot each) -> each.reallyTaken.get())
                                        .reversed())
                        .toList();
        Optional<Instant> since = Optional.empty();
        for (SimSnapshot each : newestFirst) {
            if (!each.takenUnder.equals(today)) {
                break;
            }
            since = each.reallyTaken;
        }
        // Two snapshots of one second may stand the other way round.
        Instant latest = cluster.now.minus(configuration.settle());
        assertThat(since)
                .as("since when %s has had %s", claim.name(), today)
                .hasValueSatisfying(each -> assertThat(each).isBeforeOrEqualTo(latest));
    }

    /** The ready ones of a history that anything may be decided about. */
    List<Snapshot> counted(List<Snapshot> history, Inventory inventory) {
        return history.stream()
                .filter(Snapshot::ready)
                .filter(each -> !isProtected(each, inventory))
                .filter(each ->
                        !each.time().isAfter(inventory.observed().plus(Duration.ofHours(1))))
                .toList();
    }

    /** Ours, and made of the claim or of one that it alone was restored from and that is gone. */
    List<Snapshot> historyOf(Claim claim, Inventory inventory) {
        Set<String> uids = new HashSet<>();
        for (String uid : claim.history()) {
            boolean lives = inventory.claims().stream().anyMatch(each -> each.uid().equals(uid));
            long named =
                    inventory.claims().stream()
                            .filter(each ->
                                    each.name().namespace().equals(claim.name().namespace()))
                            .filter(each -> each.history().contains(uid))
                            .count();
            if (uid.equals(claim.uid()) || (!lives && named == 1)) {
                uids.add(uid);
            }
        }
        return inventory.snapshots().stream()
                .filter(each ->
                        uids.stream().anyMatch(uid -> isOf(each, claim.name().namespace(), uid)))
                .filter(each -> !isOfAnother(each, inventory))
                .toList();
    }

    /** Cut when another claim already had the name of the one that it was asked of. */
    private boolean isOfAnother(Snapshot snapshot, Inventory inventory) {
        return snapshot.takenAt().isPresent()
                && inventory.claims().stream()
                        .filter(each -> each.name().namespace().equals(snapshot.name().namespace()))
                        .filter(each -> snapshot.claim().equals(Optional.of(each.name().name())))
                        .filter(each -> !each.uid().equals(truth(snapshot).claimUid))
                        .anyMatch(each -> !snapshot.time().isBefore(each.created()));
    }

    private Set<String> historyWith(SimSnapshot snapshot) {
        Set<String> uids = new HashSet<>(Set.of(snapshot.claimUid));
        cluster.claims().stream()
                .map(SimClaim::toClaim)
                .map(Claim::history)
                .filter(each -> each.contains(snapshot.claimUid))
                .forEach(uids::addAll);
        return uids;
    }

    private boolean isOf(Snapshot snapshot, String namespace, String claimUid) {
        SimSnapshot truth = truth(snapshot);
        return truth.ours
                && truth.claimUid.equals(claimUid)
                && snapshot.name().namespace().equals(namespace);
    }

    private static boolean isProtected(Snapshot snapshot, Inventory inventory) {
        return snapshot.deleting()
                || snapshot.groupMember()
                || isHeld(snapshot)
                || inventory.claims().stream()
                        .filter(each -> each.phase() != Claim.Phase.BOUND)
                        .anyMatch(each -> each.spec().sources().contains(snapshot.name()));
    }

    private static boolean isHeld(Snapshot snapshot) {
        String label = snapshot.labels().getOrDefault("pvc-snapshotter.io/hold", "false");
        String annotation = snapshot.annotations().getOrDefault("pvc-snapshotter.io/hold", "false");
        return !label.equals("false") || !annotation.equals("false");
    }

    private static boolean isExpired(Judgement judgement) {
        return judgement.expires();
    }

    private SimSnapshot truth(Snapshot snapshot) {
        return cluster.truth(snapshot.uid());
    }

    private static Set<String> uids(Collection<Judgement> judgements) {
        return judgements.stream().map(each -> each.snapshot().uid()).collect(Collectors.toSet());
    }
}
