package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.model.Snapshot;
import java.util.List;

/** What becomes of one snapshot of ours. */
public record Judgement(Snapshot snapshot, Fate fate) {

    public sealed interface Fate {}

    /**
     * It stays.
     *
     * @param reasons never empty; like "daily 2026-11-21", "last 3"
     */
    public record Kept(List<String> reasons) implements Fate {
        public Kept {
            reasons = List.copyOf(reasons);
        }

        Kept(String reason) {
            this(List.of(reason));
        }
    }

    /**
     * It stays, and does not count for retention: held, being restored from, not ready and the
     * like.
     */
    public record SetAside(String reason) implements Fate {}

    /**
     * A ready snapshot that retention no longer keeps: deleted if this run's snapshot of the claim
     * is good.
     */
    public record Expired(String reason) implements Fate {}

    /**
     * One that never became ready and never will be missed: deleted whatever becomes of this run's
     * snapshot.
     */
    public record Leftover(String reason) implements Fate {}

    /** Whether this is one of the fates that end in a deletion. */
    public boolean deletes() {
        return fate instanceof Expired || fate instanceof Leftover;
    }

    /** The same snapshot, kept for now although it was to go. */
    Judgement keptBecause(String reason) {
        return new Judgement(snapshot, new Kept(reason));
    }
}
