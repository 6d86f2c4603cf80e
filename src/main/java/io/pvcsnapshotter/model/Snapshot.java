package io.pvcsnapshotter.model;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A VolumeSnapshot, in the API's own parts.
 *
 * <p>There may be hundreds of thousands of them, and all are in memory at once. So it is made of
 * few objects: what it has in common with others it shares with them.
 */
public final class Snapshot implements Described {
    /**
     * Oldest first; the order is total, so that two snapshots of one second are judged the same way
     * every time.
     */
    public static final Comparator<Snapshot> OLDEST_FIRST =
            Comparator.comparing(Snapshot::time)
                    .thenComparing(Snapshot::created)
                    .thenComparing(Snapshot::name);

    private final String namespace;
    private final Identity identity;
    private final Map<String, String> labelsOfRun;
    private final Map<String, String> labelsOfClaim;
    private final Map<String, String> annotationsOfRun;
    private final Map<String, String> annotationsOfClaim;
    private final Instant created;
    private final Spec spec;

    // Null where there is none: an Optional is an object more.
    private final Instant deletedAt;
    private final Instant takenAt;
    private final String error;

    private final boolean groupMember;
    private final boolean hasStatus;
    private final boolean ready;

    /**
     * What was asked for: {@code spec}.
     *
     * @param claim {@code source.persistentVolumeClaimName}; empty if it was made from content that
     *     existed before
     * @param snapshotClass {@code volumeSnapshotClassName}
     */
    public record Spec(Optional<String> claim, Optional<String> snapshotClass) {}

    /**
     * What became of it: {@code status}.
     *
     * @param takenAt {@code creationTime}: when the storage made the snapshot; the first proof that
     *     there is one
     * @param ready {@code readyToUse}; absent counts as false
     * @param error {@code error.message}; neither final nor reliable: see {@code health}
     */
    public record Status(Optional<Instant> takenAt, boolean ready, Optional<String> error) {}

    /**
     * @param groupMember whether it belongs to a VolumeGroupSnapshot, whose members cannot be
     *     deleted one by one
     * @param status empty until the snapshot controller has written one, which it does before
     *     anything else
     */
    public Snapshot(Metadata metadata, boolean groupMember, Spec spec, Optional<Status> status) {
        TwoPartMap labels = TwoPartMap.from(metadata.labels());
        TwoPartMap annotations = TwoPartMap.from(metadata.annotations());
        this.namespace = metadata.name().namespace();
        this.labelsOfRun = labels.one();
        this.labelsOfClaim = labels.other();
        this.annotationsOfRun = annotations.one();
        this.annotationsOfClaim = annotations.other();
        this.identity =
                Identity.of(
                        Ownership.startOfName(annotations),
                        metadata.name().name(),
                        metadata.uid(),
                        metadata.resourceVersion());
        this.created = metadata.created();
        this.deletedAt = metadata.deletedAt().orElse(null);
        this.groupMember = groupMember;
        this.spec = spec;
        this.hasStatus = status.isPresent();
        this.takenAt = status.flatMap(Status::takenAt).orElse(null);
        this.ready = status.filter(Status::ready).isPresent();
        this.error = status.flatMap(Status::error).orElse(null);
    }

    /** The same object with another status. */
    public Snapshot with(Status other) {
        return new Snapshot(metadata(), groupMember, spec, Optional.of(other));
    }

    @Override
    public Metadata metadata() {
        return new Metadata(
                name(),
                uid(),
                resourceVersion(),
                labels(),
                annotations(),
                created,
                Optional.ofNullable(deletedAt));
    }

    @Override
    public ObjectName name() {
        return new ObjectName(namespace, identity.name(Ownership.startOfName(annotations())));
    }

    /** The namespace that it is in. */
    public String namespace() {
        return namespace;
    }

    @Override
    public String uid() {
        return identity.uid();
    }

    @Override
    public String resourceVersion() {
        return identity.resourceVersion();
    }

    @Override
    public Map<String, String> labels() {
        return new TwoPartMap(labelsOfRun, labelsOfClaim);
    }

    @Override
    public Map<String, String> annotations() {
        return new TwoPartMap(annotationsOfRun, annotationsOfClaim);
    }

    @Override
    public Instant created() {
        return created;
    }

    @Override
    public boolean deleting() {
        return deletedAt != null;
    }

    /** Whether it belongs to a VolumeGroupSnapshot. */
    public boolean groupMember() {
        return groupMember;
    }

    public Spec spec() {
        return spec;
    }

    public Optional<Status> status() {
        return hasStatus ? Optional.of(new Status(takenAt(), ready, error())) : Optional.empty();
    }

    /** When the storage made it; empty as long as it has not. */
    public Optional<Instant> takenAt() {
        return Optional.ofNullable(takenAt);
    }

    /** Whether a volume can be made from it. */
    public boolean ready() {
        return ready;
    }

    /** What the snapshot controller or the CSI sidecar could not do lately. */
    public Optional<String> error() {
        return Optional.ofNullable(error);
    }

    /** The name of the claim that it was asked of; not proof that it is that claim's data. */
    public Optional<String> claim() {
        return spec.claim();
    }

    /** The name of its snapshot class. */
    public Optional<String> snapshotClass() {
        return spec.snapshotClass();
    }

    /**
     * The time that the data is from: when it was taken, or when the object was made where that is
     * not said. Nothing is taken before it is asked for; a storage that says so has a wrong clock,
     * and the object's time is the better one.
     */
    public Instant time() {
        return takenAt != null && takenAt.isAfter(created) ? takenAt : created;
    }

    /**
     * Whether somebody protects it with the label or annotation {@code pvc-snapshotter.io/hold}.
     */
    public boolean held() {
        return holds(labels()) || holds(annotations());
    }

    private static boolean holds(Map<String, String> marks) {
        String hold = marks.get(Ownership.HOLD);
        return hold != null && !hold.equals("false");
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Snapshot other
                && metadata().equals(other.metadata())
                && groupMember == other.groupMember
                && spec.equals(other.spec)
                && status().equals(other.status());
    }

    @Override
    public int hashCode() {
        return Objects.hash(namespace, uid(), resourceVersion());
    }

    @Override
    public String toString() {
        return "Snapshot[%s, %s, %s, group member: %s]"
                .formatted(metadata(), spec, status(), groupMember);
    }
}
