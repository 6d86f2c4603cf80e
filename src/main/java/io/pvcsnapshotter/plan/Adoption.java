package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Histories.Owned;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether an unfinished snapshot of an earlier run counts as this run's, so that none is added to a
 * storage that does not keep up. Only those of the same trigger and of today's class do, and none
 * for longer than a snapshot may take: a storage that never finishes does not stop a claim for
 * good.
 *
 * @param expireAfter how long a snapshot may take
 */
record Adoption(Run run, Duration expireAfter, Instant now) {
    /** Snapshots that are taken and not ready: with so many of them no other is added. */
    private static final int MOST_UPLOADING = 2;

    /**
     * @param history newest first
     * @param snapshotClass absent where the snapshot controller chooses it, and then writes its
     *     choice into the snapshot
     */
    Optional<Decision> of(
            Claim claim, Policy policy, List<Owned> history, Optional<String> snapshotClass) {
        List<Snapshot> unready =
                history.stream()
                        .filter(each -> each.origin().claimUid().equals(claim.uid()))
                        .filter(each -> each.origin().trigger() == run.trigger())
                        .map(Owned::snapshot)
                        .filter(each -> !each.ready() && !each.deleting())
                        .filter(each ->
                                snapshotClass.isEmpty()
                                        || each.snapshotClass().equals(snapshotClass))
                        .filter(each -> !each.created().plus(expireAfter).isBefore(now))
                        .toList();
        return untaken(policy, unready).or(() -> uploading(policy, unready, newestReady(history)));
    }

    private static Optional<Decision> untaken(Policy policy, List<Snapshot> unready) {
        return unready.stream()
                .filter(each -> each.takenAt().isEmpty())
                .findFirst()
                .map(found ->
                        new Decision.Adopt(
                                policy,
                                found,
                                "an earlier run asked for it and it is not taken yet"));
    }

    private static Optional<Decision> uploading(
            Policy policy, List<Snapshot> unready, Instant newestReady) {
        List<Snapshot> uploading =
                unready.stream()
                        .filter(each -> each.takenAt().isPresent())
                        .filter(each -> each.time().isAfter(newestReady))
                        .toList();
        return uploading.size() < MOST_UPLOADING
                ? Optional.empty()
                : Optional.of(
                        new Decision.Adopt(
                                policy,
                                uploading.getFirst(),
                                Policy.Until.READY,
                                "%d snapshots of the claim are taken and not ready; no other is added"
                                        .formatted(uploading.size())));
    }

    private static Instant newestReady(List<Owned> history) {
        return history.stream()
                .map(Owned::snapshot)
                .filter(Snapshot::ready)
                .map(Snapshot::time)
                .findFirst()
                .orElse(Instant.MIN);
    }
}
