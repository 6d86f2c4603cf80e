package io.pvcsnapshotter.cluster;

import java.util.List;
import java.util.Set;

/**
 * What may be looked at, and what of it is wanted.
 *
 * @param areas each is listed and watched for itself
 * @param claimLabels the keys of the labels of claims that are wanted; others are not kept
 * @param namespaceLabels the same of namespaces; if there are any, that costs a list and a right
 */
public record Reach(List<Area> areas, Set<String> claimLabels, Set<String> namespaceLabels) {
    public Reach {
        areas = List.copyOf(areas);
        claimLabels = Set.copyOf(claimLabels);
        namespaceLabels = Set.copyOf(namespaceLabels);
    }

    /** The whole cluster, for which all rights are needed. */
    public static Reach everywhere() {
        return of(List.of(Area.EVERYWHERE));
    }

    /** These namespaces; objects that are in none are read as far as the rights allow. */
    public static Reach within(List<String> namespaces) {
        return of(namespaces.stream().<Area>map(Area.Namespace::new).toList());
    }

    private static Reach of(List<Area> areas) {
        return new Reach(areas, Set.of(), Set.of());
    }

    /** The same areas, and these labels. */
    public Reach withLabels(Set<String> ofClaims, Set<String> ofNamespaces) {
        return new Reach(areas, ofClaims, ofNamespaces);
    }

    /** Whether an install that looks here must have the right to read objects of no namespace. */
    boolean isClusterWide() {
        return areas.contains(Area.EVERYWHERE);
    }
}
