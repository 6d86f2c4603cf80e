package io.pvcsnapshotter.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The data of a ConfigMap that was fetched. */
record ConfigMapSource(String name, Map<String, String> data) implements Source {
    @Override
    public String place() {
        return name;
    }

    @Override
    public String main() {
        return "snapshotter.conf";
    }

    @Override
    public Optional<String> read(String file) {
        return Optional.ofNullable(data.get(file));
    }

    @Override
    public List<String> files() {
        return data.keySet().stream().sorted().toList();
    }

    @Override
    public String adviceIfMissing() {
        return "apply config/ again: kubectl apply -k config";
    }
}
