package io.pvcsnapshotter.health;

import java.time.Instant;

/** What became of a claim's snapshot in a run. */
public sealed interface Outcome {

    /** A volume can be made from it. */
    record Ready(Instant taken) implements Outcome {}

    /** The storage has cut it, and its policy asks for no more. */
    record Taken(Instant taken) implements Outcome {}

    /**
     * The claim has not got what its policy asks for.
     *
     * @param reason a sentence without a full stop
     * @param retryMayHelp whether the same run, started again, may get it
     */
    record Failed(String reason, boolean retryMayHelp) implements Outcome {}

    /**
     * The claim needs no snapshot in this run, or can have none and its policy passes over that, or
     * it went away while the run was on.
     *
     * @param reason a sentence without a full stop
     */
    record Skipped(String reason) implements Outcome {}
}
