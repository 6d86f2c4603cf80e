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
 * storage that does not keep up.
 *
 * @param expireAfter when a snapshot that is not taken is a leftover
 */
record Adoption(Run run, Duration expireAfter, Instant now) {
    /**
     * Snapshots of one claim that are taken and not ready: with so many of them no other is added.
     */
    private static final int MOST_UPLOADING = 2;

    /**
     * @param history newest first
     * @param snapshotClass absent where the snapshot controller chooses it, and then writes its
     *     choice into the snapshot
     */
    Optional<Decision> of(
            Claim claim, Policy policy, List<Owned> history, Optional<String> snapshotClass) {
        List<Owned> unready =
                history.stream()
                        .filter(each -> each.origin().claimUid().equals(claim.uid()))
                        .filter(each -> !each.snapshot().ready())
                        .filter(each -> !each.snapshot().deleting())
                        .toList();
        return untaken(unready, snapshotClass)
                .map(found ->
                        new Decision.Adopt(
                                policy,
                                found,
                                "an earlier run asked for it and it is not taken yet"))
                .or(() -> uploading(policy, unready))
                .map(Decision.class::cast);
    }

    private Optional<Snapshot> untaken(List<Owned> unready, Optional<String> snapshotClass) {
        return unready.stream()
                .filter(each -> each.origin().trigger() == run.trigger())
                .map(Owned::snapshot)
                .filter(each -> each.takenAt().isEmpty())
                .filter(each ->
                        snapshotClass.isEmpty() || each.snapshotClass().equals(snapshotClass))
                .filter(each -> !each.created().plus(expireAfter).isBefore(now))
                .findFirst();
    }

    private static Optional<Decision.Adopt> uploading(Policy policy, List<Owned> unready) {
        List<Snapshot> uploading =
                unready.stream()
                        .map(Owned::snapshot)
                        .filter(each -> each.takenAt().isPresent())
                        .toList();
        return uploading.size() < MOST_UPLOADING
                ? Optional.empty()
                : Optional.of(
                        new Decision.Adopt(
                                policy,
                                uploading.getFirst(),
                                "%d snapshots of the claim are taken and not ready; no other is added"
                                        .formatted(uploading.size())));
    }
}
