package io.pvcsnapshotter.cluster;

import com.google.gson.JsonElement;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ConfigMap;
import io.pvcsnapshotter.model.CronJob;
import io.pvcsnapshotter.model.Job;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotClass;
import io.pvcsnapshotter.model.Volume;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A kind of API object: where it is served, what it looks like there, and what is kept of it.
 *
 * @param base the path of its API group and version
 * @param plural its name in paths and in messages
 * @param wire its fields that are read
 * @param reader makes of them what is kept
 */
record Resource<W extends Wire.Thing, T>(
        String base, String plural, Class<W> wire, Function<W, T> reader) {
    private static final String CORE = "/api/v1";
    private static final String EVENTS = "/apis/events.k8s.io/v1";
    private static final String BATCH = "/apis/batch/v1";
    private static final String SNAPSHOTS = "/apis/snapshot.storage.k8s.io/v1";

    static final Resource<?, Claim> CLAIM =
            new Resource<>(CORE, "persistentvolumeclaims", Wire.Claim.class, FromWire::claim);
    static final Resource<?, Volume> VOLUME =
            new Resource<>(CORE, "persistentvolumes", Wire.Volume.class, FromWire::volume);
    static final Resource<?, Wire.Metadata> NAMESPACE =
            new Resource<>(CORE, "namespaces", Wire.Bare.class, Wire.Bare::metadata);
    static final Resource<?, ConfigMap> CONFIG_MAP =
            new Resource<>(CORE, "configmaps", Wire.ConfigMap.class, FromWire::configMap);
    static final Resource<?, Wire.Metadata> EVENT =
            new Resource<>(EVENTS, "events", Wire.Bare.class, Wire.Bare::metadata);
    static final Resource<?, Job> JOB =
            new Resource<>(BATCH, "jobs", Wire.Job.class, FromWire::job);
    static final Resource<?, CronJob> CRON_JOB =
            new Resource<>(BATCH, "cronjobs", Wire.CronJob.class, FromWire::cronJob);
    static final Resource<?, Snapshot> SNAPSHOT =
            new Resource<>(SNAPSHOTS, "volumesnapshots", Wire.Snapshot.class, FromWire::snapshot);
    static final Resource<?, SnapshotClass> SNAPSHOT_CLASS =
            new Resource<>(
                    SNAPSHOTS,
                    "volumesnapshotclasses",
                    Wire.SnapshotClass.class,
                    FromWire::snapshotClass);

    /** The path of a collection. */
    String path(Area area) {
        String place =
                switch (area) {
                    case Area.Everywhere() -> "";
                    case Area.Namespace(String name) -> "/namespaces/" + name;
                };
        return base + place + "/" + plural;
    }

    /** The path of one object. */
    String path(ObjectName name) {
        return path(Area.around(name)) + "/" + name.name();
    }

    /**
     * Reads one object.
     *
     * @param action what it was asked for by
     */
    T read(JsonElement object, String action) {
        return kept(Json.PLAIN.read(object, wire, action));
    }

    /**
     * Reads a list, or a page of one.
     *
     * @param to is given every object in turn
     */
    Wire.ListMetadata readList(Json json, String body, String action, Consumer<T> to) {
        return json.readList(body, wire, each -> to.accept(kept(each)), action);
    }

    private T kept(W object) {
        try {
            return reader.apply(object);
        } catch (FromWire.MissingField missing) {
            throw new ApiFailure(
                    Kind.UNREADABLE,
                    "read " + this,
                    "an object has no " + missing.getMessage() + ", which every one has");
        }
    }

    @Override
    public String toString() {
        return plural;
    }
}
