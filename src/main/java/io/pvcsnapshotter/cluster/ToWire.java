package io.pvcsnapshotter.cluster;

import com.google.gson.JsonObject;
import io.pvcsnapshotter.model.SnapshotRequest;
import java.util.Map;
import java.util.TreeMap;

/** Writes the API objects that we create. */
final class ToWire {
    private ToWire() {}

    static JsonObject snapshot(SnapshotRequest request) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", request.name().name());
        metadata.addProperty("namespace", request.name().namespace());
        metadata.add("labels", object(request.labels()));
        metadata.add("annotations", object(request.annotations()));
        JsonObject source = new JsonObject();
        source.addProperty("persistentVolumeClaimName", request.claim());
        JsonObject spec = new JsonObject();
        spec.add("source", source);
        request.snapshotClass()
                .ifPresent(name -> spec.addProperty("volumeSnapshotClassName", name));
        JsonObject snapshot = new JsonObject();
        snapshot.addProperty("apiVersion", "snapshot.storage.k8s.io/v1");
        snapshot.addProperty("kind", "VolumeSnapshot");
        snapshot.add("metadata", metadata);
        snapshot.add("spec", spec);
        return snapshot;
    }

    private static JsonObject object(Map<String, String> map) {
        JsonObject object = new JsonObject();
        new TreeMap<>(map).forEach(object::addProperty);
        return object;
    }
}
