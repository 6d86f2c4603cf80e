package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.model.ObjectName;
import java.util.List;
import java.util.Optional;

/**
 * Reads and writes objects as a whole, with the rights of the person who runs the program. Every
 * method throws {@link ApiFailure} when the API server does not do as asked.
 */
public interface Manifests {
    /** The object of that name, if there is one. */
    Optional<Manifest> get(ObjectKind kind, ObjectName name);

    /** All of that kind in a namespace. */
    List<Manifest> list(ObjectKind kind, String namespace);

    /** What the API server says of one object, newest last. */
    List<Manifest> events(ObjectName about, String uid);

    /** Creates it in its namespace and returns it as the API server has it. */
    Manifest create(ObjectKind kind, Manifest object);

    /** Has the API server check a creation without making it. */
    void tryCreate(ObjectKind kind, Manifest object);

    /**
     * Sends a merge patch and returns the object as it is then.
     *
     * @param patch with the resource version that was seen: if that is no longer the object's, the
     *     failure is a conflict
     */
    Manifest patch(ObjectKind kind, ObjectName name, Manifest patch);

    /** Deletes this very object, provided that it still is as it was read. */
    void delete(ObjectKind kind, Manifest asRead);

    /** Whether the person may do that. */
    boolean may(String verb, ObjectKind kind, String namespace);
}
