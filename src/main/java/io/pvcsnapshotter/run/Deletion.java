package io.pvcsnapshotter.run;

import io.pvcsnapshotter.model.Snapshot;

/** What became of a snapshot that both plans delete. */
public sealed interface Deletion {
    Snapshot snapshot();

    /** The API server accepted the deletion. */
    record Deleted(Snapshot snapshot) implements Deletion {}

    /** It changed or went away meanwhile, or the run was stopped: left to the next one. */
    record LeftAlone(Snapshot snapshot, String reason) implements Deletion {}

    /** The API server refused. */
    record Refused(Snapshot snapshot, String reason, boolean retryMayHelp) implements Deletion {}
}
