package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.model.SnapshotterException;

/** The program that a kubeconfig names for credentials gives none. */
public final class CredentialsException extends SnapshotterException {
    private static final long serialVersionUID = 1L;

    CredentialsException(String message) {
        super(message);
    }
}
