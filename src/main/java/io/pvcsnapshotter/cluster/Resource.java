package io.pvcsnapshotter.cluster;

import com.google.gson.JsonElement;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ConfigMap;
import io.pvcsnapshotter.model.CronJob;
import io.pvcsnapshotter.model.CronJobState;
import io.pvcsnapshotter.model.Job;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.SizedSnapshot;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotClass;
import io.pvcsnapshotter.model.Volume;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A kind of API object: where it is served, what it looks like there, and what is kept of it.
 *
 * @param base the path of its API group and version
 * @param plural its name in paths and in messages
 * @param wire its fields that are read
 * @param kept of the labels and annotations of those that are listed
 * @param reader makes of the fields what is kept
 */
record Resource<W extends Wire.Thing, T>(
        String base, String plural, Class<W> wire, Kept kept, BiFunction<W, Pool, T> reader) {
    private static final String CORE = "/api/v1";
    private static final String EVENTS = "/apis/events.k8s.io/v1";
    private static final String BATCH = "/apis/batch/v1";
    private static final String SNAPSHOTS = "/apis/snapshot.storage.k8s.io/v1";

    static final Resource<?, Claim> CLAIM =
            new Resource<>(
                    CORE,
                    "persistentvolumeclaims",
                    Wire.Claim.class,
                    Kept.annotations(Claim.ANNOTATIONS)
                            .withLonger(
                                    Set.of(Claim.RESTORED_FROM_ANNOTATION),
                                    Claim.LONGEST_RESTORED_FROM),
                    FromWire::claim);
    static final Resource<?, Volume> VOLUME =
            new Resource<>(
                    CORE, "persistentvolumes", Wire.Volume.class, Kept.NOTHING, FromWire::volume);
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
    static final Resource<?, CronJobState> CRON_JOB_STATE =
            new Resource<>(BATCH, "cronjobs", Wire.RunningCronJob.class, FromWire::cronJobState);
    static final Resource<?, Snapshot> SNAPSHOT =
            new Resource<>(
                    SNAPSHOTS,
                    "volumesnapshots",
                    Wire.Snapshot.class,
                    Kept.annotations(Ownership.ANNOTATIONS).withLabels(Ownership.LABELS),
                    FromWire::snapshot);
    static final Resource<?, SizedSnapshot> SIZED_SNAPSHOT =
            new Resource<>(
                    SNAPSHOTS,
                    "volumesnapshots",
                    Wire.SizedSnapshot.class,
                    Kept.annotations(Ownership.ANNOTATIONS).withLabels(Ownership.LABELS),
                    FromWire::sizedSnapshot);
    static final Resource<?, SnapshotClass> SNAPSHOT_CLASS =
            new Resource<>(
                    SNAPSHOTS,
                    "volumesnapshotclasses",
                    Wire.SnapshotClass.class,
                    Kept.annotations(Set.of(FromWire.DEFAULT_CLASS)),
                    (each, _) -> FromWire.snapshotClass(each));

    /** One that is not listed, or of whose labels and annotations nothing is kept. */
    Resource(String base, String plural, Class<W> wire, Function<W, T> reader) {
        this(base, plural, wire, Kept.NOTHING, (each, _) -> reader.apply(each));
    }

    /** The same, but these labels are kept of those that are listed. */
    Resource<W, T> keeping(Set<String> labels) {
        return new Resource<>(base, plural, wire, kept.withLabels(labels), reader);
    }

    /** The same, but whole messages are kept of those that are listed. */
    Resource<W, T> withMessages() {
        return new Resource<>(base, plural, wire, Kept.MESSAGES, reader);
    }

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
     * @param pool of what other objects consist of
     */
    T read(JsonElement object, String action, Pool pool) {
        return kept(Json.read(object, wire, action), pool);
    }

    /** Reads the pages of one list. */
    PageReader<W, T> pages() {
        Pool pool = new Pool();
        return new PageReader<>(wire, kept, each -> kept(each, pool));
    }

    private T kept(W object, Pool pool) {
        try {
            return reader.apply(object, pool);
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
