package io.pvcsnapshotter.cluster;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.pvcsnapshotter.model.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Follows the snapshots of one namespace, or of all, for as long as it is open: over ended and
 * broken connections, and from a new list where the API server has forgotten where we were. Where
 * watching is not allowed or does not work, it lists again and again.
 */
final class SnapshotWatch implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final ApiServer api;
    private final Optional<String> namespace;
    private final String selector;
    private final Consumer<SnapshotChange> to;
    private final Gson gson = new Gson();
    private final AtomicReference<EventStream> open = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param from the resource version of the list that is known already; empty to begin with a
     *     list
     */
    SnapshotWatch(
            ApiServer api,
            Optional<String> namespace,
            String selector,
            Optional<String> from,
            Consumer<SnapshotChange> to) {
        this.api = api;
        this.namespace = namespace;
        this.selector = selector;
        this.to = to;
        this.thread = Thread.ofVirtual().name("watch").start(() -> follow(from));
    }

    private void follow(Optional<String> from) {
        Optional<String> version = from;
        while (!closed) {
            version = version.isPresent() ? watch(version.get()) : list();
            if (version.isEmpty() && !pause()) {
                return;
            }
        }
    }

    private boolean pause() {
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException closing) {
            return false;
        }
    }

    /** Returns the version from which a watch can go on; empty if the list failed. */
    private Optional<String> list() {
        try {
            var listed = api.list(Resource.SNAPSHOT, namespace, selector, Wire.Snapshot.class);
            List<Snapshot> snapshots = listed.items().stream().map(FromWire::snapshot).toList();
            to.accept(new SnapshotChange.Listed(namespace, snapshots));
            return Optional.of(listed.resourceVersion());
        } catch (ApiFailure failure) {
            if (!closed) {
                to.accept(new SnapshotChange.Blind(failure));
            }
            return Optional.empty();
        }
    }

    /** Returns the version from which the next watch goes on; empty if only a list can help. */
    private Optional<String> watch(String from) {
        String version = from;
        try (EventStream stream = api.watch(Resource.SNAPSHOT, namespace, selector, from)) {
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
        JsonObject object = event.object();
        if (event.type().equals("BOOKMARK")) {
            return Optional.ofNullable(gson.fromJson(object, Wire.Bare.class).metadata())
                    .map(Wire.Metadata::resourceVersion);
        }
        Snapshot snapshot = FromWire.snapshot(gson.fromJson(object, Wire.Snapshot.class));
        to.accept(
                event.type().equals("DELETED")
                        ? new SnapshotChange.Gone(snapshot.name(), snapshot.uid())
                        : new SnapshotChange.Seen(snapshot));
        return Optional.of(snapshot.resourceVersion());
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        EventStream stream = open.get();
        if (stream != null) {
            stream.close();
        }
    }
}
