package io.pvcsnapshotter.run;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The one way into the loop of a run: other threads post, the loop takes. Replaced in tests, where
 * time passes at once.
 */
public interface Signals {
    void post(Signal signal);

    /** The next signal; empty if none comes within that time. */
    Optional<Signal> next(Duration atMost) throws InterruptedException;

    /** A queue in real time. */
    static Signals inRealTime() {
        LinkedBlockingQueue<Signal> queue = new LinkedBlockingQueue<>();
        return new Signals() {
            @Override
            public void post(Signal signal) {
                queue.add(signal);
            }

            @Override
            public Optional<Signal> next(Duration atMost) throws InterruptedException {
                return Optional.ofNullable(queue.poll(atMost.toMillis(), TimeUnit.MILLISECONDS));
            }
        };
    }
}
