package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.cluster.ApiFailures;
import io.pvcsnapshotter.cluster.Area;
import io.pvcsnapshotter.cluster.Bookmark;
import io.pvcsnapshotter.cluster.Look;
import io.pvcsnapshotter.cluster.Reach;
import io.pvcsnapshotter.cluster.SnapshotChange;
import io.pvcsnapshotter.cluster.Snapshots;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotClass;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.model.Volume;
import io.pvcsnapshotter.sample.ClaimBuilder;
import io.pvcsnapshotter.sample.RunBuilder;
import io.pvcsnapshotter.sample.SnapshotBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * A cluster in memory. Its storage cuts a snapshot after one second and has it ready after five,
 * unless told otherwise; any call can be made to fail, or something to happen just before it.
 */
final class FakeCluster implements Snapshots {
    static final String NAMESPACE = "shop";
    static final String INSTANCE = "here";
    static final String DRIVER = "csi.example.com";

    /** What the storage makes of the snapshots of a claim. */
    record Storage(Optional<Duration> cutAfter, Optional<Duration> readyAfter) {
        static final Storage HEALTHY = readyAfter(Duration.ofSeconds(5));
        static final Storage NEVER_CUT = new Storage(Optional.empty(), Optional.empty());
        static final Storage NEVER_READY =
                new Storage(Optional.of(Duration.ofSeconds(1)), Optional.empty());

        static Storage readyAfter(Duration time) {
            return new Storage(Optional.of(Duration.ofSeconds(1)), Optional.of(time));
        }

        static Storage cutAfter(Duration time) {
            return new Storage(Optional.of(time), Optional.of(time));
        }
    }

    private record Call(String verb, IntPredicate which, Runnable action) {}

    final List<String> calls = new ArrayList<>();
    private final TestClock clock;
    private final Duration ahead;
    private final Map<ObjectName, Claim> claims = new TreeMap<>();
    private final Map<ObjectName, Snapshot> snapshots = new TreeMap<>();
    private final Map<String, Storage> storages = new HashMap<>();
    private final List<Call> scripted = new ArrayList<>();
    private final Map<String, Integer> counted = new HashMap<>();
    private int lastUid;

    /** Happens when a snapshot is made and the answer to that is not here yet. */
    Consumer<Snapshot> beforeTheAnswer = _ -> {};

    private List<SnapshotClass> classes =
            List.of(
                    new SnapshotClass("fast", DRIVER, true, false),
                    new SnapshotClass("other", "other." + DRIVER, false, false));

    /** Whether the watch tells of anything. */
    boolean watchWorks = true;

    /**
     * @param ahead by how much the cluster's clock is ahead of ours
     */
    FakeCluster(TestClock clock, Duration ahead) {
        this.clock = clock;
        this.ahead = ahead;
    }

    private Instant now() {
        return clock.instant().plus(ahead);
    }

    Claim claim(String name) {
        return claim(name, Map.of());
    }

    /** Adds a bound claim, or replaces the one of that name by another. */
    Claim claim(String name, Map<String, String> annotations) {
        lastUid++;
        Claim claim =
                ClaimBuilder.claim(new ObjectName(NAMESPACE, name))
                        .withUid("claim-" + lastUid)
                        .withCreated(now())
                        .withAnnotations(annotations)
                        .withStorageClass("fast")
                        .withVolume("volume-of-" + name)
                        .build();
        claims.put(claim.name(), claim);
        return claim;
    }

    void withoutClasses() {
        classes = List.of();
    }

    void deleteClaim(String name) {
        claims.remove(new ObjectName(NAMESPACE, name));
    }

    void storage(String claim, Storage storage) {
        storages.put(claim, storage);
    }

    /** Adds the ready snapshot that a run of that time took of a claim. */
    Snapshot has(Claim claim, Instant nominal, String retention) {
        return has(claim, RunBuilder.run("run-" + nominal, nominal).build(), retention);
    }

    Snapshot has(Claim claim, Run run, String retention) {
        Ownership.Marks marks =
                Ownership.marks(run, claim.name(), claim.uid(), "all", retention, "Etc/UTC");
        return put(
                marks.name(),
                claim.name().name(),
                marks.labels(),
                marks.annotations(),
                run.nominal());
    }

    Snapshot put(
            String name,
            String claim,
            Map<String, String> labels,
            Map<String, String> annotations,
            Instant created) {
        lastUid++;
        Snapshot snapshot =
                SnapshotBuilder.snapshot(new ObjectName(NAMESPACE, name), created)
                        .withUid("snapshot-" + lastUid)
                        .withResourceVersion(String.valueOf(lastUid * 100))
                        .withLabels(labels)
                        .withAnnotations(annotations)
                        .untaken()
                        .withClaim(claim)
                        .withStatus(false)
                        .build();
        snapshots.put(snapshot.name(), snapshot);
        return snapshot;
    }

    void remove(Snapshot snapshot) {
        snapshots.remove(snapshot.name());
    }

    /** Another object takes the snapshot's name. */
    void replace(Snapshot snapshot) {
        put(
                snapshot.name().name(),
                snapshot.claim().orElseThrow(),
                snapshot.labels(),
                snapshot.annotations(),
                now());
    }

    void hold(Snapshot snapshot) {
        Map<String, String> labels = new HashMap<>(snapshot.labels());
        labels.put(Ownership.HOLD, "true");
        snapshots.computeIfPresent(
                snapshot.name(), (_, old) -> changed(old, labels, old.deleting()));
    }

    void startDeleting(Snapshot snapshot) {
        snapshots.computeIfPresent(snapshot.name(), (_, old) -> changed(old, old.labels(), true));
    }

    private static Snapshot changed(Snapshot old, Map<String, String> labels, boolean deleting) {
        return SnapshotBuilder.like(old).withLabels(labels).withDeleting(deleting).build();
    }

    /** Every snapshot that exists, as it is now. */
    List<Snapshot> snapshots() {
        return snapshots.values().stream().map(this::seen).toList();
    }

    List<Snapshot> snapshotsOf(String claim) {
        return snapshots().stream()
                .filter(each -> each.claim().orElseThrow().equals(claim))
                .toList();
    }

    /** Does something just before the call of that verb with that number, counted from 1. */
    void before(String verb, int number, Runnable action) {
        scripted.add(new Call(verb, n -> n == number, action));
    }

    void failing(String verb, int number, Kind kind) {
        before(verb, number, () -> fail(kind));
    }

    void failingFrom(String verb, int number, Kind kind) {
        scripted.add(new Call(verb, n -> n >= number, () -> fail(kind)));
    }

    private static void fail(Kind kind) {
        throw ApiFailures.of(kind);
    }

    private void called(String verb, String what) {
        int number = counted.merge(verb, 1, Integer::sum);
        calls.add(verb + " " + what);
        scripted.stream()
                .filter(each -> each.verb().equals(verb) && each.which().test(number))
                .forEach(each -> each.action().run());
    }

    long count(String verb) {
        return counted.getOrDefault(verb, 0);
    }

    private Snapshot seen(Snapshot stored) {
        Storage storage = storages.getOrDefault(stored.claim().orElseThrow(), Storage.HEALTHY);
        Optional<Instant> taken =
                storage.cutAfter().map(stored.created()::plus).filter(each -> !each.isAfter(now()));
        boolean ready =
                storage.readyAfter()
                        .map(stored.created()::plus)
                        .filter(each -> !each.isAfter(now()))
                        .isPresent();
        int states = (taken.isPresent() ? 1 : 0) + (ready ? 1 : 0);
        return SnapshotBuilder.like(stored)
                .withResourceVersion(stored.resourceVersion() + states)
                .withTaken(taken)
                .withReady(ready)
                .withStatus(taken.isPresent())
                .build();
    }

    @Override
    public List<Claim> claims(Reach reach) {
        called("claims", "");
        return List.copyOf(claims.values());
    }

    @Override
    public Look look(Reach reach) {
        called("inventory", "");
        Map<String, Volume> volumes =
                claims.values().stream()
                        .collect(
                                Collectors.toMap(
                                        each -> each.spec().volume().orElseThrow(),
                                        each ->
                                                new Volume(
                                                        each.spec().volume().orElseThrow(),
                                                        Optional.of(each.uid()),
                                                        Optional.of(DRIVER))));
        Inventory inventory =
                new Inventory(
                        now(),
                        Map.of(),
                        List.copyOf(claims.values()),
                        snapshots(),
                        Optional.of(volumes),
                        Optional.of(classes));
        return new Look(inventory, new Bookmark(Map.of()));
    }

    @Override
    public List<Snapshot> snapshots(Area area, Map<String, String> labels) {
        called("list", labels.toString());
        return snapshots().stream()
                .filter(each -> each.labels().entrySet().containsAll(labels.entrySet()))
                .toList();
    }

    /** Tells of every snapshot, changed or not, each second, and of those that are gone. */
    @Override
    public Watching watch(
            Reach reach, Bookmark from, Map<String, String> labels, Consumer<SnapshotChange> to) {
        called("watch", labels.toString());
        Map<ObjectName, Snapshot> known = new TreeMap<>();
        clock.onTick(() -> {
            Map<ObjectName, Snapshot> now = new TreeMap<>();
            snapshots().stream()
                    .filter(each -> each.labels().entrySet().containsAll(labels.entrySet()))
                    .forEach(each -> now.put(each.name(), each));
            known.values().stream()
                    .filter(each -> !now.containsKey(each.name()))
                    .forEach(each -> to.accept(new SnapshotChange.Gone(each.name(), each.uid())));
            if (watchWorks) {
                now.values().forEach(each -> to.accept(new SnapshotChange.Seen(each)));
            }
            known.clear();
            known.putAll(now);
        });
        return () -> clock.onTick(() -> {});
    }

    @Override
    public Optional<Snapshot> snapshot(ObjectName name) {
        called("get", name.toString());
        return Optional.ofNullable(snapshots.get(name)).map(this::seen);
    }

    @Override
    public Snapshot create(SnapshotRequest request) {
        called("create", request.claim());
        if (snapshots.containsKey(request.name())) {
            fail(Kind.ALREADY_EXISTS);
        }
        Snapshot made =
                seen(
                        put(
                                request.name().name(),
                                request.claim(),
                                request.labels(),
                                request.annotations(),
                                now()));
        beforeTheAnswer.accept(made);
        return made;
    }

    @Override
    public void undo(Snapshot created) {
        called("undo", created.name().name());
        snapshots.remove(created.name());
    }

    @Override
    public Removal delete(Snapshot snapshot) {
        called("delete", snapshot.name().name());
        Optional<Snapshot> found =
                Optional.ofNullable(snapshots.get(snapshot.name())).map(this::seen);
        if (found.isEmpty()) {
            return Removal.GONE;
        }
        if (!found.get().uid().equals(snapshot.uid())
                || !found.get().resourceVersion().equals(snapshot.resourceVersion())) {
            return Removal.CHANGED;
        }
        snapshots.remove(snapshot.name());
        return Removal.ACCEPTED;
    }
}
