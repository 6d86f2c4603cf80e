package io.pvcsnapshotter.testbed;

import io.pvcsnapshotter.testbed.Bed.Finished;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Programs of the Prometheus world, which the test bed builds when they are first called. */
public final class MonitoringTool {
    private MonitoringTool() {}

    /**
     * Runs promtool.
     *
     * @return its standard output
     * @throws AssertionError if it ends with another status than 0
     */
    public static String promtool(String... arguments) {
        return Finished.of(new ProcessBuilder(command("promtool", arguments)), Map.of(), "")
                .orFail();
    }

    private static List<String> command(String name, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Bed.program(), "tool", name));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /**
     * Starts kube-state-metrics.
     *
     * @param kubeconfig of the account that it runs under
     * @param log where it writes its log
     */
    public static KubeStateMetrics kubeStateMetrics(
            Path kubeconfig, Path log, String... arguments) {
        // Whatever has to be built is built before anybody waits for the server.
        Finished.of(new ProcessBuilder(command("kube-state-metrics", "version")), Map.of(), "")
                .orFail();
        int port = freePort();
        List<String> command = command("kube-state-metrics", arguments);
        command.addAll(
                List.of(
                        "--kubeconfig=" + kubeconfig,
                        "--host=127.0.0.1",
                        "--port=" + port,
                        "--telemetry-host=127.0.0.1",
                        "--telemetry-port=" + freePort()));
        try {
            return new KubeStateMetrics(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start(),
                    URI.create("http://127.0.0.1:%d/metrics".formatted(port)),
                    log);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A running kube-state-metrics. */
    public record KubeStateMetrics(Process process, URI address, Path log)
            implements AutoCloseable {
        /** What it exports now; nothing while it does not answer yet. */
        public List<Series> scrape() {
            if (!process.isAlive()) {
                throw new AssertionError("kube-state-metrics has ended; its log: " + log);
            }
            try (HttpClient client = HttpClient.newHttpClient()) {
                return client.send(
                                HttpRequest.newBuilder(address).build(),
                                HttpResponse.BodyHandlers.ofLines())
                        .body()
                        .filter(line -> !line.startsWith("#"))
                        .map(Series::parse)
                        .toList();
            } catch (IOException notYet) {
                return List.of();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            }
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
