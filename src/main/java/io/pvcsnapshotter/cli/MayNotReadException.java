package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.model.SnapshotterException;

/** A person may not read what a command for the owners of a namespace reads. */
final class MayNotReadException extends SnapshotterException {
    private static final long serialVersionUID = 1L;

    MayNotReadException(ApiFailure failure) {
        super(
                failure.getMessage()
                        + ". The roles view, edit and admin have this right after a cluster administrator"
                        + " has run kubectl apply -k manifests/components/team-roles",
                failure);
    }
}
