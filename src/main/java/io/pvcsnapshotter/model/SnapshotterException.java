package io.pvcsnapshotter.model;

/**
 * The root of every failure that this program names. The message is a sentence for the person who
 * runs it: what was tried, on which object, why it failed and, where it is known, what to do.
 */
public abstract class SnapshotterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    protected SnapshotterException(String message) {
        super(message);
    }

    protected SnapshotterException(String message, Throwable cause) {
        super(message, cause);
    }
}
