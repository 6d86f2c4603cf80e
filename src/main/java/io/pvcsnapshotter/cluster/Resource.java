package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.model.ObjectName;

/** A kind of API object and where it is served. */
enum Resource {
    CLAIM("persistentvolumeclaims", "/api/v1"),
    VOLUME("persistentvolumes", "/api/v1"),
    NAMESPACE("namespaces", "/api/v1"),
    CONFIG_MAP("configmaps", "/api/v1"),
    EVENT("events", "/apis/events.k8s.io/v1"),
    JOB("jobs", "/apis/batch/v1"),
    CRON_JOB("cronjobs", "/apis/batch/v1"),
    SNAPSHOT("volumesnapshots", "/apis/snapshot.storage.k8s.io/v1"),
    SNAPSHOT_CLASS("volumesnapshotclasses", "/apis/snapshot.storage.k8s.io/v1");

    private final String plural;
    private final String base;

    Resource(String plural, String base) {
        this.plural = plural;
        this.base = base;
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

    @Override
    public String toString() {
        return plural;
    }
}
