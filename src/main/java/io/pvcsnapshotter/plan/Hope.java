package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.model.Metadata;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.plan.Histories.Owned;
import io.pvcsnapshotter.plan.Verdicts.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A history as it will be when the run's snapshot is ready, which has not even been asked for: what
 * expires is foreseen as though all went well.
 *
 * @param hoped newest first; the snapshot that the run takes or adopts is among them, and is ready
 * @param found the history as it is
 */
record Hope(List<Owned> hoped, List<Owned> found) {

    /** All goes well; where the policy does not wait for that, nothing is hoped for. */
    static Hope of(Decision decision, List<Owned> found, String instance, Instant now) {
        Optional<Owned> projected = projected(decision, instance, now);
        if (projected.isEmpty()) {
            return none(found);
        }
        String uid = projected.get().snapshot().uid();
        List<Owned> hoped = new ArrayList<>(found);
        hoped.removeIf(each -> each.snapshot().uid().equals(uid));
        hoped.add(projected.get());
        hoped.sort(Owned.NEWEST_FIRST);
        return new Hope(hoped, found);
    }

    /** Only what is there counts. */
    static Hope none(List<Owned> found) {
        return new Hope(found, found);
    }

    private static Optional<Owned> projected(Decision decision, String instance, Instant now) {
        if (!(decision instanceof Decision.Due due)
                || due.until() != Policy.Until.READY
                || due instanceof Decision.Adopt adopt && adopt.snapshot().ready()) {
            return Optional.empty();
        }
        Snapshot hoped =
                switch (due) {
                    case Decision.Take take -> asReady(take.request(), now);
                    case Decision.Adopt adopt -> asReady(adopt.snapshot(), now);
                };
        return Ownership.judge(hoped, instance) instanceof Ownership.Ours(var origin)
                ? Optional.of(new Owned(hoped, origin))
                : Optional.empty();
    }

    private static Snapshot asReady(SnapshotRequest request, Instant now) {
        Metadata metadata =
                new Metadata(
                        request.name(),
                        "",
                        "",
                        request.labels(),
                        request.annotations(),
                        now,
                        Optional.empty());
        Snapshot.Spec spec =
                new Snapshot.Spec(Optional.of(request.claim()), request.snapshotClass());
        return asReady(new Snapshot(metadata, false, spec, Optional.empty()), now);
    }

    private static Snapshot asReady(Snapshot found, Instant now) {
        Optional<Instant> taken = found.takenAt().or(() -> Optional.of(now));
        return found.with(new Snapshot.Status(taken, true, Optional.empty()));
    }

    /**
     * What was only hoped for has counted for the others, and is no more: a snapshot that is still
     * to be asked for is left out, and one that is not ready yet is set aside as that.
     */
    Verdicts fulfilled(Verdicts verdicts) {
        if (hoped == found) {
            return verdicts;
        }
        Map<String, Verdict> judged =
                verdicts.all().stream()
                        .collect(Collectors.toMap(each -> each.snapshot().uid(), each -> each));
        return new Verdicts(
                found.stream().map(each -> asFound(each, judged)).toList(), verdicts.postponed());
    }

    private static Verdict asFound(Owned each, Map<String, Verdict> judged) {
        Verdict hopeful = judged.get(each.snapshot().uid());
        return hopeful.owned() == each
                ? hopeful
                : new Verdict(each, Optional.of(UnreadyRule.aside(each.snapshot())));
    }
}
