package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.model.SnapshotterException;

/** The command line asks for something that cannot be done. */
final class UsageException extends SnapshotterException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
