package io.pvcsnapshotter.cluster;

import java.util.List;

/**
 * Where objects are listed.
 *
 * @param namespaces empty means all of them
 * @param namespaceLabels whether the labels of the namespaces are wanted, which costs a list and a right
 */
public record Scope(List<String> namespaces, boolean namespaceLabels) {
    public Scope {
        namespaces = List.copyOf(namespaces);
    }

    boolean isClusterWide() {
        return namespaces.isEmpty();
    }
}
