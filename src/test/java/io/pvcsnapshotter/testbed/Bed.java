package io.pvcsnapshotter.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A running {@code testbed up}. It ends with this process, however that ends, because its standard
 * input does.
 */
final class Bed implements AutoCloseable {
    static final Path CHECKOUT = Path.of(System.getProperty("project.basedir", ""));
    static final Path TARGET =
            Path.of(
                    System.getProperty(
                            "project.build.directory", CHECKOUT.resolve("target").toString()));
    private static final String PROGRAM = CHECKOUT.resolve("testbed/testbed").toString();

    static String program() {
        return PROGRAM;
    }

    /** The versions of Kubernetes that a test bed can run, the oldest first. */
    static List<String> versions() {
        return Finished.of(new ProcessBuilder(PROGRAM, "versions"), Map.of(), "")
                .orFail()
                .lines()
                .toList();
    }

    private final Process process;
    private final Path log;
    private final Map<String, String> said = new HashMap<>();

    private Bed(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Builds what has to be built, which takes minutes the first time, and starts. */
    static Bed start(String name, List<String> flags) {
        try {
            Path log = TARGET.resolve("testbed-%s.log".formatted(name));
            List<String> command = new ArrayList<>(List.of(PROGRAM, "up", "--until-stdin-closes"));
            command.addAll(flags);
            System.out.println(
                    "Starting a test bed: " + String.join(" ", command) + "; its log: " + log);
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(
                                    Files.createDirectories(log.getParent())
                                            .resolve(log.getFileName())
                                            .toFile())
                            .start();
            Bed bed = new Bed(process, log);
            bed.awaitReady();
            return bed;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void awaitReady() throws IOException {
        BufferedReader lines = process.inputReader(UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("ready after")) {
                return;
            }
            String[] variable = line.split("=", 2);
            if (variable.length == 2) {
                said.put(variable[0], variable[1]);
            }
        }
        throw new AssertionError("The test bed did not start:\n" + Files.readString(log));
    }

    Path kubeconfig() {
        return Path.of(said.get("KUBECONFIG"));
    }

    Path kubectl() {
        return Path.of(said.get("KUBECTL"));
    }

    /** Where the test bed keeps what it has. */
    Path state() {
        return Path.of(said.get("TESTBED"));
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    /** Runs a subcommand of the test bed's program. */
    String tell(String... words) {
        List<String> command = new ArrayList<>(List.of(PROGRAM));
        command.addAll(Arrays.asList(words));
        return Finished.of(new ProcessBuilder(command), Map.of("TESTBED", said.get("TESTBED")), "")
                .orFail();
    }

    /** What may explain a failure: its own log, and the end of each component's. */
    String logs() {
        StringBuilder text = new StringBuilder();
        try {
            text.append("--- the test bed\n").append(Files.readString(log));
            try (var files = Files.list(Path.of(said.get("TESTBED"), "logs"))) {
                for (Path each : files.sorted().toList()) {
                    List<String> lines = Files.readString(each).lines().toList();
                    text.append("--- %s\n".formatted(each.getFileName()));
                    lines.subList(Math.max(0, lines.size() - 15), lines.size())
                            .forEach(line -> text.append(line).append('\n'));
                }
            }
        } catch (IOException | UncheckedIOException gone) {
            text.append(gone);
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        if (process.onExit().completeOnTimeout(process, 60, TimeUnit.SECONDS).join().isAlive()) {
            process.destroyForcibly();
            throw new AssertionError("The test bed did not end:\n" + Files.readString(log));
        }
    }

    /** A process that has ended. */
    record Finished(List<String> command, int exitStatus, String out, String err) {
        static Finished of(ProcessBuilder builder, Map<String, String> environment, String input) {
            builder.environment().putAll(environment);
            try {
                Process process = builder.start();
                var err = process.getErrorStream();
                StringBuilder errors = new StringBuilder();
                Thread reader =
                        Thread.ofVirtual()
                                .start(() ->
                                        new BufferedReader(new InputStreamReader(err, UTF_8))
                                                .lines()
                                                .forEach(each -> errors.append(each).append('\n')));
                try (var in = process.outputWriter(UTF_8)) {
                    in.write(input);
                } catch (IOException notRead) {
                    // Its exit status will say why.
                }
                String out = new String(process.getInputStream().readAllBytes(), UTF_8);
                reader.join();
                return new Finished(builder.command(), process.waitFor(), out, errors.toString());
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            }
        }

        String orFail() {
            if (exitStatus != 0) {
                throw new AssertionError(
                        "%s: exit status %d\n%s%s".formatted(command, exitStatus, out, err));
            }
            return out;
        }
    }
}
