package io.pvcsnapshotter.model;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What every object of the API says of itself: {@code metadata}.
 *
 * @param uid tells an object from another one that had its name before
 * @param resourceVersion changes with every change of the object
 * @param created {@code creationTimestamp}: when the object was made
 * @param deletedAt {@code deletionTimestamp}: when somebody asked for its deletion; its finalizers
 *     may keep it for a while
 */
public record Metadata(
        ObjectName name,
        String uid,
        String resourceVersion,
        Map<String, String> labels,
        Map<String, String> annotations,
        Instant created,
        Optional<Instant> deletedAt) {

    public Metadata {
        labels = TwoPartMap.copyOf(labels);
        annotations = TwoPartMap.copyOf(annotations);
    }
}
