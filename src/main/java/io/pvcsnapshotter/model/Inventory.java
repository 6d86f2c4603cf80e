package io.pvcsnapshotter.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that one round of consistent lists said about the cluster.
 *
 * @param observed the API server's clock when the lists were read; every age is counted from it
 * @param namespaces the labels of each namespace in scope, by its name
 * @param volumes by name; empty where they may not be read
 * @param classes empty where they may not be read
 */
public record Inventory(
        Instant observed,
        Map<String, Map<String, String>> namespaces,
        List<Claim> claims,
        List<Snapshot> snapshots,
        Optional<Map<String, Volume>> volumes,
        Optional<List<SnapshotClass>> classes) {

    public Inventory {
        namespaces = Map.copyOf(namespaces);
        claims = List.copyOf(claims);
        snapshots = List.copyOf(snapshots);
        volumes = volumes.map(Map::copyOf);
        classes = classes.map(List::copyOf);
    }

    /** The same cluster, looked at at another time. */
    public Inventory asOf(Instant time) {
        return new Inventory(time, namespaces, claims, snapshots, volumes, classes);
    }
}
