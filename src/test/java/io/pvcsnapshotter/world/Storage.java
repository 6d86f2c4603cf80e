package io.pvcsnapshotter.world;

import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.world.Weather.Trouble;
import java.util.Optional;

/**
 * The snapshot controller and the storage behind it. They find the volume by the <em>name</em> that
 * a snapshot has as its source, when they come to it; what they cut later is that volume.
 */
final class Storage {
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    private static final long LONGEST_PAUSE = 5 * MINUTE;

    private final World world;

    /** Whether it has been mended: what is asked for from now on goes well. */
    private boolean mended;

    Storage(World world) {
        this.world = world;
    }

    void mend() {
        mended = true;
    }

    /** A snapshot was made: somewhen it is looked at. */
    void make(WorldSnapshot snapshot) {
        Chance chance = world.chance("storage " + snapshot.name.name(), 0);
        world.time.at(
                world.time.now() + chance.between(50, 1500),
                () -> find(snapshot, 15 * SECOND, chance));
    }

    private static boolean isOver(WorldSnapshot snapshot) {
        return !snapshot.exists() || snapshot.deleting();
    }

    /**
     * @param pause after which it is tried again, if it cannot be done
     */
    private void find(WorldSnapshot snapshot, long pause, Chance chance) {
        if (isOver(snapshot)) {
            return;
        }
        Optional<WorldClaim> source =
                world.claim(new ObjectName(snapshot.name.namespace(), snapshot.claim));
        Optional<String> wrong = mistake(snapshot, source);
        boolean down = world.weather.is(Trouble.STORAGE_IS_DOWN);
        if (!down && wrong.isEmpty()) {
            snapshot.reconcile("");
            cut(snapshot, source.get(), chance);
            return;
        }
        if (!down && !snapshot.seen().error().equals(wrong)) {
            snapshot.reconcile(wrong.get());
        }
        world.time.at(
                world.time.now() + pause,
                () -> find(snapshot, Math.min(2 * pause, LONGEST_PAUSE), chance));
    }

    private Optional<String> mistake(WorldSnapshot snapshot, Optional<WorldClaim> source) {
        if (source.isEmpty()) {
            return Optional.of("failed to get claim " + snapshot.claim);
        }
        Optional<String> named = snapshot.snapshotClass;
        return world.classes.stream()
                                .filter(each ->
                                        named.map(each.name()::equals).orElse(each.isDefault()))
                                .count()
                        == 1
                ? Optional.empty()
                : Optional.of("Failed to get snapshot class " + named.orElse("by default"));
    }

    private void cut(WorldSnapshot snapshot, WorldClaim source, Chance chance) {
        int luck = mended ? 100 : chance.below(100);
        if (world.weather.is(Trouble.STORAGE_HANGS) || luck < 2) {
            return;
        }
        boolean slow = world.weather.is(Trouble.STORAGE_IS_SLOW) || luck < 6;
        boolean never = world.weather.is(Trouble.STORAGE_NEVER_FINISHES) || luck >= 6 && luck < 9;
        long takes = slow ? chance.between(1, 300) * MINUTE : chance.between(200, 8000);
        long uploads =
                luck >= 9 && luck < 15
                        ? chance.between(1, 2000) * MINUTE
                        : chance.percent(60) ? 0 : chance.between(1, 90) * SECOND;
        if (world.weather.is(Trouble.STORAGE_FAILS) || luck >= 15 && luck < 20) {
            world.time.at(
                    world.time.now() + 300,
                    () -> {
                        if (!isOver(snapshot)) {
                            snapshot.reconcile("rpc error: code = DeadlineExceeded");
                        }
                    });
            takes += 20 * SECOND;
        }
        world.time.at(world.time.now() + takes, () -> take(snapshot, source, never, uploads));
    }

    private void take(WorldSnapshot snapshot, WorldClaim source, boolean never, long uploads) {
        if (isOver(snapshot) || world.claim(source.name).orElse(null) != source) {
            return;
        }
        snapshot.holds = source.uid;
        snapshot.take(world.storageTime());
        if (!never) {
            world.time.at(
                    world.time.now() + uploads,
                    () -> {
                        if (!isOver(snapshot)) {
                            snapshot.becomeReady();
                        }
                    });
        }
    }

    /** What is deleted goes: at once, later, or never. */
    void free(WorldSnapshot snapshot) {
        Chance chance = world.chance("freeing " + snapshot.uid, 0);
        boolean refuses = world.weather.is(Trouble.STORAGE_REFUSES_TO_DELETE);
        if (!refuses && (mended || chance.percent(70))) {
            world.remove(snapshot);
            return;
        }
        snapshot.startDeleting();
        if (!refuses && chance.percent(95)) {
            world.time.at(
                    world.time.now() + chance.between(1, 180) * MINUTE,
                    () -> world.remove(snapshot));
        }
    }
}
