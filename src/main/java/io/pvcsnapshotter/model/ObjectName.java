package io.pvcsnapshotter.model;

import java.util.Comparator;

/** The name of a namespaced object. Printed and compared as {@code namespace/name}. */
public record ObjectName(String namespace, String name) implements Comparable<ObjectName> {
    private static final Comparator<ObjectName> ORDER =
            Comparator.comparing(ObjectName::namespace).thenComparing(ObjectName::name);

    @Override
    public int compareTo(ObjectName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
