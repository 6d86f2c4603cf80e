package io.pvcsnapshotter.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
        labels = TwoPartMap.copyOf(labels);
        annotations = TwoPartMap.copyOf(annotations);
    }

    /** What the API server made otherwise than it was asked to: each a few words. */
    public List<String> differences(Snapshot made) {
        List<String> differences = new ArrayList<>();
        labels.forEach((key, value) -> {
            if (!value.equals(made.labels().get(key))) {
                differences.add("label " + key);
            }
        });
        annotations.forEach((key, value) -> {
            if (!value.equals(made.annotations().get(key))) {
                differences.add("annotation " + key);
            }
        });
        if (!made.claim().equals(Optional.of(claim))) {
            differences.add("the source");
        }
        if (snapshotClass.isPresent() && !made.snapshotClass().equals(snapshotClass)) {
            differences.add("the snapshot class");
        }
        differences.sort(Comparator.naturalOrder());
        return differences;
    }
}
