package io.pvcsnapshotter.run;

import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What a run finds around it, and what tests replace.
 *
 * @param mailbox in which the loop waits
 * @param executor makes the requests
 */
public record Surroundings(Clock clock, Mailbox mailbox, Executor executor) {
    Surroundings with(Clock other) {
        return new Surroundings(other, mailbox, executor);
    }
}
