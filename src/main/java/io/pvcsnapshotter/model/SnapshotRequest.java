package io.pvcsnapshotter.model;

import java.util.Map;
import java.util.Optional;

/**
 * A snapshot to be created.
 *
 * @param claim the name of the source claim, in the namespace of {@code name}
 * @param snapshotClass absent leaves the choice to the snapshot controller: only where classes may
 *     not be read
 * @param driver the CSI driver of the claim's volume, where it could be found out
 */
public record SnapshotRequest(
        ObjectName name,
        String claim,
        Optional<String> snapshotClass,
        Optional<String> driver,
        Map<String, String> labels,
        Map<String, String> annotations) {

    public SnapshotRequest {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }
}
