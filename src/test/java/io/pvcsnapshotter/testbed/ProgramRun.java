package io.pvcsnapshotter.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** A run of the program as a process: while it lasts, and when it has ended. */
public final class ProgramRun {
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final Process process;
    private final List<String> out = Collections.synchronizedList(new ArrayList<>());
    private final List<String> err = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> readers;

    ProgramRun(ProcessBuilder builder) {
        try {
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        readers =
                List.of(
                        reader(process.getInputStream(), out),
                        reader(process.getErrorStream(), err));
    }

    private static Thread reader(InputStream stream, List<String> lines) {
        return Thread.ofVirtual()
                .start(() ->
                        new BufferedReader(new InputStreamReader(stream, UTF_8))
                                .lines()
                                .forEach(lines::add));
    }

    /** Waits for the end. */
    public ProgramRun ended() {
        try {
            if (!process.waitFor(LONGEST)) {
                process.destroyForcibly();
                throw new AssertionError("The program does not end: " + this);
            }
            for (Thread each : readers) {
                each.join();
            }
            return this;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    public boolean hasEnded() {
        return !process.isAlive();
    }

    /** Waits until it logs a line with this message. */
    public ProgramRun logged(String message) {
        await("a line with the message " + message)
                .atMost(LONGEST)
                .until(() ->
                        !process.isAlive()
                                || messages().anyMatch(each -> each.startsWith(message)));
        return this;
    }

    /** Sends SIGTERM. Process.destroy would close the streams too. */
    public void terminate() {
        process.toHandle().destroy();
    }

    public void kill() {
        process.toHandle().destroyForcibly();
    }

    /** It stands still until it goes on. */
    public void pause() {
        signal("STOP");
    }

    public void goOn() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            String pid = Long.toString(process.pid());
            new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    public int exitStatus() {
        return ended().process.exitValue();
    }

    /** The lines of standard output. */
    public List<String> out() {
        synchronized (out) {
            return List.copyOf(out);
        }
    }

    public String err() {
        return String.join("\n", err);
    }

    /** The log, each line of which has to be a JSON object. */
    public List<JsonObject> log() {
        return out().stream().map(each -> JsonParser.parseString(each).getAsJsonObject()).toList();
    }

    private Stream<String> messages() {
        return log().stream().map(each -> each.get("message").getAsString());
    }

    /** The fields {@code reason} of the log. */
    public List<String> reasons() {
        return log().stream()
                .filter(each -> each.has("reason"))
                .map(each -> each.get("reason").getAsString())
                .toList();
    }

    /** The message of the last line. */
    public String ending() {
        return messages().reduce((_, last) -> last).orElse("");
    }

    @Override
    public String toString() {
        return "standard output:\n%s\nstandard error:\n%s"
                .formatted(String.join("\n", out()), err());
    }
}
