package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.model.SnapshotterException;

/** A person named a claim or a namespace that is not there. */
public final class UnknownNameException extends SnapshotterException {
    private static final long serialVersionUID = 1L;

    UnknownNameException(String message) {
        super(message);
    }
}
