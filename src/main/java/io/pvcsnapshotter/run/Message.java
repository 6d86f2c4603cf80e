package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.SnapshotChange;
import io.pvcsnapshotter.model.Snapshot;

/**
 * What the loop of a run hears of: the requests that it made, and the snapshots that it waits for.
 */
public sealed interface Message {

    /**
     * The claim has this snapshot.
     *
     * @param existed whether it was there before: an earlier attempt of this run had asked for it
     */
    record Created(ClaimInFlight claim, Snapshot snapshot, boolean existed) implements Message {}

    /** The API server refused to make a snapshot of the claim. */
    record Refused(ClaimInFlight claim, ApiFailure failure) implements Message {}

    /** The claim got no snapshot, although the API server did not refuse to make one. */
    record NotMade(ClaimInFlight claim, String reason, boolean retryMayHelp) implements Message {}

    /** Something happened to snapshots in reach. */
    record Changed(SnapshotChange change) implements Message {}
}
