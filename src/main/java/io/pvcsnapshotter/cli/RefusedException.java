package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.model.SnapshotterException;

/** The API server understood what was asked for, and refused it. Asking again does not help. */
final class RefusedException extends SnapshotterException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
