package io.pvcsnapshotter.world;

import io.pvcsnapshotter.cluster.ApiFailure;
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
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotClass;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.model.Volume;
import io.pvcsnapshotter.world.Weather.Trouble;
import io.pvcsnapshotter.world.Weather.Verb;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The API server as one pod reaches it. It writes into the pod's record what it answered. */
final class Gateway implements Snapshots {
    /** What was listed so long ago is no news any more. */
    private static final long LATE = 60_000;

    private final World world;
    private final Pod pod;
    private final PodRecord record;
    private final Wire wire;

    Gateway(World world, Pod pod) {
        this.world = world;
        this.pod = pod;
        this.record = pod.record();
        this.wire = new Wire(world, pod);
    }

    private static String namespace(Area area) {
        return area instanceof Area.Namespace(String name) ? name : "";
    }

    @Override
    public Look look(Reach reach) {
        try {
            return lookAround(reach);
        } catch (ApiFailure failure) {
            record.blind = Optional.of(failure.kind());
            throw failure;
        }
    }

    private Look lookAround(Reach reach) {
        List<Snapshot> snapshots = new ArrayList<>();
        Map<Area, String> versions = new HashMap<>();
        Instant[] observed = new Instant[1];
        for (Area area : reach.areas()) {
            snapshots.addAll(
                    wire.ask(
                            Verb.LIST_SNAPSHOTS,
                            namespace(area),
                            "list snapshots",
                            () -> {
                                observed[0] = observed[0] == null ? world.apiTime() : observed[0];
                                versions.put(area, String.valueOf(world.version()));
                                return world.seenSnapshots(area);
                            }));
        }
        long before = world.time.now();
        List<Claim> claims = listClaims(reach);
        long at = world.time.now();
        Optional<Map<String, Volume>> volumes =
                ifAllowed(reach, "list volumes", world::seenVolumes);
        Optional<List<SnapshotClass>> classes =
                ifAllowed(reach, "list classes", () -> world.classes);
        record.claimsReadAt = before;
        if (world.time.now() - before > LATE) {
            record.blindUntil = world.time.now();
        }
        record.looks.add(
                new PodRecord.Look(
                        at, observed[0], snapshots, claims, volumes.flatMap(_ -> classes)));
        return new Look(
                new Inventory(observed[0], Map.of(), claims, snapshots, volumes, classes),
                new Bookmark(versions));
    }

    private <T> Optional<T> ifAllowed(Reach reach, String what, Supplier<T> list) {
        try {
            return Optional.of(wire.ask(Verb.LIST_OTHERS, "", what, list));
        } catch (ApiFailure failure) {
            if (failure.kind() == Kind.FORBIDDEN && !reach.areas().contains(Area.EVERYWHERE)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    @Override
    public List<Claim> claims(Reach reach) {
        try {
            long before = world.time.now();
            List<Claim> claims = listClaims(reach);
            record.claimsReadAt = before;
            return claims;
        } catch (ApiFailure failure) {
            record.claimsRefused++;
            record.blind = Optional.of(failure.kind());
            throw failure;
        }
    }

    private List<Claim> listClaims(Reach reach) {
        List<Claim> claims = new ArrayList<>();
        for (Area area : reach.areas()) {
            claims.addAll(
                    wire.ask(
                            Verb.LIST_CLAIMS,
                            namespace(area),
                            "list claims",
                            () -> world.seenClaims(area)));
        }
        return claims;
    }

    @Override
    public List<Snapshot> snapshots(Area area, Map<String, String> labels) {
        try {
            return wire.ask(
                    Verb.LOOK_AFTER,
                    namespace(area),
                    "look after snapshots",
                    () ->
                            world.seenSnapshots(area).stream()
                                    .filter(each -> Watch.has(each, labels))
                                    .toList());
        } catch (ApiFailure failure) {
            record.blindUntil = world.time.now();
            throw failure;
        }
    }

    @Override
    public Optional<Snapshot> snapshot(ObjectName name) {
        Optional<ObjectName> claim =
                world.snapshot(name).map(each -> new ObjectName(name.namespace(), each.claim));
        try {
            Optional<Snapshot> found =
                    wire.ask(
                            Verb.GET,
                            name.namespace(),
                            "read " + name,
                            () -> world.snapshot(name).map(WorldSnapshot::seen));
            claim.ifPresent(each -> record.refusals.remove(each, Kind.ALREADY_EXISTS));
            return found;
        } catch (ApiFailure failure) {
            record.blindUntil = world.time.now();
            claim.ifPresent(
                    each -> record.refusals.replace(each, Kind.ALREADY_EXISTS, failure.kind()));
            throw failure;
        }
    }

    @Override
    public Watching watch(
            Reach reach, Bookmark from, Map<String, String> labels, Consumer<SnapshotChange> to) {
        List<Watch> watches =
                reach.areas().stream()
                        .map(area ->
                                new Watch(
                                        world,
                                        pod,
                                        area,
                                        Long.parseLong(from.resourceVersions().get(area)),
                                        labels,
                                        to))
                        .toList();
        return () -> watches.forEach(Watch::close);
    }

    @Override
    public Snapshot create(SnapshotRequest request) {
        try {
            Snapshot made =
                    wire.ask(
                            Verb.CREATE,
                            request.name().namespace(),
                            "create " + request.name(),
                            () -> created(request));
            record.made++;
            return made;
        } catch (ApiFailure failure) {
            ObjectName claim = new ObjectName(request.name().namespace(), request.claim());
            record.refusals.put(claim, failure.kind());
            record.refusedAt.put(claim, world.time.now());
            throw failure;
        }
    }

    private Snapshot created(SnapshotRequest request) {
        if (world.snapshot(request.name()).isPresent()) {
            throw ApiFailures.of(Kind.ALREADY_EXISTS);
        }
        record.createdAt.put(
                new ObjectName(request.name().namespace(), request.claim()), world.time.now());
        Optional<WorldSnapshot.Maker> maker = world.judge.creates(pod, request);
        Chance chance = world.chance("webhook " + request.name(), 0);
        boolean marred =
                world.weather.hits(
                        Trouble.WEBHOOK_CHANGES_MARKS,
                        Verb.CREATE,
                        request.name().namespace(),
                        chance);
        WorldSnapshot made =
                marred
                        ? world.add(marred(request, chance), Optional.empty())
                        : world.add(request, maker);
        if (marred) {
            record.marred.add(made.uid);
        }
        world.storage.make(made);
        return made.seen();
    }

    private static SnapshotRequest marred(SnapshotRequest request, Chance chance) {
        Map<String, String> labels = new HashMap<>(request.labels());
        labels.remove(chance.of(List.of(Ownership.INSTANCE, Ownership.CLAIM, Ownership.TRIGGER)));
        return new SnapshotRequest(
                request.name(),
                request.claim(),
                request.snapshotClass(),
                request.driver(),
                labels,
                request.annotations());
    }

    @Override
    public Removal delete(Snapshot snapshot) {
        long sent = world.time.now();
        world.isSent(snapshot);
        boolean[] accepted = new boolean[1];
        boolean answered = false;
        try {
            Removal removal =
                    wire.ask(
                            Verb.DELETE,
                            snapshot.name().namespace(),
                            "delete " + snapshot.name(),
                            () -> {
                                Removal effect = deleted(snapshot, sent);
                                accepted[0] |= effect == Removal.ACCEPTED;
                                return effect;
                            });
            answered = removal == Removal.ACCEPTED;
            return removal;
        } catch (ApiFailure failure) {
            record.deletionsRefused.add(failure.kind());
            throw failure;
        } finally {
            record.deletionsUnanswered += accepted[0] && !answered ? 1 : 0;
        }
    }

    private Removal deleted(Snapshot snapshot, long sent) {
        Optional<WorldSnapshot> found =
                world.snapshot(snapshot.name()).filter(each -> each.uid.equals(snapshot.uid()));
        if (found.isEmpty() || found.get().deleting()) {
            return Removal.GONE;
        }
        if (!String.valueOf(found.get().version()).equals(snapshot.resourceVersion())) {
            return Removal.CHANGED;
        }
        world.judge.deletes(pod, found.get(), sent);
        record.deleted++;
        world.delete(found.get(), Optional.of(pod.job()));
        return Removal.ACCEPTED;
    }

    @Override
    public void undo(Snapshot created) {
        wire.ask(
                Verb.DELETE,
                created.name().namespace(),
                "undo " + created.name(),
                () -> {
                    world.snapshot(created.name())
                            .filter(each -> each.uid.equals(created.uid()))
                            .ifPresent(each -> {
                                world.judge.undoes(pod, each);
                                world.delete(each, Optional.of(pod.job()));
                            });
                    return List.of();
                });
    }
}
