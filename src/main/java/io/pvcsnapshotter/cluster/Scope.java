package io.pvcsnapshotter.cluster;

import java.util.List;
import java.util.Optional;

/**
 * Where objects are listed.
 *
 * @param namespaces empty means all of them
 * @param namespaceLabels whether the labels of the namespaces are wanted, which costs a list and a
 *     right
 */
public record Scope(List<String> namespaces, boolean namespaceLabels) {
    public Scope {
        namespaces = List.copyOf(namespaces);
    }

    boolean isClusterWide() {
        return namespaces.isEmpty();
    }

    /**
     * What is listed one by one: each namespace, or, said by an empty one, all of them together.
     */
    public List<Optional<String>> parts() {
        return isClusterWide()
                ? List.of(Optional.empty())
                : namespaces.stream().map(Optional::of).toList();
    }
}
