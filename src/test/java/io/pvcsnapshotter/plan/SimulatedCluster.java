package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotClass;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.model.Volume;
import io.pvcsnapshotter.sample.ClaimBuilder;
import io.pvcsnapshotter.sample.SnapshotBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Claims and snapshots in memory, and time that passes. Beside what the API server would show, it
 * knows the truth: who made a snapshot, under which retention, and when it really was cut.
 */
final class SimulatedCluster {
    static final String DRIVER = "csi.example.com";

    /** The retention that a claim's policy had, and the zone of its calendar. */
    record Effective(Optional<Retention> retention, ZoneId zone) {}

    /** A claim as it can be changed. */
    static final class SimClaim {
        final ObjectName name;
        final String uid;
        final Instant created;
        final Map<String, String> labels = new HashMap<>();
        final Map<String, String> annotations = new HashMap<>();
        final Set<ObjectName> sources = new HashSet<>();
        Claim.Phase phase = Claim.Phase.BOUND;
        boolean deleting;

        SimClaim(ObjectName name, String uid, Instant created) {
            this.name = name;
            this.uid = uid;
            this.created = created;
        }

        Claim toClaim() {
            return ClaimBuilder.claim(name)
                    .withCreated(created)
                    .withUid(uid)
                    .withLabels(labels)
                    .withAnnotations(annotations)
                    .withPhase(phase)
                    .withVolume("pv-" + uid)
                    .withDeleting(deleting)
                    .withSources(sources)
                    .build();
        }
    }

    /** A snapshot as it can be changed, and the truth about it. */
    static final class SimSnapshot {
        final SnapshotRequest request;
        final String uid;
        final Instant created;
        final Map<String, String> labels;
        final Map<String, String> annotations;
        Optional<Instant> taken = Optional.empty();
        boolean ready;
        boolean deleting;
        private boolean groupMember;
        int version = 1;
        private Snapshot seen;

        // the truth
        final boolean ours;
        final boolean manual;
        final String claimUid;
        final Effective takenUnder;
        Optional<Instant> willBeTaken = Optional.empty();
        Optional<Instant> willBeReady = Optional.empty();
        Optional<Instant> willBeGone = Optional.empty();
        Optional<Instant> reallyTaken = Optional.empty();

        SimSnapshot(
                SnapshotRequest request,
                String uid,
                Instant created,
                boolean ours,
                boolean manual,
                String claimUid,
                Effective takenUnder) {
            this.request = request;
            this.uid = uid;
            this.created = created;
            this.labels = new HashMap<>(request.labels());
            this.annotations = new HashMap<>(request.annotations());
            this.ours = ours;
            this.manual = manual;
            this.claimUid = claimUid;
            this.takenUnder = takenUnder;
        }

        void joinGroup(boolean member) {
            groupMember = member;
            version++;
        }

        /** Whoever changes anything raises the version, as the API server does. */
        Snapshot toSnapshot() {
            if (seen == null || !seen.resourceVersion().equals(String.valueOf(version))) {
                seen = copy();
            }
            return seen;
        }

        private Snapshot copy() {
            return SnapshotBuilder.snapshot(request.name(), created)
                    .withUid(uid)
                    .withResourceVersion(String.valueOf(version))
                    .withLabels(labels)
                    .withAnnotations(annotations)
                    .withTaken(taken)
                    .withReady(ready)
                    .withClaim(request.claim())
                    .withSnapshotClass(request.snapshotClass().orElse(null))
                    .withGroupMember(groupMember)
                    .withDeleting(deleting)
                    .build();
        }

        @Override
        public String toString() {
            return "%s (%s, claim %s, taken %s%s%s)"
                    .formatted(
                            request.name(),
                            uid,
                            claimUid,
                            taken.map(Instant::toString).orElse("never"),
                            ready ? ", ready" : "",
                            deleting ? ", deleting" : "");
        }
    }

    private final RandomGenerator random;
    private final Map<ObjectName, SimClaim> claims = new TreeMap<>();
    private final Map<String, SimSnapshot> snapshots = new LinkedHashMap<>();
    private final Map<String, SimSnapshot> everything = new HashMap<>();
    private final Map<String, Set<String>> lineages = new HashMap<>();
    private int lastUid;

    /** What time it really is. */
    Instant now;

    /** How far the clocks are wrong. */
    Duration apiServersError = Duration.ZERO;

    Duration storagesError = Duration.ZERO;

    SimulatedCluster(RandomGenerator random, Instant now) {
        this.random = random;
        this.now = now;
    }

    /** What the API server's clock says. */
    Instant apiTime() {
        return now.plus(apiServersError);
    }

    Collection<SimClaim> claims() {
        return claims.values();
    }

    Collection<SimSnapshot> snapshots() {
        return snapshots.values();
    }

    Optional<SimSnapshot> snapshot(String uid) {
        return Optional.ofNullable(snapshots.get(uid));
    }

    /** All snapshots that there ever were. */
    Collection<SimSnapshot> everything() {
        return everything.values();
    }

    /** The truth about a snapshot, even after it is gone. */
    SimSnapshot truth(String uid) {
        return everything.get(uid);
    }

    /** A claim, those that it was restored from, and those that they were restored from. */
    Set<String> lineage(String claimUid) {
        return lineages.getOrDefault(claimUid, Set.of(claimUid));
    }

    /** Writes the annotation that a restore in place writes. */
    void inherit(SimClaim claim, String claimUid) {
        claim.annotations.merge(
                Claim.RESTORED_FROM_ANNOTATION, claimUid, (before, uid) -> before + "," + uid);
        Set<String> uids = new HashSet<>(lineage(claim.uid));
        uids.addAll(lineage(claimUid));
        lineages.put(claim.uid, uids);
    }

    SimClaim addClaim(ObjectName name) {
        SimClaim claim = new SimClaim(name, "claim-" + ++lastUid, apiTime());
        claims.put(name, claim);
        return claim;
    }

    void removeClaim(SimClaim claim) {
        claims.remove(claim.name, claim);
    }

    SimSnapshot add(
            SnapshotRequest request,
            boolean ours,
            boolean manual,
            String claimUid,
            Effective takenUnder) {
        SimSnapshot snapshot =
                new SimSnapshot(
                        request,
                        "snapshot-" + ++lastUid,
                        apiTime(),
                        ours,
                        manual,
                        claimUid,
                        takenUnder);
        snapshots.put(snapshot.uid, snapshot);
        everything.put(snapshot.uid, snapshot);
        return snapshot;
    }

    Optional<SimSnapshot> named(ObjectName name) {
        return snapshots.values().stream()
                .filter(each -> each.request.name().equals(name))
                .findFirst();
    }

    /**
     * As the API server does it: only the very object, and only if nobody changed it; gone at once
     * or a little later.
     */
    boolean delete(String uid, String resourceVersion) {
        SimSnapshot snapshot = snapshots.get(uid);
        if (snapshot == null || !String.valueOf(snapshot.version).equals(resourceVersion)) {
            return false;
        }
        remove(snapshot);
        return true;
    }

    void remove(SimSnapshot snapshot) {
        if (random.nextInt(4) > 0) {
            snapshots.remove(snapshot.uid);
        } else {
            snapshot.deleting = true;
            snapshot.version++;
            snapshot.willBeGone = Optional.of(now.plus(Duration.ofMinutes(random.nextInt(1, 180))));
        }
    }

    void pass(Duration time) {
        now = now.plus(time);
        for (SimSnapshot each : new ArrayList<>(snapshots.values())) {
            if (hasCome(each.willBeTaken)) {
                each.reallyTaken = each.willBeTaken;
                each.taken = each.willBeTaken.map(at -> at.plus(storagesError));
                each.willBeTaken = Optional.empty();
                each.version++;
            }
            if (hasCome(each.willBeReady)) {
                each.ready = true;
                each.willBeReady = Optional.empty();
                each.version++;
            }
            if (hasCome(each.willBeGone)) {
                snapshots.remove(each.uid);
            }
        }
    }

    private boolean hasCome(Optional<Instant> time) {
        return time.filter(at -> !at.isAfter(now)).isPresent();
    }

    Inventory list() {
        Map<String, Volume> volumes = new HashMap<>();
        Map<String, Map<String, String>> namespaces = new HashMap<>();
        List<Claim> listed = new ArrayList<>();
        for (SimClaim each : claims.values()) {
            String volume = "pv-" + each.uid;
            volumes.put(volume, new Volume(volume, Optional.of(each.uid), Optional.of(DRIVER)));
            namespaces.put(each.name.namespace(), Map.of());
            listed.add(each.toClaim());
        }
        return new Inventory(
                apiTime(),
                namespaces,
                listed,
                snapshots.values().stream().map(SimSnapshot::toSnapshot).toList(),
                Optional.of(volumes),
                Optional.of(List.of(new SnapshotClass("fast", DRIVER, true, false))));
    }
}
