package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.SnapshotChange;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;

/**
 * What the loop of a run hears of: the requests that it made, and the snapshots that it waits for.
 */
public sealed interface Signal {

    /**
     * The claim has this snapshot.
     *
     * @param existed whether it was there before: an earlier attempt of this run had asked for it
     */
    record Created(ClaimPlan claim, Snapshot snapshot, boolean existed) implements Signal {}

    /** The API server refused to make a snapshot of the claim. */
    record Refused(ClaimPlan claim, ApiFailure failure) implements Signal {}

    /** The claim got no snapshot, although the API server did not refuse to make one. */
    record NotMade(ClaimPlan claim, String reason, boolean retryMayHelp) implements Signal {}

    /** Something happened to snapshots in scope. */
    record Changed(SnapshotChange change) implements Signal {}
}
