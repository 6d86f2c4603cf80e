package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.model.EventNote;

/** Where Kubernetes Events are written. */
@FunctionalInterface
public interface Events {
    /**
     * Writes an Event; one that is there already is left as it is.
     *
     * @throws ApiFailure if the API server does not do as asked
     */
    void publish(EventNote note);
}
