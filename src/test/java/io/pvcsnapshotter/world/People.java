package io.pvcsnapshotter.world;

import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.SnapshotClass;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.world.Rules.PolicyRule;
import io.pvcsnapshotter.world.Script.Happening;
import io.pvcsnapshotter.world.Weather.Trouble;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What people do, and what goes wrong without them. */
final class People {
    private static final long MINUTE = 60_000;
    private static final List<String> APPS = List.of("a", "b", "c");

    private final World world;
    private final Beginnings beginnings;
    private int copies;

    People(World world, Beginnings beginnings) {
        this.world = world;
        this.beginnings = beginnings;
    }

    void happen(Happening happening) {
        Chance chance = happening.chance();
        if (happening.what().ordinal() > Script.What.TROUBLE.ordinal()) {
            world.trace.say("people: %s", happening.what());
        }
        switch (happening.what()) {
            case SCHEDULED_RUN -> scheduled(world.installs.getFirst());
            case RUN_OF_ANOTHER_INSTALL -> scheduled(world.installs.getLast());
            case RUN_BY_HAND -> WorldJob.start(world, chance.of(world.installs), Optional.empty());
            case KILL -> somePod(chance).ifPresent(each -> each.killAt(chance.between(1, 20)));
            case TERMINATE -> somePod(chance).ifPresent(this::terminate);
            case TROUBLE ->
                    world.weather.begin(
                            chance.of(List.of(Trouble.values())), Script.lasting(chance), chance);
            case EDIT -> {
                Install install = chance.of(world.installs);
                install.rules = beginnings.edited(install.rules, chance);
            }
            case RELABEL -> someClaim(chance).ifPresent(each -> relabel(each, chance));
            case NEW_CLAIM -> newClaim(new ObjectName("shop", "more-" + chance.below(3)), chance);
            case REPLACE_CLAIM -> someClaim(chance).ifPresent(each -> replace(each, false, chance));
            case RESTORE_IN_PLACE ->
                    someClaim(chance).ifPresent(each -> replace(each, true, chance));
            case RESTORE_A_COPY -> someSnapshot(chance).ifPresent(each -> restore(each, chance));
            case HOLD -> someSnapshot(chance).ifPresent(each -> hold(each, chance));
            case MEDDLE -> world.meddle(each -> meddle(each, chance));
            case RELEASE -> release();
            case DELETE_A_SNAPSHOT ->
                    someSnapshot(chance).ifPresent(each -> world.delete(each, Optional.empty()));
            case COPY_MARKS ->
                    someSnapshot(chance)
                            .filter(each -> each.maker.isPresent())
                            .ifPresent(each -> copy(each, chance));
            case DELETE_A_CLAIM -> someClaim(chance).ifPresent(each -> delete(each, chance));
            case NAME_ANOTHERS_UID -> nameAnothersUid(chance);
            case JOIN_A_GROUP -> someSnapshot(chance).ifPresent(WorldSnapshot::joinGroup);
            case CLEAN_UP -> cleanUp(chance);
            case CHANGE_CLASSES -> world.classes = classes(chance);
            case WRONG_CLOCK -> wrongClock(chance);
            case RIGHT_CLOCKS -> rightClocks();
        }
    }

    // ---- Jobs

    /** {@code concurrencyPolicy: Forbid}. */
    private void scheduled(Install install) {
        boolean busy =
                world.jobs.stream()
                        .anyMatch(each ->
                                each.install() == install && !each.isManual() && !each.isOver());
        if (!busy) {
            WorldJob.start(world, install, Optional.of(world.apiTime()));
        }
    }

    private Optional<Pod> somePod(Chance chance) {
        List<Pod> pods = world.jobs.stream().flatMap(each -> each.pod().stream()).toList();
        return pods.isEmpty() ? Optional.empty() : Optional.of(chance.of(pods));
    }

    private void terminate(Pod pod) {
        pod.stop();
        world.time.at(world.time.now() + 30_000, pod::kill);
    }

    // ---- claims

    private Optional<WorldClaim> someClaim(Chance chance) {
        List<WorldClaim> claims = world.claims();
        return claims.isEmpty() ? Optional.empty() : Optional.of(chance.of(claims));
    }

    WorldClaim newClaim(ObjectName name, Chance chance) {
        world.claim(name).ifPresent(world::removeClaim);
        WorldClaim claim = world.addClaim(name);
        claim.labels.put("app", chance.of(APPS));
        return claim;
    }

    private void relabel(WorldClaim claim, Chance chance) {
        List<PolicyRule> policies = world.installs.getFirst().rules.policies();
        switch (chance.below(6)) {
            case 0 -> claim.annotations.put("pvc-snapshotter.io/snapshot", "false");
            case 1 ->
                    claim.annotations.put("pvc-snapshotter.io/policy", chance.of(policies).name());
            case 2 -> claim.annotations.put("pvc-snapshotter.io/policy", "no-such");
            case 3 -> claim.annotations.remove("pvc-snapshotter.io/policy");
            default -> {
                claim.annotations.remove("pvc-snapshotter.io/snapshot");
                claim.labels.put("app", chance.of(APPS));
            }
        }
        claim.changed();
    }

    private void replace(WorldClaim old, boolean restored, Chance chance) {
        WorldClaim claim = newClaim(old.name, chance);
        if (restored) {
            claim.labels.putAll(old.labels);
            old.seen().history().stream().sorted().forEach(each -> world.inherit(claim, each));
        }
    }

    /** It waits for its first consumer. */
    private void restore(WorldSnapshot snapshot, Chance chance) {
        WorldClaim copy =
                newClaim(
                        new ObjectName(snapshot.name.namespace(), "copy-" + chance.below(2)),
                        chance);
        copy.phase = Claim.Phase.PENDING;
        copy.sources.add(snapshot.name);
        copy.changed();
        world.trace.say("%s is restored from %s", copy, snapshot);
        world.time.at(
                world.time.now() + chance.between(1, 90) * MINUTE,
                () -> {
                    copy.phase = Claim.Phase.BOUND;
                    copy.changed();
                });
    }

    /** A finalizer keeps it as long as a snapshot of it is being made. */
    private void delete(WorldClaim claim, Chance chance) {
        claim.deleting = true;
        claim.changed();
        world.time.at(world.time.now() + chance.between(0, 120) * MINUTE, () -> endDeleting(claim));
    }

    private void endDeleting(WorldClaim claim) {
        boolean kept =
                world.snapshots().stream()
                        .anyMatch(each ->
                                each.name.namespace().equals(claim.name.namespace())
                                        && each.claim.equals(claim.name.name())
                                        && !each.taken()
                                        && !each.deleting());
        if (kept) {
            world.time.at(world.time.now() + 10 * MINUTE, () -> endDeleting(claim));
        } else {
            world.removeClaim(claim);
        }
    }

    private void nameAnothersUid(Chance chance) {
        Optional<WorldClaim> claim = someClaim(chance);
        Optional<WorldSnapshot> snapshot =
                someSnapshot(chance).filter(each -> each.maker.isPresent());
        if (claim.isPresent() && snapshot.isPresent()) {
            world.inherit(claim.get(), snapshot.get().maker.orElseThrow().claimUid());
        }
    }

    // ---- snapshots

    private Optional<WorldSnapshot> someSnapshot(Chance chance) {
        List<WorldSnapshot> snapshots = world.snapshots();
        return snapshots.isEmpty() ? Optional.empty() : Optional.of(chance.of(snapshots));
    }

    private void hold(WorldSnapshot snapshot, Chance chance) {
        (chance.percent(50) ? snapshot.labels : snapshot.annotations).put(Truth.HOLD, "audit");
        snapshot.changed();
        world.trace.say("%s is held", snapshot);
    }

    /** Just when its deletion is under way. */
    private void meddle(WorldSnapshot snapshot, Chance chance) {
        switch (chance.below(5)) {
            case 0, 3 -> {
                world.weather.begin(Trouble.ANSWERS_ARE_SLOW, 2 * MINUTE, chance);
                restore(nextOf(snapshot), chance);
            }
            case 1 -> snapshot.joinGroup();
            case 2 -> world.delete(snapshot, Optional.empty());
            default -> hold(snapshot, chance);
        }
    }

    /** The oldest go first, so this one may be the next to go. */
    private WorldSnapshot nextOf(WorldSnapshot snapshot) {
        return world.snapshots().stream()
                .filter(each -> each.name.namespace().equals(snapshot.name.namespace()))
                .filter(each -> each.claim.equals(snapshot.claim) && each.maker.isPresent())
                .filter(each -> each.created.isAfter(snapshot.created))
                .min(Comparator.comparing(each -> each.created))
                .orElse(snapshot);
    }

    void release() {
        for (WorldSnapshot each : world.snapshots()) {
            if (each.labels.remove(Truth.HOLD) != null
                    | each.annotations.replace(Truth.HOLD, "audit", "false")) {
                each.changed();
            }
        }
    }

    /** All our marks, under another name or for another claim. */
    private void copy(WorldSnapshot original, Chance chance) {
        boolean renamed = chance.percent(50);
        ObjectName name =
                renamed
                        ? new ObjectName(original.name.namespace(), "copy-" + ++copies)
                        : new ObjectName(chance.of(World.NAMESPACES), original.name.name());
        String source =
                renamed ? original.claim : original.claim.equals("files") ? "data-0" : "files";
        if (world.snapshot(name).isEmpty()) {
            world.storage.make(
                    world.add(
                            new SnapshotRequest(
                                    name,
                                    source,
                                    original.snapshotClass,
                                    Optional.empty(),
                                    original.labels,
                                    original.annotations),
                            Optional.empty()));
        }
    }

    private void cleanUp(Chance chance) {
        Set<String> living =
                world.claims().stream()
                        .flatMap(each -> each.seen().history().stream())
                        .collect(Collectors.toSet());
        for (WorldSnapshot each : world.snapshots()) {
            boolean dead = each.maker.isEmpty() || !living.contains(each.maker.get().claimUid());
            if (dead && chance.percent(40)) {
                world.delete(each, Optional.empty());
            }
        }
    }

    private static List<SnapshotClass> classes(Chance chance) {
        SnapshotClass fast = new SnapshotClass("fast", World.DRIVER, true, false);
        SnapshotClass plain = new SnapshotClass("fast", World.DRIVER, false, false);
        SnapshotClass other = new SnapshotClass("other", World.DRIVER, true, false);
        return chance.of(
                List.of(
                        List.of(fast),
                        List.of(fast),
                        List.of(plain),
                        List.of(fast, other),
                        List.of()));
    }

    // ---- clocks

    private void wrongClock(Chance chance) {
        long error =
                chance.of(
                                List.of(
                                        Duration.ofMinutes(-20),
                                        Duration.ofHours(-30),
                                        Duration.ofDays(-40),
                                        Duration.ofMinutes(40),
                                        Duration.ofHours(30),
                                        Duration.ofDays(400)))
                        .toMillis();
        switch (chance.below(3)) {
            case 0 -> world.apiServersError = error;
            case 1 -> world.storagesError = error;
            default -> {
                world.podsError = error;
                return;
            }
        }
        world.clocksAreRight = false;
    }

    private void rightClocks() {
        world.apiServersError = 0;
        world.storagesError = 0;
        world.podsError = 0;
    }

    // ---- the end

    /** Everything is mended, and what hangs is cleared away: a run removes one leftover at most. */
    void mend() {
        rightClocks();
        world.weather.clear();
        world.meddleNoMore();
        world.storage.mend();
        world.classes = List.of(new SnapshotClass("fast", World.DRIVER, true, false));
        release();
        for (WorldClaim each : world.claims()) {
            each.phase = Claim.Phase.BOUND;
            each.annotations.remove("pvc-snapshotter.io/policy");
            each.changed();
            if (each.deleting || each.driver.isEmpty()) {
                world.removeClaim(each);
            }
        }
        world.snapshots().stream()
                .filter(each -> each.deleting() || each.taken() && !each.ready())
                .forEach(world::remove);
    }
}
