package io.pvcsnapshotter.cluster;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.model.Snapshot;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the snapshots of one namespace, or of all, for as long as it is open: over ended and
 * broken connections, and from a new list where the API server has forgotten where we were. Where
 * watching is not allowed or does not work, it lists again and again.
 */
final class SnapshotWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotWatch.class);
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
            try {
                version = Optional.of(version.isPresent() ? watch(version.get()) : list());
            } catch (ApiFailure failure) {
                if (closed) {
                    return;
                }
                LOG.atDebug().addKeyValue("reason", failure.getMessage()).log("The watch broke");
                version = Optional.empty();
                if (failure.kind() != Kind.EXPIRED && !pause()) {
                    return;
                }
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

    private String list() {
        var listed = api.list(Resource.SNAPSHOT, namespace, selector, Wire.Snapshot.class);
        to.accept(
                new SnapshotChange.Listed(
                        namespace, listed.items().stream().map(FromWire::snapshot).toList()));
        return listed.resourceVersion();
    }

    /** Returns the version from which the next watch goes on. */
    private String watch(String from) {
        String version = from;
        try (EventStream stream = api.watch(Resource.SNAPSHOT, namespace, selector, from)) {
            open.set(stream);
            for (Optional<EventStream.Event> event = next(stream);
                    event.isPresent();
                    event = next(stream)) {
                version = tell(event.get()).orElse(version);
            }
        } finally {
            open.set(null);
        }
        return version;
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
