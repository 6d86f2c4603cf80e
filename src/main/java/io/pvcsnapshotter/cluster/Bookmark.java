package io.pvcsnapshotter.cluster;

import java.util.Map;
import java.util.Optional;

/**
 * Up to which state the snapshots are known, so that a watch can go on from there.
 *
 * @param resourceVersions of the list of each area; an area that is not among them has not been
 *     listed yet
 */
public record Bookmark(Map<Area, String> resourceVersions) {
    public Bookmark {
        resourceVersions = Map.copyOf(resourceVersions);
    }

    Optional<String> of(Area area) {
        return Optional.ofNullable(resourceVersions.get(area));
    }
}
