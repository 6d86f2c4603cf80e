package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.model.SnapshotterException;

/** Something of the install is not in the cluster. */
final class NotInstalledException extends SnapshotterException {
    private static final long serialVersionUID = 1L;

    NotInstalledException(String message) {
        super(message);
    }
}
