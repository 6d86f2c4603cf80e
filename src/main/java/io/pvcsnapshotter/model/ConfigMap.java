package io.pvcsnapshotter.model;

import java.util.Map;

/**
 * A ConfigMap as it was read.
 *
 * @param data empty if it has none
 */
public record ConfigMap(
        ObjectName name, String uid, String resourceVersion, Map<String, String> data) {
    public ConfigMap {
        data = Map.copyOf(data);
    }

    @Override
    public String toString() {
        return "ConfigMap " + name;
    }
}
