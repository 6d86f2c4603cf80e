package io.pvcsnapshotter.cluster;

import java.util.List;

/**
 * What may be looked at.
 *
 * @param areas each is listed and watched for itself
 * @param namespaceLabels whether the labels of the namespaces are wanted, which costs a list and a
 *     right
 */
public record Reach(List<Area> areas, boolean namespaceLabels) {
    public Reach {
        areas = List.copyOf(areas);
    }

    /** The whole cluster, for which all rights are needed. */
    public static Reach everywhere() {
        return new Reach(List.of(Area.EVERYWHERE), false);
    }

    /** These namespaces; objects that are in none are read as far as the rights allow. */
    public static Reach within(List<String> namespaces) {
        return new Reach(namespaces.stream().<Area>map(Area.Namespace::new).toList(), false);
    }

    /** The same areas, and the labels of the namespaces. */
    public Reach withNamespaceLabels() {
        return new Reach(areas, true);
    }

    /** Whether an install that looks here must have the right to read objects of no namespace. */
    boolean isClusterWide() {
        return areas.contains(Area.EVERYWHERE);
    }
}
