package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.model.Snapshot;
import java.util.List;

/**
 * What becomes of one snapshot of ours, and why.
 *
 * @param reasons never empty; like "daily 2026-11-21", "last 3"
 */
public record Judgement(Snapshot snapshot, Fate fate, List<String> reasons) {

    /** All that can become of a snapshot. */
    public enum Fate {
        /** It stays. */
        KEPT("keep"),
        /**
         * It stays, and does not count for retention: held, being restored from, not ready and the
         * like.
         */
        SET_ASIDE("aside"),
        /** Retention no longer keeps it, and it stays for now all the same. */
        POSTPONED("keep"),
        /**
         * A ready snapshot that retention no longer keeps: deleted if this run's snapshot of the
         * claim is good.
         */
        EXPIRED("expire"),
        /**
         * One that never became ready and never will be missed: deleted whatever becomes of this
         * run's snapshot.
         */
        LEFTOVER("remove");

        private final String verb;

        Fate(String verb) {
            this.verb = verb;
        }

        /** As people and scripts read it. */
        public String verb() {
            return verb;
        }
    }

    public Judgement {
        reasons = List.copyOf(reasons);
    }

    public Judgement(Snapshot snapshot, Fate fate, String reason) {
        this(snapshot, fate, List.of(reason));
    }

    /** Whether this is one of the fates that end in a deletion. */
    public boolean deletes() {
        return expires() || fate == Fate.LEFTOVER;
    }

    /** Whether retention no longer keeps it. */
    public boolean expires() {
        return fate == Fate.EXPIRED;
    }
}
