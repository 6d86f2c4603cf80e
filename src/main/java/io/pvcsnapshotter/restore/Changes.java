package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.model.Manifest;
import java.util.ArrayList;
import java.util.List;

/** Merge patches of objects of which nothing has changed since they were read. */
final class Changes {
    private Changes() {}

    /** A patch that changes nothing yet. */
    static Manifest of(Manifest object) {
        return new Manifest().with(object.resourceVersion(), "metadata", "resourceVersion");
    }

    static boolean hasFinalizer(Manifest object) {
        return object.texts("metadata", "finalizers").contains(Marks.FINALIZER);
    }

    /** A merge patch replaces the whole list: so it must be of the object as it was read. */
    static Manifest withFinalizer(Manifest patch, Manifest object) {
        List<String> finalizers = new ArrayList<>(object.texts("metadata", "finalizers"));
        if (!finalizers.contains(Marks.FINALIZER)) {
            finalizers.add(Marks.FINALIZER);
        }
        return patch.with(finalizers, "metadata", "finalizers");
    }

    static Manifest withoutFinalizer(Manifest patch, Manifest object) {
        List<String> finalizers = new ArrayList<>(object.texts("metadata", "finalizers"));
        finalizers.remove(Marks.FINALIZER);
        return patch.with(finalizers, "metadata", "finalizers");
    }
}
