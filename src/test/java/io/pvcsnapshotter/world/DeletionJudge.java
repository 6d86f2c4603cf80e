package io.pvcsnapshotter.world;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.world.PodRecord.Look;
import io.pvcsnapshotter.world.Rules.PolicyRule;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Judges each deletion in the moment in which the API server accepts it. */
final class DeletionJudge {
    /** A list of the claims may be so old when a deletion is sent. */
    private static final long FRESH = 10_000;

    private static final Duration LAST_CHANCE = Duration.ofHours(1);

    private final World world;
    private final Judge judge;

    DeletionJudge(World world, Judge judge) {
        this.world = world;
        this.judge = judge;
    }

    void judge(Pod pod, WorldSnapshot snapshot, long sent) {
        PodRecord record = pod.record();
        if (!decidedTwice(pod, snapshot)) {
            return;
        }
        Truth before = pod.truthOf(record.first());
        Truth truth = pod.truthOf(record.last());
        Snapshot seen = record.last().snapshot(snapshot.uid).orElseThrow();
        judge.demand(
                snapshot.isOf(pod.job().install()),
                "only what is ours is deleted",
                "%s deletes %s",
                pod,
                snapshot);
        judge.demand(
                !truth.isProtected(seen)
                        && !before.isProtected(record.first().snapshot(snapshot.uid).orElseThrow())
                        && !Truth.isMarked(snapshot.seen())
                        && !isRestoredFrom(snapshot, sent),
                "what is held, restored from or of a group stays",
                "%s deletes %s",
                pod,
                snapshot);
        if (!snapshot.isOf(pod.job().install())) {
            return;
        }
        String meant = snapshot.maker.orElseThrow().claimUid();
        Optional<Claim> claim =
                record.last().claims().stream()
                        .filter(each -> each.name().namespace().equals(snapshot.name.namespace()))
                        .filter(each -> truth.historyOf(each).contains(seen))
                        .findFirst();
        if (claim.isEmpty()) {
            orphan(pod, truth, seen, meant);
        } else if (seen.ready()) {
            expired(pod, truth, claim.get(), snapshot, seen);
        } else {
            leftover(pod, truth, claim.get(), snapshot, seen);
        }
    }

    /** Whether a restore from it began early enough for the run to know of it. */
    private boolean isRestoredFrom(WorldSnapshot snapshot, long sent) {
        return world.claims().stream()
                .filter(each -> each.phase != Claim.Phase.BOUND)
                .filter(each -> each.sources.contains(snapshot.name))
                .anyMatch(each -> each.born <= sent - FRESH);
    }

    private boolean decidedTwice(Pod pod, WorldSnapshot snapshot) {
        PodRecord record = pod.record();
        long made =
                record.createdAt.getOrDefault(
                        new ObjectName(snapshot.name.namespace(), snapshot.claim), 0L);
        boolean twice =
                record.looks.size() >= 2
                        && (!snapshot.ready() || record.last().at() >= made)
                        && record.first().snapshot(snapshot.uid).isPresent()
                        && record.last().snapshot(snapshot.uid).isPresent();
        judge.demand(
                twice,
                "what is deleted was looked at twice, the second time after the wait",
                "%s deletes %s",
                pod,
                snapshot);
        return twice;
    }

    private void expired(Pod pod, Truth truth, Claim claim, WorldSnapshot snapshot, Snapshot seen) {
        Rules rules = pod.rules();
        Optional<PolicyRule> policy = rules.policyOf(claim.labels(), claim.annotations());
        Optional<Retention> retention = policy.flatMap(PolicyRule::retention);
        judge.demand(
                retention.isPresent() && claim.phase() == Claim.Phase.BOUND && !claim.deleting(),
                "a claim without retention loses nothing",
                "%s deletes %s of %s",
                pod,
                snapshot,
                claim.name());
        if (retention.isEmpty()) {
            return;
        }
        List<Snapshot> history = truth.historyOf(claim);
        List<Snapshot> counted = truth.counted(history);
        if (snapshot.isManual()) {
            judge.demand(
                    retention
                            .get()
                            .manual()
                            .filter(each ->
                                    seen.time().plus(each).isBefore(truth.look().observed()))
                            .isPresent(),
                    "what a person had taken expires by its age",
                    "%s deletes %s",
                    pod,
                    snapshot);
        } else {
            judge.demand(
                    !truth.keptByDefinition(counted, retention.get()).contains(snapshot.uid),
                    "what a tier keeps stays",
                    "%s deletes %s, %s of %s",
                    pod,
                    snapshot,
                    retention.get().canonical(),
                    counted.stream().map(Snapshot::time).toList());
        }
        hasItsOwn(pod, claim);
        settled(pod, truth, claim, history, policy.get());
        floor(pod, counted, snapshot, history);
        int many = pod.record().expired.merge(claim.uid(), 1, Integer::sum);
        judge.demand(
                many <= rules.limits().expirePerClaim(),
                "not too many of a claim expire in a run",
                "%s deletes %d of %s",
                pod,
                many,
                claim.name());
    }

    /** There was a good snapshot of this run, be it new or one that was waited for. */
    private void hasItsOwn(Pod pod, Claim claim) {
        Look first = pod.record().first();
        boolean taken =
                first.claim(claim.name())
                        .flatMap(each -> pod.rules().policyOf(each.labels(), each.annotations()))
                        .filter(each -> each.waiting().until() == Policy.Until.TAKEN)
                        .isPresent();
        judge.demand(
                world.everything().stream()
                        .filter(each -> each.isOf(pod.job().install()))
                        .filter(each -> each.maker.orElseThrow().claimUid().equals(claim.uid()))
                        .filter(each -> each.ready() || taken && each.taken())
                        .anyMatch(each ->
                                each.maker.orElseThrow().job() == pod.job()
                                        || first.snapshot(each.uid)
                                                .filter(before -> !before.ready())
                                                .isPresent()),
                "a claim without a good snapshot of this run expires nothing",
                "%s: %s",
                pod,
                claim.name());
    }

    private void settled(
            Pod pod, Truth truth, Claim claim, List<Snapshot> history, PolicyRule policy) {
        if (!world.clocksAreRight) {
            return;
        }
        Rules.Under today = pod.rules().under(policy);
        Instant latest =
                Instant.ofEpochMilli(world.time.now())
                        .minus(pod.rules().limits().settle())
                        .plusSeconds(1);
        Optional<Instant> since = truth.inForceSince(claim, history, today);
        judge.demand(
                since.filter(each -> !each.isAfter(latest)).isPresent(),
                "a changed retention settles first",
                "%s deletes of %s, whose %s is in force since %s: %s",
                pod,
                claim.name(),
                today,
                since,
                history.stream().map(world::truth).toList());
    }

    /** What somebody else took away since the run looked is not the run's doing. */
    private void floor(
            Pod pod, List<Snapshot> counted, WorldSnapshot snapshot, List<Snapshot> history) {
        Set<WorldSnapshot> others = new HashSet<>();
        counted.forEach(each -> others.add(world.truth(each)));
        for (Snapshot each : history) {
            WorldSnapshot truth = world.truth(each);
            if (truth.ready() && truth.exists() && !truth.deleting()) {
                others.add(truth);
            }
        }
        others.remove(snapshot);
        others.removeIf(each ->
                each.deletedBy.filter(by -> by.install() == pod.job().install()).isPresent());
        judge.demand(
                others.size() >= pod.rules().limits().atLeast(),
                "no deletion goes below the floor",
                "%s deletes %s and leaves %s",
                pod,
                snapshot,
                others);
        if (world.clocksAreRight) {
            // Of two in one second nobody knows which is newer.
            judge.demand(
                    others.stream()
                            .anyMatch(each -> each.takenAt / 1000 >= snapshot.takenAt / 1000),
                    "the last good snapshot stays",
                    "%s deletes %s and leaves %s",
                    pod,
                    snapshot,
                    others);
        }
    }

    private void leftover(
            Pod pod, Truth truth, Claim claim, WorldSnapshot snapshot, Snapshot seen) {
        judge.demand(!snapshot.ready(), "a leftover is not ready", "%s: %s", pod, snapshot);
        boolean wanted = pod.rules().policyOf(claim.labels(), claim.annotations()).isPresent();
        Duration patience = claim.deleting() ? LAST_CHANCE : pod.rules().unreadyExpireAfter();
        judge.demand(
                (wanted || claim.deleting())
                        && snapshot.created.plus(patience).isBefore(truth.look().observed())
                        && (claim.deleting() || snapshot.maker.orElseThrow().job() != pod.job()),
                "what is not ready is given its time",
                "%s deletes %s",
                pod,
                snapshot);
        judge.demand(
                !snapshot.taken()
                        || truth.counted(truth.historyOf(claim)).stream()
                                .anyMatch(each -> each.time().isAfter(seen.time())),
                "what was taken stays until a newer one is ready",
                "%s deletes %s",
                pod,
                snapshot);
        judge.demand(
                pod.record().leftovers.merge(claim.uid(), 1, Integer::sum) <= 1,
                "one leftover of a claim in a run",
                "%s deletes %s",
                pod,
                snapshot);
    }

    private void orphan(Pod pod, Truth truth, Snapshot seen, String meant) {
        WorldSnapshot snapshot = world.truth(seen);
        Look look = truth.look();
        Optional<Duration> after = pod.rules().orphansExpireAfter();
        judge.demand(
                look.claims().stream()
                        .filter(each -> each.name().namespace().equals(seen.name().namespace()))
                        .noneMatch(each -> each.history().contains(meant)),
                "only of claims that are gone are there orphans",
                "%s deletes %s",
                pod,
                snapshot);
        judge.demand(
                !world.claims().stream()
                        .anyMatch(each -> each.uid.equals(meant) && each.born < look.at()),
                "only of claims that are gone are there orphans",
                "%s deletes %s, and its claim lives",
                pod,
                snapshot);
        List<Snapshot> ready =
                truth.orphansOf(seen.name().namespace(), meant).stream()
                        .filter(Snapshot::ready)
                        .toList();
        judge.demand(
                after.isPresent()
                        && seen.ready()
                        && !snapshot.isManual()
                        && ready.stream()
                                .noneMatch(each ->
                                        each.time().plus(after.get()).isAfter(look.observed())),
                "orphans stay as long as they are to",
                "%s deletes %s",
                pod,
                snapshot);
        long others =
                ready.stream()
                        .map(world::truth)
                        .filter(each -> each != snapshot && !each.isManual())
                        .filter(each ->
                                each.deletedBy
                                        .filter(by -> by.install() == pod.job().install())
                                        .isEmpty())
                        .count();
        judge.demand(
                others >= pod.rules().limits().atLeast(),
                "some orphans stay for ever",
                "%s deletes %s and leaves %d",
                pod,
                snapshot,
                others);
    }
}
