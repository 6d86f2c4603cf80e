package io.pvcsnapshotter.restore;

/** What happens during a restore. */
public sealed interface RestoreNews {
    /**
     * A step is being done.
     *
     * @param number from 1
     */
    record Doing(int number, Step step) implements RestoreNews {}

    /** What a step waits for looks like this now. */
    record Waiting(Step step, String detail) implements RestoreNews {}

    /** The API server does not do as asked; it is asked again. */
    record Outage(String reason) implements RestoreNews {}
}
