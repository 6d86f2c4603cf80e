package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.model.SnapshotterException;

/** There is no cluster to talk to, or what is configured for it cannot be used. */
public final class NoClusterException extends SnapshotterException {
    private static final long serialVersionUID = 1L;

    NoClusterException(String message) {
        super(message);
    }

    NoClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
