import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How much memory and time a run needs to list and judge a large cluster, with the memory limit of
 * the manifests; started by bench/memory. A test bed cannot hold so many objects, so an HTTP server
 * invents them: 20 daily snapshots of each claim. No policy selects the claims, so that nothing is
 * taken. A run that expires something lists twice, and needs twice as much memory for that.
 */
final class Memory {
    private static final Instant NOW = Instant.parse("2026-03-10T04:17:00Z");
    private static final int SNAPSHOTS_PER_CLAIM = 20;
    private static final int NAMESPACES = 200;
    private static final String LIMIT = "256m";
    private static volatile int claims;

    public static void main(String[] arguments) throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", Memory::answer);
        server.start();
        Path kubeconfig = Files.createTempFile("bench", ".kubeconfig");
        Files.writeString(
                kubeconfig,
                """
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: u, user: {}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """
                        .formatted(server.getAddress().getPort()));
        System.out.println("| claims | snapshots | exit status | wall | largest resident memory |");
        System.out.println("|---:|---:|---:|---:|---:|");
        for (int each : new int[] {0, 100, 1_000, 2_500, 5_000, 10_000}) {
            claims = each;
            measure(arguments[0], kubeconfig);
        }
        System.exit(0);
    }

    private static void measure(String program, Path kubeconfig) throws Exception {
        Path configuration = Files.createTempFile("bench", ".conf");
        Files.writeString(
                configuration,
                "policies = [ { name = none, requireMatch = false, select { namespaces = [none] }, retain { last = 3, daily = 7, weekly = 4 } } ]");
        ProcessBuilder builder =
                new ProcessBuilder(program, "snapshot", "--config", configuration.toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().put("JDK_JAVA_OPTIONS", "-XX:MaxRAM=" + LIMIT);
        long began = System.nanoTime();
        Process process = builder.start();
        long largest = 0;
        Path status = Path.of("/proc/%d/status".formatted(process.pid()));
        while (process.isAlive()) {
            try (var lines = Files.lines(status)) {
                largest =
                        Math.max(
                                largest,
                                lines.filter(each -> each.startsWith("VmHWM:"))
                                        .mapToLong(
                                                each -> Long.parseLong(each.replaceAll("\\D", "")))
                                        .sum());
            } catch (IOException | java.io.UncheckedIOException ended) {
                break;
            }
            Thread.sleep(20);
        }
        System.out.printf(
                "| %,d | %,d | %d | %.1f s | %,d MB |%n",
                claims,
                claims * SNAPSHOTS_PER_CLAIM,
                process.waitFor(),
                (System.nanoTime() - began) / 1e9,
                largest / 1024);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String answer =
                switch (path.substring(path.lastIndexOf('/') + 1)) {
                    case "volumesnapshots" ->
                            page(exchange, claims * SNAPSHOTS_PER_CLAIM, Memory::snapshot);
                    case "persistentvolumeclaims" -> page(exchange, claims, Memory::claim);
                    case "persistentvolumes" -> page(exchange, claims, Memory::volume);
                    case "volumesnapshotclasses" ->
                            page(
                                    exchange,
                                    1,
                                    _ ->
                                            "{\"metadata\":{\"name\":\"fast\"},\"driver\":\"csi.example.com\",\"deletionPolicy\":\"Delete\"}");
                    default -> "{\"metadata\":{},\"items\":[]}";
                };
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String page(HttpExchange exchange, int all, IntFunction<String> item) {
        Map<String, String> query =
                java.util.Arrays.stream(exchange.getRequestURI().getQuery().split("&"))
                        .map(each -> each.split("="))
                        .collect(Collectors.toMap(each -> each[0], each -> each[1]));
        int from = Integer.parseInt(query.getOrDefault("continue", "0"));
        int to = Math.min(all, from + Integer.parseInt(query.get("limit")));
        return "{\"metadata\":{\"resourceVersion\":\"9\",\"continue\":\"%s\"},\"items\":[%s]}"
                .formatted(
                        to < all ? to : "",
                        IntStream.range(from, to).mapToObj(item).collect(Collectors.joining(",")));
    }

    private static ObjectName nameOf(int claim) {
        return new ObjectName("team-" + claim % NAMESPACES, "data-postgres-" + claim / NAMESPACES);
    }

    private static String uidOf(int claim) {
        return new UUID(2, claim).toString();
    }

    private static String claim(int number) {
        return """
        {"metadata":{"namespace":"%s","name":"%s","uid":"%s","resourceVersion":"8","creationTimestamp":"2026-01-01T00:00:00Z",
          "labels":{"app.kubernetes.io/name":"postgres","app.kubernetes.io/instance":"main"},
          "annotations":{"pv.kubernetes.io/bind-completed":"yes","volume.kubernetes.io/storage-provisioner":"csi.example.com"}},
         "spec":{"storageClassName":"fast","volumeName":"pvc-%s","accessModes":["ReadWriteOnce"]},"status":{"phase":"Bound"}}
        """
                .formatted(
                        nameOf(number).namespace(),
                        nameOf(number).name(),
                        uidOf(number),
                        uidOf(number));
    }

    private static String volume(int number) {
        return """
        {"metadata":{"name":"pvc-%s","uid":"%s"},"spec":{"csi":{"driver":"csi.example.com"},
         "claimRef":{"namespace":"%s","name":"%s","uid":"%s"}}}
        """
                .formatted(
                        uidOf(number),
                        new UUID(4, number),
                        nameOf(number).namespace(),
                        nameOf(number).name(),
                        uidOf(number));
    }

    private static String snapshot(int number) {
        int claim = number / SNAPSHOTS_PER_CLAIM;
        int daysAgo = 1 + number % SNAPSHOTS_PER_CLAIM;
        Run run =
                new Run(
                        "pvc-snapshotter",
                        new UUID(1, daysAgo).toString(),
                        "pvc-snapshotter-" + (29_000_000 - daysAgo),
                        NOW.minus(Duration.ofDays(daysAgo)),
                        Run.Trigger.SCHEDULED);
        Ownership.Marks marks =
                Ownership.marks(
                        run,
                        nameOf(claim),
                        uidOf(claim),
                        "all",
                        "last=3,daily=7,weekly=4",
                        "Etc/UTC");
        return """
        {"apiVersion":"snapshot.storage.k8s.io/v1","kind":"VolumeSnapshot",
         "metadata":{"namespace":"%s","name":"%s","uid":"%s","resourceVersion":"%d","generation":1,
          "creationTimestamp":"%s","labels":%s,"annotations":%s,
          "finalizers":["snapshot.storage.kubernetes.io/volumesnapshot-as-source-protection","snapshot.storage.kubernetes.io/volumesnapshot-bound-protection"]},
         "spec":{"source":{"persistentVolumeClaimName":"%s"},"volumeSnapshotClassName":"fast"},
         "status":{"boundVolumeSnapshotContentName":"snapcontent-%s","creationTime":"%s","readyToUse":true,"restoreSize":"1Gi"}}
        """
                .formatted(
                        nameOf(claim).namespace(),
                        marks.name(),
                        new UUID(3, number),
                        1_000_000 + number,
                        run.nominal(),
                        json(marks.labels()),
                        json(marks.annotations()),
                        nameOf(claim).name(),
                        new UUID(3, number),
                        run.nominal().plusSeconds(20));
    }

    private static String json(Map<String, String> marks) {
        return marks.entrySet().stream()
                .map(each -> "\"%s\":\"%s\"".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
