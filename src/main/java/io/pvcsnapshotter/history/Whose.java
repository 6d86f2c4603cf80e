package io.pvcsnapshotter.history;

import java.time.Instant;
import java.util.Optional;

/** Which claim of the name a snapshot holds the data of. */
public sealed interface Whose {

    /** Of the claim that has the name now. */
    record Living() implements Whose {}

    /** Of a claim that the one of now was restored from. */
    record Predecessor() implements Whose {}

    /**
     * Of a claim that is there no more.
     *
     * @param goneBefore when another claim of the name was there at the latest; empty if there was
     *     none since
     */
    record Earlier(Optional<Instant> goneBefore) implements Whose {}
}
