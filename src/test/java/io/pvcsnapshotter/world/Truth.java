package io.pvcsnapshotter.world;

import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.TiersByDefinition;
import io.pvcsnapshotter.world.PodRecord.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was true of one look at the world, for one install: whose each snapshot was, and what may be
 * decided about it.
 */
final class Truth {
    static final String HOLD = "pvc-snapshotter.io/hold";

    private final World world;
    private final Install install;
    private final Rules rules;
    private final Look look;
    private final Set<String> living = new HashSet<>();
    private final Map<String, List<Snapshot>> histories = new HashMap<>();

    Truth(World world, Install install, Rules rules, Look look) {
        this.world = world;
        this.install = install;
        this.rules = rules;
        this.look = look;
        look.claims().forEach(each -> living.add(each.uid()));
    }

    Look look() {
        return look;
    }

    /** Ours, and made of the claim or of one that it alone was restored from and that is gone. */
    List<Snapshot> historyOf(Claim claim) {
        return histories.computeIfAbsent(claim.uid(), _ -> findHistoryOf(claim));
    }

    private List<Snapshot> findHistoryOf(Claim claim) {
        Set<String> uids = new HashSet<>();
        for (String uid : claim.history()) {
            if (uid.equals(claim.uid()) || !living.contains(uid) && heirs(claim, uid) == 1) {
                uids.add(uid);
            }
        }
        return look.snapshots().stream()
                .filter(each -> each.namespace().equals(claim.name().namespace()))
                .filter(each -> isMadeFor(each, uids) && !isOfAnother(each))
                .toList();
    }

    private long heirs(Claim claim, String uid) {
        return look.claims().stream()
                .filter(each -> each.name().namespace().equals(claim.name().namespace()))
                .filter(each -> each.history().contains(uid))
                .count();
    }

    /** What is left of a claim that is gone. */
    List<Snapshot> orphansOf(String namespace, String uid) {
        return look.snapshots().stream()
                .filter(each -> each.namespace().equals(namespace))
                .filter(each -> isMadeFor(each, Set.of(uid)) && !isOfAnother(each))
                .toList();
    }

    private boolean isMadeFor(Snapshot snapshot, Set<String> uids) {
        WorldSnapshot truth = world.truth(snapshot);
        return truth.isOf(install) && uids.contains(truth.maker.orElseThrow().claimUid());
    }

    /** Cut when another claim already had the name of the one that it was asked of. */
    boolean isOfAnother(Snapshot snapshot) {
        WorldSnapshot truth = world.truth(snapshot);
        return snapshot.takenAt().isPresent()
                && truth.maker.isPresent()
                && !living.contains(truth.maker.get().claimUid())
                && look.claims().stream()
                        .filter(each -> each.name().namespace().equals(snapshot.namespace()))
                        .filter(each -> snapshot.claim().equals(Optional.of(each.name().name())))
                        .filter(each -> !each.uid().equals(truth.maker.get().claimUid()))
                        .anyMatch(each -> !snapshot.time().isBefore(each.created()));
    }

    /** The ready ones of a history that anything may be decided about. */
    List<Snapshot> counted(List<Snapshot> history) {
        return history.stream()
                .filter(Snapshot::ready)
                .filter(each -> !isProtected(each))
                .filter(each -> !each.time().isAfter(look.observed().plus(Duration.ofHours(1))))
                .toList();
    }

    boolean isProtected(Snapshot snapshot) {
        return isMarked(snapshot)
                || look.claims().stream()
                        .filter(each -> each.phase() != Claim.Phase.BOUND)
                        .anyMatch(each -> each.spec().sources().contains(snapshot.name()));
    }

    /** What the snapshot itself says that protects it. */
    static boolean isMarked(Snapshot snapshot) {
        return snapshot.deleting() || snapshot.groupMember() || isHeld(snapshot);
    }

    private static boolean isHeld(Snapshot snapshot) {
        return !snapshot.labels().getOrDefault(HOLD, "false").equals("false")
                || !snapshot.annotations().getOrDefault(HOLD, "false").equals("false");
    }

    /** What the definition of the tiers keeps of a claim's ready scheduled snapshots, by uid. */
    Set<String> keptByDefinition(List<Snapshot> counted, Retention retention) {
        return TiersByDefinition.kept(
                retention,
                rules.zone(),
                rules.limits().atLeast(),
                counted.stream().filter(each -> !world.truth(each).isManual()).toList());
    }

    /**
     * Since when the claim's snapshots have been taken under what is said today: by those that are
     * there, and by those that were there and said the same.
     */
    Optional<Instant> inForceSince(Claim claim, List<Snapshot> history, Rules.Under today) {
        Set<String> listed =
                history.stream()
                        .filter(each -> each.takenAt().isPresent())
                        .map(Snapshot::uid)
                        .collect(Collectors.toSet());
        Set<String> uids = new HashSet<>();
        claim.history().forEach(each -> uids.addAll(world.lineage(each)));
        List<WorldSnapshot> taken =
                world.everything().stream()
                        .filter(each -> each.isOf(install))
                        .filter(each -> uids.contains(each.maker.orElseThrow().claimUid()))
                        .filter(each -> each.takenAt != WorldSnapshot.NEVER)
                        .toList();
        // The API's times are whole seconds: which of two in one second is newer, nobody knows.
        long changed =
                taken.stream()
                        .filter(each -> listed.contains(each.uid))
                        .filter(each -> !each.maker.orElseThrow().under().equals(today))
                        .mapToLong(each -> each.takenAt / 1000)
                        .max()
                        .orElse(0);
        return taken.stream()
                .filter(each -> each.maker.orElseThrow().under().equals(today))
                .map(each -> each.takenAt)
                .filter(each -> each / 1000 >= changed)
                .min(Comparator.naturalOrder())
                .map(Instant::ofEpochMilli);
    }
}
