package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.model.ObjectName;

/** Where one list or one watch looks: everywhere, or in one namespace. */
public sealed interface Area {
    /** All namespaces together. */
    record Everywhere() implements Area {
        @Override
        public boolean covers(ObjectName object) {
            return true;
        }

        @Override
        public String toString() {
            return "the cluster";
        }
    }

    /** The namespace of that name. */
    record Namespace(String name) implements Area {
        @Override
        public boolean covers(ObjectName object) {
            return object.namespace().equals(name);
        }

        @Override
        public String toString() {
            return "namespace " + name;
        }
    }

    Area EVERYWHERE = new Everywhere();

    /** The namespace that the object is in. */
    static Area around(ObjectName object) {
        return new Namespace(object.namespace());
    }

    /** Whether the object is looked at here. */
    boolean covers(ObjectName object);
}
