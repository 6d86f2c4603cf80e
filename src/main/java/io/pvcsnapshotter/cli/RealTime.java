package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.restore.Restore;
import java.time.Duration;
import java.time.Instant;

/** This machine's clock. */
final class RealTime implements Restore.Time {
    @Override
    public Instant get() {
        return Instant.now();
    }

    @Override
    public void pause(Duration length) throws InterruptedException {
        Thread.sleep(length);
    }
}
