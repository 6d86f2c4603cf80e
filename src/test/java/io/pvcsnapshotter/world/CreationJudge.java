package io.pvcsnapshotter.world;

import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotClass;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.world.Rules.PolicyRule;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Judges what is asked for: only what a policy wants, once, when it is due. */
final class CreationJudge {
    private final World world;
    private final Judge judge;

    CreationJudge(World world, Judge judge) {
        this.world = world;
        this.judge = judge;
    }

    Optional<WorldSnapshot.Maker> judge(Pod pod, SnapshotRequest request) {
        ObjectName name = new ObjectName(request.name().namespace(), request.claim());
        PodRecord.Look look = pod.record().first();
        Optional<Claim> found = look.claim(name);
        if (found.isEmpty()) {
            judge.demand(false, "a snapshot is of a claim that was there", "%s: %s", pod, request);
            return Optional.empty();
        }
        Claim claim = found.get();
        Optional<PolicyRule> policy = pod.rules().policyOf(claim.labels(), claim.annotations());
        judge.demand(
                policy.isPresent() && !claim.deleting() && claim.phase() == Claim.Phase.BOUND,
                "only what a policy wants is asked for",
                "%s asks for one of %s",
                pod,
                claim);
        if (policy.isEmpty()) {
            return Optional.empty();
        }
        Truth truth = pod.truthOf(look);
        List<Snapshot> history = truth.historyOf(claim);
        once(pod, claim);
        due(pod, claim, policy.get(), history, look.observed());
        fewUnfinished(pod, claim, history, request);
        look.classes().ifPresent(classes -> ofTheClass(pod, request, classes));
        return Optional.of(
                new WorldSnapshot.Maker(pod.job(), claim.uid(), pod.rules().under(policy.get())));
    }

    private void once(Pod pod, Claim claim) {
        judge.demand(
                world.snapshots().stream()
                        .filter(each -> each.maker.isPresent() && !each.deleting())
                        .noneMatch(each ->
                                each.maker.get().job() == pod.job()
                                        && each.maker.get().claimUid().equals(claim.uid())),
                "one of a claim in a run",
                "%s asks for a second of %s",
                pod,
                claim.name());
    }

    /** Nominal times after this run's come from clocks that were wrong. */
    private void due(
            Pod pod, Claim claim, PolicyRule policy, List<Snapshot> history, Instant observed) {
        if (pod.job().isManual() || policy.every().isEmpty()) {
            return;
        }
        Optional<Instant> last =
                history.stream()
                        .filter(each -> each.ready() && !each.deleting())
                        .map(each -> world.truth(each).maker.orElseThrow().job())
                        .filter(each -> !each.isManual())
                        .map(WorldJob::nominal)
                        .filter(each -> !each.isAfter(pod.job().nominal()))
                        .max(Comparator.naturalOrder());
        Duration every = policy.every().get();
        judge.demand(
                last.filter(each -> next(each, every, pod.rules()).isAfter(pod.job().nominal()))
                        .isEmpty(),
                "nothing is asked for before it is due",
                "%s of %s, the last is of %s, at %s",
                pod,
                claim.name(),
                last,
                observed);
    }

    static Instant next(Instant last, Duration every, Rules rules) {
        return every.toHours() % 24 == 0
                ? last.atZone(rules.zone()).plusDays(every.toDays()).toInstant()
                : last.plus(every);
    }

    private void fewUnfinished(
            Pod pod, Claim claim, List<Snapshot> history, SnapshotRequest request) {
        Instant now = pod.record().first().observed();
        Instant newestReady =
                history.stream()
                        .filter(Snapshot::ready)
                        .map(Snapshot::time)
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.MIN);
        List<Snapshot> unfinished =
                history.stream()
                        .filter(each -> !each.ready() && !each.deleting())
                        .filter(each ->
                                world.truth(each)
                                        .maker
                                        .orElseThrow()
                                        .claimUid()
                                        .equals(claim.uid()))
                        .filter(each -> world.truth(each).isManual() == pod.job().isManual())
                        .filter(each ->
                                request.snapshotClass().isEmpty()
                                        || each.snapshotClass().equals(request.snapshotClass()))
                        .filter(each ->
                                !each.created()
                                        .plus(pod.rules().unreadyExpireAfter())
                                        .isBefore(now))
                        .toList();
        judge.demand(
                unfinished.stream().allMatch(each -> each.takenAt().isPresent())
                        && unfinished.stream()
                                        .filter(each -> each.time().isAfter(newestReady))
                                        .count()
                                < 2,
                "none is added to what is not finished",
                "%s asks for one more of %s: %s",
                pod,
                claim.name(),
                unfinished);
    }

    private void ofTheClass(Pod pod, SnapshotRequest request, List<SnapshotClass> classes) {
        List<String> defaults =
                classes.stream().filter(SnapshotClass::isDefault).map(SnapshotClass::name).toList();
        judge.demand(
                defaults.size() == 1
                        && request.snapshotClass().equals(Optional.of(defaults.getFirst())),
                "the class is the driver's default",
                "%s asks for %s of %s",
                pod,
                request.snapshotClass(),
                defaults);
    }
}
