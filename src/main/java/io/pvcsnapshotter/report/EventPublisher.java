package io.pvcsnapshotter.report;

import io.pvcsnapshotter.model.EventNote;
import io.pvcsnapshotter.model.SnapshotterException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Events, a few at a time and not for long: an Event is a courtesy, and what it says is in
 * the log and in the termination message too.
 */
public final class EventPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(EventPublisher.class);
    private static final int AT_ONCE = 8;

    private final Consumer<EventNote> writer;
    private final Duration atMost;
    private final AtomicInteger written = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    /**
     * @param writer writes one Event to the cluster, or throws a {@link SnapshotterException}
     * @param atMost for all Events together
     */
    public EventPublisher(Consumer<EventNote> writer, Duration atMost) {
        this.writer = writer;
        this.atMost = atMost;
    }

    /** Those that matter most come first. What is not written is said in one line of the log. */
    public void publish(List<EventNote> notes) {
        ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().name("event").factory());
        notes.forEach(each -> threads.execute(() -> publish(each)));
        threads.shutdown();
        boolean stopped = Thread.interrupted(); // That is what the Events tell of.
        try {
            threads.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            stopped = true;
        }
        threads.shutdownNow();
        if (stopped) {
            Thread.currentThread().interrupt();
        }
        int missing = notes.size() - written.get();
        if (missing > 0) {
            String reason = failures.isEmpty() ? "the time was up" : failures.peek();
            LOG.atWarn()
                    .addKeyValue("reason", reason)
                    .log("Could not write %d of %d Events".formatted(missing, notes.size()));
        }
    }

    private void publish(EventNote note) {
        try {
            writer.accept(note);
            written.incrementAndGet();
        } catch (SnapshotterException failure) {
            failures.add(failure.getMessage());
        }
    }
}
