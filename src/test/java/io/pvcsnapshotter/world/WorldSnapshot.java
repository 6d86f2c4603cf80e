package io.pvcsnapshotter.world;

import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.sample.SnapshotBuilder;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A snapshot as the API server shows it, and the truth about it. */
final class WorldSnapshot {
    static final long NEVER = Long.MAX_VALUE;

    /**
     * Which run made it.
     *
     * @param claimUid of the claim that the run meant
     * @param under what that claim's policy said when the run made it
     */
    record Maker(WorldJob job, String claimUid, Rules.Under under) {}

    final ObjectName name;
    final String uid;
    final Instant created;
    final String claim;
    final Optional<String> snapshotClass;
    final Map<String, String> labels;
    final Map<String, String> annotations;
    private final World world;

    private boolean reconciled;
    private Optional<Instant> taken = Optional.empty();
    private boolean ready;
    private String error = "";
    private boolean groupMember;
    private Optional<Instant> deletedAt = Optional.empty();
    private long version;
    private Snapshot seen;

    /** Empty if somebody else made it, whatever its marks say. */
    final Optional<Maker> maker;

    /** Whose data it holds: the uid of a claim; empty as long as it holds none. */
    String holds = "";

    /** When things really happened. */
    long takenAt = NEVER;

    long readyAt = NEVER;
    long deletionAsked = NEVER;
    long gone = NEVER;

    /** Whether it was a run that deleted it. */
    Optional<WorldJob> deletedBy = Optional.empty();

    WorldSnapshot(World world, SnapshotRequest request, String uid, Optional<Maker> maker) {
        this.world = world;
        this.name = request.name();
        this.claim = request.claim();
        this.snapshotClass = request.snapshotClass();
        this.uid = uid;
        this.created = world.apiTime();
        this.labels = new TreeMap<>(request.labels());
        this.annotations = new TreeMap<>(request.annotations());
        this.maker = maker;
        this.version = world.nextVersion();
    }

    /** Everybody who watches is told. */
    void changed() {
        version = world.nextVersion();
        seen = null;
        world.log(this);
    }

    boolean ready() {
        return ready;
    }

    boolean taken() {
        return taken.isPresent();
    }

    boolean deleting() {
        return deletedAt.isPresent();
    }

    long version() {
        return version;
    }

    boolean exists() {
        return gone == NEVER;
    }

    /** Whether it is a run of that install that made it. */
    boolean isOf(Install install) {
        return maker.isPresent() && maker.get().job().install() == install;
    }

    boolean isManual() {
        return maker.isPresent() && maker.get().job().isManual();
    }

    void reconcile(String newError) {
        reconciled = true;
        error = newError;
        changed();
    }

    void take(Instant byTheStorage) {
        taken = Optional.of(byTheStorage);
        takenAt = world.time.now();
        error = "";
        changed();
    }

    void becomeReady() {
        ready = true;
        readyAt = world.time.now();
        changed();
    }

    void joinGroup() {
        groupMember = true;
        changed();
    }

    void startDeleting() {
        deletedAt = Optional.of(world.apiTime());
        changed();
    }

    Snapshot seen() {
        if (seen == null) {
            seen =
                    SnapshotBuilder.snapshot(name, created)
                            .withUid(uid)
                            .withResourceVersion(String.valueOf(version))
                            .withLabels(labels)
                            .withAnnotations(annotations)
                            .withStatus(reconciled)
                            .withTaken(taken)
                            .withReady(ready)
                            .withError(error)
                            .withClaim(claim)
                            .withSnapshotClass(snapshotClass.orElse(null))
                            .withGroupMember(groupMember)
                            .withDeletedAt(deletedAt)
                            .build();
        }
        return seen;
    }

    @Override
    public String toString() {
        return "%s (%s%s%s%s)"
                .formatted(
                        name,
                        holds.isEmpty() ? "holds nothing" : "holds " + holds,
                        ready ? ", ready" : "",
                        deleting() ? ", deleting" : "",
                        maker.isEmpty()
                                ? ", by somebody"
                                : ", by "
                                        + maker.get().job().name()
                                        + " for "
                                        + maker.get().claimUid()
                                        + " under "
                                        + maker.get().under().said());
    }
}
