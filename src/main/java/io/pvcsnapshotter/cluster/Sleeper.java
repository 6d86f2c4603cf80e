package io.pvcsnapshotter.cluster;

import java.time.Duration;

/** Waits; replaced in tests, where time passes at once. */
@FunctionalInterface
public interface Sleeper {
    void sleep(Duration time) throws InterruptedException;

    /** The real one. */
    Sleeper REAL = Thread::sleep;
}
