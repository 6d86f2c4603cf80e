package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.model.ObjectName;

/** The kinds of objects that are read and written as a whole. */
public enum ObjectKind {
    CLAIM("", "v1", "persistentvolumeclaims", true),
    POD("", "v1", "pods", true),
    EVENT("", "v1", "events", true),
    VOLUME("", "v1", "persistentvolumes", false),
    STATEFUL_SET("apps", "v1", "statefulsets", true),
    DEPLOYMENT("apps", "v1", "deployments", true),
    REPLICA_SET("apps", "v1", "replicasets", true),
    DAEMON_SET("apps", "v1", "daemonsets", true),
    JOB("batch", "v1", "jobs", true),
    CRON_JOB("batch", "v1", "cronjobs", true),
    AUTOSCALER("autoscaling", "v2", "horizontalpodautoscalers", true),
    SNAPSHOT("snapshot.storage.k8s.io", "v1", "volumesnapshots", true),
    CONTENT("snapshot.storage.k8s.io", "v1", "volumesnapshotcontents", false),
    SNAPSHOT_CLASS("snapshot.storage.k8s.io", "v1", "volumesnapshotclasses", false),
    STORAGE_CLASS("storage.k8s.io", "v1", "storageclasses", false);

    private final String group;
    private final String version;
    private final String plural;
    private final boolean namespaced;

    ObjectKind(String group, String version, String plural, boolean namespaced) {
        this.group = group;
        this.version = version;
        this.plural = plural;
        this.namespaced = namespaced;
    }

    String group() {
        return group;
    }

    String plural() {
        return plural;
    }

    boolean namespaced() {
        return namespaced;
    }

    /**
     * The path of a collection.
     *
     * @param namespace does not matter for what is in none
     */
    String path(String namespace) {
        String base = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        return base + (namespaced ? "/namespaces/" + namespace : "") + "/" + plural;
    }

    String path(ObjectName name) {
        return path(name.namespace()) + "/" + name.name();
    }

    /** As RBAC and kubectl write it, like {@code deployments.apps}. */
    @Override
    public String toString() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
