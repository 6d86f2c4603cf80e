package io.pvcsnapshotter.run;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The one way into the loop of a run: other threads post, the loop takes. Replaced in tests, where
 * time passes at once.
 */
public interface Mailbox {
    void post(Message message);

    /** The next message; empty if none comes within that time. */
    Optional<Message> next(Duration atMost) throws InterruptedException;

    /** A queue in real time. */
    static Mailbox inRealTime() {
        LinkedBlockingQueue<Message> queue = new LinkedBlockingQueue<>();
        return new Mailbox() {
            @Override
            public void post(Message message) {
                queue.add(message);
            }

            @Override
            public Optional<Message> next(Duration atMost) throws InterruptedException {
                return Optional.ofNullable(queue.poll(atMost.toMillis(), TimeUnit.MILLISECONDS));
            }
        };
    }
}
