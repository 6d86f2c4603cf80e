package io.pvcsnapshotter.release;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** Runs lines as a person types them. */
public final class Shell {
    private final Path folder;
    private final Map<String, String> variables;

    public Shell(Path folder, Map<String, String> variables) {
        this.folder = folder;
        this.variables = Map.copyOf(variables);
    }

    /** What a line came to. Both outputs are in one, as on a screen. */
    public record Typed(String line, int exitStatus, String output) {
        public String orFail() {
            if (exitStatus != 0) {
                throw new AssertionError(
                        "%s: exit status %d\n%s".formatted(line, exitStatus, output));
            }
            return output;
        }
    }

    public Typed type(String line) {
        ProcessBuilder builder =
                new ProcessBuilder("/bin/bash", "-euo", "pipefail", "-c", line)
                        .directory(folder.toFile())
                        .redirectErrorStream(true);
        builder.environment().putAll(variables);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Typed(line, process.waitFor(), output);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Types a line that has to succeed. */
    public String run(String line) {
        return type(line).orFail();
    }
}
