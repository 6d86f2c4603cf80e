package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.model.Snapshot;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Follows the snapshots of one area as long as it is open. A connection that ends or breaks is
 * opened again; where the API server no longer knows the last state, a new list is read. Where
 * watching is not allowed or does not work, it lists again and again.
 */
final class SnapshotWatch implements AutoCloseable {
    private static final String ACTION = "read an event about a snapshot";

    private final ApiServer api;
    private final Area area;
    private final String selector;
    private final Duration rewatch;
    private final Consumer<SnapshotChange> to;
    private final AtomicReference<EventStream> open = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param from the resource version of the list that is known already; empty to begin with a
     *     list
     * @param rewatch the pause after a watch that failed or brought nothing new
     */
    SnapshotWatch(
            ApiServer api,
            Area area,
            String selector,
            Optional<String> from,
            Duration rewatch,
            Consumer<SnapshotChange> to) {
        this.api = api;
        this.area = area;
        this.selector = selector;
        this.rewatch = rewatch;
        this.to = to;
        this.thread = Thread.ofVirtual().name("watch").start(() -> follow(from));
    }

    private void follow(Optional<String> from) {
        Optional<String> version = from;
        while (!closed) {
            Optional<String> next = version.isPresent() ? watch(version.get()) : list();
            if (next.isEmpty() || next.equals(version)) {
                pause();
            }
            version = next;
        }
    }

    /** What failed or brought nothing new is not repeated at once, and again, and again. */
    private void pause() {
        try {
            if (!closed) {
                Thread.sleep(rewatch);
            }
        } catch (InterruptedException closing) {
            closed = true;
        }
    }

    /** Returns the version from which a watch can go on; empty if the list failed. */
    private Optional<String> list() {
        try {
            Listing<Snapshot> listed = Listing.of(api, Resource.SNAPSHOT, area, selector);
            to.accept(new SnapshotChange.Listed(area, listed.items()));
            return Optional.of(listed.resourceVersion());
        } catch (ApiFailure failure) {
            if (!closed) {
                to.accept(new SnapshotChange.Blind(area, failure));
            }
            return Optional.empty();
        }
    }

    /** Returns the version from which the next watch goes on; empty if only a list can help. */
    private Optional<String> watch(String from) {
        String version = from;
        try (EventStream stream = api.watch(Resource.SNAPSHOT, area, selector, from)) {
            open.set(stream);
            for (Optional<EventStream.Event> event = next(stream);
                    event.isPresent();
                    event = next(stream)) {
                version = tell(event.get()).orElse(version);
            }
            return Optional.of(version);
        } catch (ApiFailure broken) {
            return Optional.empty();
        } finally {
            open.set(null);
        }
    }

    private Optional<EventStream.Event> next(EventStream stream) {
        return closed ? Optional.empty() : stream.next();
    }

    private Optional<String> tell(EventStream.Event event) {
        return switch (event.type()) {
            case "ADDED", "MODIFIED" -> {
                Snapshot snapshot = snapshot(event);
                to.accept(new SnapshotChange.Seen(snapshot));
                yield Optional.of(snapshot.resourceVersion());
            }
            case "DELETED" -> {
                Snapshot snapshot = snapshot(event);
                to.accept(new SnapshotChange.Gone(snapshot.name(), snapshot.uid()));
                yield Optional.of(snapshot.resourceVersion());
            }
            case "BOOKMARK" ->
                    Optional.ofNullable(
                            Json.read(event.object(), Wire.Bare.class, ACTION)
                                    .metadata()
                                    .resourceVersion());
            default -> Optional.empty();
        };
    }

    private Snapshot snapshot(EventStream.Event event) {
        return api.read(Resource.SNAPSHOT, event.object(), ACTION);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        EventStream stream = open.get();
        if (stream != null) {
            stream.cancel();
        }
    }
}
