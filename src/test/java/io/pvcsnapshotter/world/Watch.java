package io.pvcsnapshotter.world;

import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.cluster.ApiFailures;
import io.pvcsnapshotter.cluster.Area;
import io.pvcsnapshotter.cluster.SnapshotChange;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.world.Weather.Trouble;
import io.pvcsnapshotter.world.Weather.Verb;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The watch of one pod in one area: it tells everything in order, sooner or later, or is cut. */
final class Watch {
    private final World world;
    private final Pod pod;
    private final Area area;
    private final Map<String, String> labels;
    private final Consumer<SnapshotChange> to;
    private final Chance chance;
    private final Runnable notice = this::notice;
    private final Set<String> matched = new HashSet<>();
    private int told;
    private boolean waiting;
    private boolean closed;

    Watch(
            World world,
            Pod pod,
            Area area,
            long from,
            Map<String, String> labels,
            Consumer<SnapshotChange> to) {
        this.world = world;
        this.pod = pod;
        this.area = area;
        this.labels = labels;
        this.to = to;
        this.chance = world.chance("watch of " + pod, area.hashCode());
        this.told = world.log().size();
        while (told > 0 && world.log().get(told - 1).version() > from) {
            told--;
        }
        world.watch(notice);
        notice();
    }

    static boolean has(Snapshot snapshot, Map<String, String> labels) {
        Map<String, String> has = snapshot.labels();
        for (Map.Entry<String, String> each : labels.entrySet()) {
            if (!each.getValue().equals(has.get(each.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private void notice() {
        if (!waiting && told < world.log().size()) {
            waiting = true;
            boolean late = world.weather.is(Trouble.WATCH_IS_LATE);
            in(late ? chance.between(1000, 90_000) : chance.between(2, 300), this::tell);
        }
    }

    private void in(long millis, Runnable action) {
        world.time.at(
                world.time.now() + millis,
                () -> {
                    if (!closed && !pod.isKilled()) {
                        action.run();
                    }
                });
    }

    private void tell() {
        if (world.weather.is(Trouble.WATCH_IS_SILENT)) {
            in(5000, this::tell);
            return;
        }
        if (world.weather.is(Trouble.WATCH_IS_CUT)) {
            in(chance.between(1000, 5000), chance.percent(50) ? this::tell : this::list);
            return;
        }
        waiting = false;
        while (told < world.log().size()) {
            World.Change change = world.log().get(told++);
            if (area.covers(change.snapshot().name())) {
                tell(change).ifPresent(to);
            }
        }
    }

    /** What no longer has the labels is no more, for who watches them. */
    private Optional<SnapshotChange> tell(World.Change change) {
        Snapshot snapshot = change.snapshot();
        if (!change.gone() && has(snapshot, labels)) {
            matched.add(snapshot.uid());
            return Optional.of(new SnapshotChange.Seen(snapshot));
        }
        return matched.remove(snapshot.uid()) || change.gone() && has(snapshot, labels)
                ? Optional.of(new SnapshotChange.Gone(snapshot.name(), snapshot.uid()))
                : Optional.empty();
    }

    private void list() {
        Optional<Kind> failure =
                world.weather.failure(
                        Verb.LOOK_AFTER,
                        area instanceof Area.Namespace(String name) ? name : "",
                        chance);
        if (failure.isPresent()) {
            to.accept(new SnapshotChange.Blind(area, ApiFailures.of(failure.get())));
            in(chance.between(1000, 5000), this::list);
            return;
        }
        List<Snapshot> listed =
                world.seenSnapshots(area).stream().filter(each -> has(each, labels)).toList();
        int upTo = world.log().size();
        in(
                chance.between(5, 400),
                () -> {
                    waiting = false;
                    told = upTo;
                    to.accept(new SnapshotChange.Listed(area, listed));
                    notice();
                });
    }

    void close() {
        closed = true;
        world.unwatch(notice);
    }
}
