package io.pvcsnapshotter.sample;

import io.pvcsnapshotter.model.Metadata;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Snapshot;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A snapshot: taken when it was created, ready, and of the claim {@code data}; its uid is {@code
 * uid-NAME}.
 */
public final class SnapshotBuilder {
    /** No test is so late that a deletion since then would be an old one. */
    private static final Instant LATE = Instant.parse("2100-01-01T00:00:00Z");

    private ObjectName name;
    private String uid;
    private String resourceVersion = "1";
    private final Map<String, String> labels = new HashMap<>();
    private final Map<String, String> annotations = new HashMap<>();
    private Instant created;
    private Optional<Instant> deletedAt = Optional.empty();
    private boolean groupMember;
    private Optional<String> claim = Optional.of("data");
    private Optional<String> snapshotClass = Optional.of("fast");
    private boolean reconciled = true;
    private Optional<Instant> taken;
    private boolean ready = true;
    private Optional<String> error = Optional.empty();

    private SnapshotBuilder(ObjectName name, Instant created) {
        this.name = name;
        this.uid = "uid-" + name.name();
        this.created = created;
        this.taken = Optional.of(created);
    }

    /** In the namespace {@code shop}. */
    public static SnapshotBuilder snapshot(String name, Instant created) {
        return snapshot(new ObjectName("shop", name), created);
    }

    public static SnapshotBuilder snapshot(ObjectName name, Instant created) {
        return new SnapshotBuilder(name, created);
    }

    /** One that carries our marks. */
    public static SnapshotBuilder marked(Ownership.Marks marks, ObjectName claim, Instant created) {
        return snapshot(new ObjectName(claim.namespace(), marks.name()), created)
                .withClaim(claim.name())
                .withLabels(marks.labels())
                .withAnnotations(marks.annotations());
    }

    /** One like that, of another version. */
    public static SnapshotBuilder like(Snapshot other) {
        return snapshot(other.name(), other.created())
                .withUid(other.uid())
                .withResourceVersion(other.resourceVersion() + "1")
                .withLabels(other.labels())
                .withAnnotations(other.annotations())
                .withDeletedAt(other.metadata().deletedAt())
                .withGroupMember(other.groupMember())
                .withClaim(other.claim().orElse(null))
                .withSnapshotClass(other.snapshotClass().orElse(null))
                .withTaken(other.takenAt())
                .withReady(other.ready())
                .withError(other.error().orElse(""))
                .withStatus(other.status().isPresent());
    }

    public SnapshotBuilder withUid(String text) {
        uid = text;
        return this;
    }

    public SnapshotBuilder withResourceVersion(String text) {
        resourceVersion = text;
        return this;
    }

    public SnapshotBuilder withLabel(String key, String value) {
        labels.put(key, value);
        return this;
    }

    public SnapshotBuilder withLabels(Map<String, String> more) {
        labels.putAll(more);
        return this;
    }

    public SnapshotBuilder withNamespace(String namespace) {
        name = new ObjectName(namespace, name.name());
        return this;
    }

    public SnapshotBuilder withAnnotation(String key, String value) {
        annotations.put(key, value);
        return this;
    }

    public SnapshotBuilder withAnnotations(Map<String, String> more) {
        annotations.putAll(more);
        return this;
    }

    public SnapshotBuilder withDeleting(boolean yes) {
        deletedAt = yes ? Optional.of(LATE) : Optional.empty();
        return this;
    }

    public SnapshotBuilder withDeletedAt(Optional<Instant> time) {
        deletedAt = time;
        return this;
    }

    public SnapshotBuilder withGroupMember(boolean yes) {
        groupMember = yes;
        return this;
    }

    /**
     * @param claimName null for none
     */
    public SnapshotBuilder withClaim(String claimName) {
        claim = Optional.ofNullable(claimName);
        return this;
    }

    /**
     * @param className null for none
     */
    public SnapshotBuilder withSnapshotClass(String className) {
        snapshotClass = Optional.ofNullable(className);
        return this;
    }

    public SnapshotBuilder withTaken(Instant time) {
        return withTaken(Optional.of(time));
    }

    public SnapshotBuilder withTaken(Optional<Instant> time) {
        taken = time;
        return this;
    }

    public SnapshotBuilder withReady(boolean yes) {
        ready = yes;
        return this;
    }

    /** Neither taken nor ready, but the snapshot controller has seen it. */
    public SnapshotBuilder untaken() {
        return withTaken(Optional.empty()).withReady(false);
    }

    /**
     * @param yes whether the snapshot controller has seen it
     */
    public SnapshotBuilder withStatus(boolean yes) {
        reconciled = yes;
        return this;
    }

    /**
     * @param message empty for none
     */
    public SnapshotBuilder withError(String message) {
        error = Optional.of(message).filter(each -> !each.isEmpty());
        return this;
    }

    public Snapshot build() {
        return new Snapshot(
                new Metadata(name, uid, resourceVersion, labels, annotations, created, deletedAt),
                groupMember,
                new Snapshot.Spec(claim, snapshotClass),
                reconciled
                        ? Optional.of(new Snapshot.Status(taken, ready, error))
                        : Optional.empty());
    }
}
