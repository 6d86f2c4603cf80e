package io.pvcsnapshotter.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How wide the terminal is. Java does not know it. {@code stty} does, on Linux and on macOS; a
 * native call would need other constants on each of them, and a flag of the Java runtime.
 */
final class TerminalSize {
    private static final File TERMINAL = new File("/dev/tty");
    private static final int SECONDS_TO_ANSWER = 2;

    private TerminalSize() {}

    static Optional<Integer> asked() {
        try {
            Process stty =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(TERMINAL)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String answer =
                    new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean answered = stty.waitFor(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
            String[] rowsAndColumns = answer.strip().split(" ");
            return answered && rowsAndColumns.length == 2
                    ? number(rowsAndColumns[1])
                    : Optional.empty();
        } catch (IOException noStty) {
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** A terminal that does not know its size says 0. */
    static Optional<Integer> number(String text) {
        return text.matches("[1-9]\\d{0,4}")
                ? Optional.of(Integer.valueOf(text))
                : Optional.empty();
    }
}
