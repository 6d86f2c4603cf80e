package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.model.Ownership;

/** What a restore writes on the objects that it is about. */
final class Marks {
    /**
     * On the chosen snapshot: the record of the restore. On a claim: the id of the restore that
     * made it or replaces it. On a workload or a volume: the id, and what it was before.
     */
    static final String RESTORE = Ownership.PREFIX + "restore";

    /** On the snapshot of the volume as it was before: what it is a copy of. */
    static final String SAFETY = Ownership.PREFIX + "restore-safety";

    /** Keeps the claim readable and its name taken until everything else is done. */
    static final String FINALIZER = Ownership.PREFIX + "restore";

    private static final String HOLD_PREFIX = "restore-";

    private Marks() {}

    /** The value of a hold that this restore may take off again. */
    static String hold(String id) {
        return HOLD_PREFIX + id;
    }
}
