package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Origins;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Plan.ForeignSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which snapshots of ours belong to which claim.
 *
 * <p>A snapshot belongs to the claim whose uid it records, and after that claim is gone to the one
 * claim that says it was restored from it. Where two say so, it belongs to neither, and so is never
 * deleted.
 */
final class Histories {
    /** A snapshot of ours and where it comes from. */
    record Owned(Snapshot snapshot, Ownership.Origin origin) {
        static final Comparator<Owned> NEWEST_FIRST =
                Comparator.comparing(Owned::snapshot, Snapshot.OLDEST_FIRST.reversed());
    }

    /** A claim by what its snapshots record of it. Names come back; uids do not. */
    private record Key(String namespace, String claimUid) {}

    private static final String OF_ANOTHER =
            "it was taken after a claim of that name had been made anew, and holds that one's data";

    private final Origins origins;
    private final Map<Key, List<Snapshot>> byClaim = new HashMap<>();
    private final Set<String> living = new HashSet<>();
    private final Map<Key, Integer> heirs = new HashMap<>();
    private final List<ForeignSnapshot> foreign = new ArrayList<>();

    Histories(Inventory inventory, String instance) {
        this.origins = new Origins(instance);
        Map<ObjectName, Claim> named =
                inventory.claims().stream()
                        .collect(Collectors.toMap(Claim::name, Function.identity()));
        inventory.claims().forEach(each -> living.add(each.uid()));
        for (Snapshot snapshot : inventory.snapshots()) {
            switch (origins.judge(snapshot)) {
                case Ownership.Ours(Ownership.Origin origin)
                        when !living.contains(origin.claimUid())
                                && isOfAnother(snapshot, origin, named) ->
                        foreign.add(new ForeignSnapshot(snapshot, OF_ANOTHER));
                case Ownership.Ours(Ownership.Origin origin) ->
                        byClaim.computeIfAbsent(
                                        new Key(snapshot.namespace(), origin.claimUid()),
                                        _ -> new ArrayList<>())
                                .add(snapshot);
                case Ownership.Foreign(String reason) ->
                        foreign.add(new ForeignSnapshot(snapshot, reason));
                case Ownership.Unrelated() -> {}
            }
        }
        foreign.sort(Comparator.comparing(each -> each.snapshot().name()));
        for (Claim claim : inventory.claims()) {
            claim.history().forEach(uid -> heirs.merge(key(claim, uid), 1, Integer::sum));
        }
    }

    /**
     * A VolumeSnapshot names its source, and the storage cuts what has that name then. So what was
     * cut after another claim of the name had been made holds that one's data.
     */
    private static boolean isOfAnother(
            Snapshot snapshot, Ownership.Origin origin, Map<ObjectName, Claim> named) {
        Claim living = named.get(new ObjectName(snapshot.namespace(), snapshot.claim().orElse("")));
        return living != null
                && !living.uid().equals(origin.claimUid())
                && snapshot.takenAt().isPresent()
                && !snapshot.time().isBefore(living.created());
    }

    /** The snapshots of a claim's history, newest first. */
    List<Owned> of(Claim claim) {
        List<Snapshot> history = new ArrayList<>();
        for (String uid : claim.history()) {
            Key key = key(claim, uid);
            boolean inherited = !living.contains(uid) && heirs.get(key) == 1;
            if (uid.equals(claim.uid()) || inherited) {
                history.addAll(byClaim.getOrDefault(key, List.of()));
            }
        }
        return owned(history);
    }

    /** Made anew each time: to keep the origin of every snapshot would cost more than that. */
    private List<Owned> owned(List<Snapshot> snapshots) {
        List<Owned> owned = new ArrayList<>(snapshots.size());
        snapshots.forEach(each -> owned.add(new Owned(each, origins.of(each))));
        owned.sort(Owned.NEWEST_FIRST);
        return owned;
    }

    /**
     * The histories that no living claim names, by the namespace and uid of the lost claim. Where
     * that claim lives in another namespace, the snapshots were copied from there and belong to
     * nobody.
     */
    Map<ObjectName, List<Owned>> orphans() {
        Map<ObjectName, List<Owned>> orphans = new TreeMap<>();
        byClaim.forEach((key, snapshots) -> {
            if (!heirs.containsKey(key) && !living.contains(key.claimUid())) {
                orphans.put(new ObjectName(key.namespace(), key.claimUid()), owned(snapshots));
            }
        });
        return orphans;
    }

    /** All that are ours. */
    Stream<Snapshot> all() {
        return byClaim.values().stream().flatMap(List::stream);
    }

    List<ForeignSnapshot> foreign() {
        return foreign;
    }

    private static Key key(Claim claim, String uid) {
        return new Key(claim.name().namespace(), uid);
    }
}
