package io.pvcsnapshotter.cli;

import java.time.Duration;

/** Calls something every second, until it is closed. */
final class Ticker implements AutoCloseable {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Thread thread;

    private Ticker(Runnable tick) {
        thread =
                Thread.ofVirtual()
                        .name("ticker")
                        .start(() -> {
                            try {
                                while (!Thread.currentThread().isInterrupted()) {
                                    Thread.sleep(SECOND);
                                    tick.run();
                                }
                            } catch (InterruptedException _) {
                                // It is closed.
                            }
                        });
    }

    static Ticker everySecond(Runnable tick) {
        return new Ticker(tick);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
