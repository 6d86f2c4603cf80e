package io.pvcsnapshotter.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Where a person can be asked. */
interface Terminal {
    /** Standard input and output. */
    Terminal REAL =
            new Terminal() {
                @Override
                public boolean isThere() {
                    return Environment.isTerminal();
                }

                @Override
                public String answer() {
                    return interruptibly();
                }
            };

    boolean isThere();

    /** A line that the person types; empty if there is none, or if the run has to stop. */
    String answer();

    /** A thread that reads cannot be interrupted, and Ctrl-C must end the question at once. */
    private static String interruptibly() {
        FutureTask<String> reading = new FutureTask<>(Terminal::line);
        Thread.ofPlatform().daemon().name("answer").start(reading);
        try {
            return reading.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "";
        } catch (ExecutionException broken) {
            throw new UncheckedIOException(new IOException(broken.getCause()));
        }
    }

    private static String line() {
        String line = System.console().readLine();
        return line == null ? "" : line;
    }
}
