package io.pvcsnapshotter.run;

import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.Plan;

/**
 * Is told what a run does, while it does it; {@code expired} by several threads, the rest by one.
 */
public interface RunListener {
    /** The first plan is made; nothing was written yet. */
    void planned(Plan plan);

    /** Something that a person should know and that is no failure. */
    void warned(String warning);

    /** A snapshot of the claim was asked for. */
    void requested(ObjectName claim, Snapshot snapshot);

    /** A snapshot that exists counts as this run's. */
    void adopted(ObjectName claim, Snapshot snapshot, String reason);

    /** The storage has cut the claim's snapshot. */
    void taken(ObjectName claim);

    /**
     * The claim is done with, well or not. Told once more of a claim for which the second look at
     * the cluster changes that.
     */
    void finished(ClaimResult result);

    /** A snapshot was deleted, or was not: the deletion says. */
    void expired(Judgement judgement, Expiry expiry);

    /** The run is over. */
    void ended(RunResult result);
}
