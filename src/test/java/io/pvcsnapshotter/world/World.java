package io.pvcsnapshotter.world;

import io.pvcsnapshotter.cluster.Area;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotClass;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.model.Volume;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What there is, whoever looks at it: the objects of the API server, and the clocks. */
final class World {
    static final String DRIVER = "csi.example.com";
    static final List<String> NAMESPACES = List.of("lab", "shop");

    /**
     * A change as the watch tells it.
     *
     * @param gone whether the snapshot is no more
     */
    record Change(long version, Snapshot snapshot, boolean gone) {}

    final VirtualTime time;
    final Trace trace;
    final Weather weather;
    final Judge judge;
    final Storage storage;
    private final long seed;
    private final Map<ObjectName, WorldClaim> claims = new TreeMap<>();
    private final Map<ObjectName, WorldSnapshot> snapshots = new TreeMap<>();
    private final List<WorldSnapshot> everything = new ArrayList<>();
    private final Map<String, WorldSnapshot> byUid = new HashMap<>();
    private final Map<String, Set<String>> lineages = new TreeMap<>();
    private final List<Change> log = new ArrayList<>();
    private final List<Runnable> watchers = new ArrayList<>();

    List<SnapshotClass> classes = List.of(new SnapshotClass("fast", DRIVER, true, false));
    final List<Install> installs = new ArrayList<>();
    final List<WorldJob> jobs = new ArrayList<>();

    /** How far the clocks are wrong, in milliseconds. */
    long apiServersError;

    long storagesError;
    long podsError;

    /** Whether all clocks have always been right: some promises need that. */
    boolean clocksAreRight = true;

    /** Done to the next snapshot whose deletion is on its way. */
    private Optional<Consumer<WorldSnapshot>> meddler = Optional.empty();

    private long version = 1000;
    private int lastUid;

    World(long seed, Instant start, Trace trace) {
        this.seed = seed;
        this.trace = trace;
        this.time = new VirtualTime(start.toEpochMilli(), Chance.of(seed, 1));
        this.weather = new Weather(this);
        this.judge = new Judge(this);
        this.storage = new Storage(this);
        trace.follow(time);
    }

    /** The choices of one thing, which depend on nothing that happened before. */
    Chance chance(String thing, long number) {
        return Chance.of(seed ^ thing.hashCode() * 0x100000001L, number);
    }

    /** What the API server's clock says; its times have no fractions. */
    Instant apiTime() {
        return Instant.ofEpochMilli(time.now() + apiServersError).truncatedTo(ChronoUnit.SECONDS);
    }

    Instant storageTime() {
        return Instant.ofEpochMilli(time.now() + storagesError).truncatedTo(ChronoUnit.SECONDS);
    }

    int nextUid() {
        return ++lastUid;
    }

    long nextVersion() {
        return ++version;
    }

    long version() {
        return version;
    }

    // ---- claims

    List<WorldClaim> claims() {
        return List.copyOf(claims.values());
    }

    Optional<WorldClaim> claim(ObjectName name) {
        return Optional.ofNullable(claims.get(name));
    }

    WorldClaim addClaim(ObjectName name) {
        WorldClaim claim = new WorldClaim(name, "claim-" + nextUid(), apiTime(), time.now());
        claims.put(name, claim);
        trace.say("there is a claim %s", claim);
        return claim;
    }

    void removeClaim(WorldClaim claim) {
        if (claims.remove(claim.name, claim)) {
            trace.say("the claim %s is gone", claim);
        }
    }

    /** In the order of their names, as they are now. */
    List<Claim> seenClaims(Area area) {
        return claims.values().stream()
                .filter(each -> area.covers(each.name))
                .map(WorldClaim::seen)
                .toList();
    }

    /** Of the claims that are there, by their names. */
    Map<String, Volume> seenVolumes() {
        Map<String, Volume> volumes = new HashMap<>();
        for (WorldClaim each : claims.values()) {
            volumes.put(
                    each.volume(),
                    new Volume(
                            each.volume(),
                            Optional.of(each.uid),
                            Optional.of(each.driver).filter(driver -> !driver.isEmpty())));
        }
        return volumes;
    }

    /** Writes the annotation that a restore in place writes. */
    void inherit(WorldClaim claim, String claimUid) {
        claim.annotations.merge(
                Claim.RESTORED_FROM_ANNOTATION, claimUid, (before, uid) -> before + "," + uid);
        claim.changed();
        Set<String> uids = new TreeSet<>(lineage(claim.uid));
        uids.addAll(lineage(claimUid));
        lineages.put(claim.uid, uids);
    }

    /** A claim, those that it was restored from, and those that they were restored from. */
    Set<String> lineage(String claimUid) {
        return lineages.getOrDefault(claimUid, Set.of(claimUid));
    }

    // ---- snapshots

    List<WorldSnapshot> snapshots() {
        return List.copyOf(snapshots.values());
    }

    /** In the order of their names, as they are now. */
    List<Snapshot> seenSnapshots(Area area) {
        return snapshots.values().stream()
                .filter(each -> area.covers(each.name))
                .map(WorldSnapshot::seen)
                .toList();
    }

    Optional<WorldSnapshot> snapshot(ObjectName name) {
        return Optional.ofNullable(snapshots.get(name));
    }

    /** All that there ever were. */
    List<WorldSnapshot> everything() {
        return everything;
    }

    /** The truth about a snapshot, even after it is gone. */
    WorldSnapshot truth(Snapshot seen) {
        return truth(seen.uid());
    }

    WorldSnapshot truth(String uid) {
        return byUid.get(uid);
    }

    /** The name must be free. */
    WorldSnapshot add(SnapshotRequest request, Optional<WorldSnapshot.Maker> maker) {
        WorldSnapshot snapshot = new WorldSnapshot(this, request, "snapshot-" + nextUid(), maker);
        snapshots.put(snapshot.name, snapshot);
        everything.add(snapshot);
        byUid.put(snapshot.uid, snapshot);
        log(snapshot);
        return snapshot;
    }

    /** Somebody who may has asked for its deletion. */
    void delete(WorldSnapshot snapshot, Optional<WorldJob> by) {
        if (snapshot.deletionAsked == WorldSnapshot.NEVER) {
            snapshot.deletionAsked = time.now();
            snapshot.deletedBy = by;
            storage.free(snapshot);
        }
    }

    void remove(WorldSnapshot snapshot) {
        if (snapshot.exists()) {
            snapshot.gone = time.now();
            snapshots.remove(snapshot.name, snapshot);
            log.add(new Change(nextVersion(), snapshot.seen(), true));
            tellWatchers();
        }
    }

    void meddle(Consumer<WorldSnapshot> with) {
        meddler = Optional.of(with);
    }

    void meddleNoMore() {
        meddler = Optional.empty();
    }

    /** A deletion is on its way to the API server. */
    void isSent(Snapshot deletion) {
        Optional<WorldSnapshot> there = snapshot(deletion.name());
        if (meddler.isPresent() && there.isPresent()) {
            meddler.get().accept(there.get());
            meddler = Optional.empty();
        }
    }

    // ---- watching

    void log(WorldSnapshot changed) {
        if (byUid.containsKey(changed.uid)) {
            log.add(new Change(changed.version(), changed.seen(), false));
            tellWatchers();
        }
    }

    List<Change> log() {
        return log;
    }

    private void tellWatchers() {
        List.copyOf(watchers).forEach(Runnable::run);
    }

    void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    void unwatch(Runnable watcher) {
        watchers.remove(watcher);
    }
}
