package io.pvcsnapshotter.run;

import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.Plan;

/** What happens in a run, told as it happens: deletions by several threads, the rest by one. */
public sealed interface RunNews {
    /** The first plan is made; nothing was written yet. */
    record Planned(Plan plan) implements RunNews {}

    /** Something that a person should know and that is no failure. */
    record Warned(String warning) implements RunNews {}

    /** A snapshot of the claim was asked for. */
    record Requested(ObjectName claim, Snapshot snapshot) implements RunNews {}

    /** A snapshot that exists counts as this run's. */
    record Adopted(ObjectName claim, Snapshot snapshot, String reason) implements RunNews {}

    /**
     * The claim's snapshot is waited for.
     *
     * @param reason what the snapshot waits for, in a few words
     */
    record Waiting(ObjectName claim, String reason) implements RunNews {}

    /** The storage has cut the claim's snapshot. */
    record Taken(ObjectName claim) implements RunNews {}

    /**
     * The claim is done with, well or not. Told once more of a claim for which the second look at
     * the cluster changes that.
     */
    record Finished(ClaimResult result) implements RunNews {}

    /** A snapshot was deleted, or was not: the deletion says. */
    record Expired(Judgement judgement, Deletion deletion) implements RunNews {}

    /** The run is over. */
    record Ended(RunResult result) implements RunNews {}
}
