import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.slf4j.LoggerFactory;

/** How much memory and time status needs in a large cluster; started by bench/status. */
final class Status {
    private static final int AT_ONCE = 16;
    private static final int IN_A_NAMESPACE = 150;
    private static final String INSTALL = "pvc-snapshotter";
    private static final String DRIVER = "csi.example.com";
    private static final String SNAPSHOTS = "/apis/snapshot.storage.k8s.io/v1/";
    private static final String CONFIGURATION =
            "policies = [ { name = all, select { namespaces = [\"team-*\"] }, retain { last = %d } } ]";

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final Path kubeconfig = Path.of(System.getenv("KUBECONFIG"));
    private final String program;
    private final int claims;
    private final int snapshots;
    private final String server;
    private final OkHttpClient http = new OkHttpClient();

    private Status(String program, int claims, int snapshots) throws IOException {
        this.program = program;
        this.claims = claims;
        this.snapshots = snapshots;
        this.server = startProxy();
    }

    /** kubectl knows how to log in; it ends with this process. */
    private String startProxy() throws IOException {
        Process proxy =
                new ProcessBuilder(System.getenv("KUBECTL"), "proxy", "--port=0")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(proxy::destroy));
        String said = proxy.inputReader().readLine();
        return "http://" + said.substring(said.lastIndexOf(' ') + 1);
    }

    public static void main(String[] arguments) throws Exception {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
        Status status =
                new Status(
                        arguments[0],
                        Integer.parseInt(arguments[1]),
                        Integer.parseInt(arguments[2]));
        status.fill();
        System.out.printf(
                "%,d claims, %,d snapshots%n%n", status.claims, status.claims * status.snapshots);
        System.out.println(
                "| format | memory limit of the JVM | wall | CPU time of the program | of the API server | largest resident memory | output |");
        System.out.println("|---|---|---:|---:|---:|---:|---:|");
        for (String limit : List.of("", "-XX:MaxRAM=256m")) {
            for (String format : List.of("table", "json", "html")) {
                status.measure(format, limit);
            }
        }
        System.exit(0);
    }

    // ---- what there is

    private void fill() throws Exception {
        post(
                SNAPSHOTS + "volumesnapshotclasses",
                """
                {"apiVersion":"snapshot.storage.k8s.io/v1","kind":"VolumeSnapshotClass",
                 "metadata":{"name":"fast","annotations":{"snapshot.storage.kubernetes.io/is-default-class":"true"}},
                 "driver":"%s","deletionPolicy":"Delete"}
                """
                        .formatted(DRIVER));
        for (int i = 0; i * IN_A_NAMESPACE < claims; i++) {
            post(
                    "/api/v1/namespaces",
                    "{\"metadata\":{\"name\":\"%s\"}}".formatted(namespace(i * IN_A_NAMESPACE)));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < claims; i++) {
                int number = i;
                all.add(
                        threads.submit(() -> {
                            claim(number);
                            return null;
                        }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
    }

    private static String namespace(int claim) {
        return "team-%03d".formatted(claim / IN_A_NAMESPACE);
    }

    private void claim(int number) throws IOException {
        ObjectName name = new ObjectName(namespace(number), "data-postgres-" + number);
        String path = "/api/v1/namespaces/%s/persistentvolumeclaims".formatted(name.namespace());
        JsonObject claim =
                post(
                        path,
                        """
                        {"metadata":{"name":"%s","labels":{"app.kubernetes.io/name":"postgres"}},
                         "spec":{"storageClassName":"fast","volumeName":"pvc-%d","accessModes":["ReadWriteOnce"],
                          "resources":{"requests":{"storage":"1Gi"}}}}
                        """
                                .formatted(name.name(), number));
        status(path, claim, "{\"phase\":\"Bound\"}");
        String uid = claim.getAsJsonObject("metadata").get("uid").getAsString();
        post(
                "/api/v1/persistentvolumes",
                """
                {"metadata":{"name":"pvc-%d"},"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],
                 "csi":{"driver":"%s","volumeHandle":"%d"},"claimRef":{"namespace":"%s","name":"%s","uid":"%s"}}}
                """
                        .formatted(number, DRIVER, number, name.namespace(), name.name(), uid));
        for (int daysAgo = snapshots; daysAgo > 0; daysAgo--) {
            snapshot(name, uid, daysAgo);
        }
    }

    private void snapshot(ObjectName claim, String uid, int daysAgo) throws IOException {
        Run run =
                new Run(
                        INSTALL,
                        new UUID(1, daysAgo).toString(),
                        "pvc-snapshotter-" + (29_000_000 - daysAgo),
                        now.minus(Duration.ofDays(daysAgo)),
                        Run.Trigger.SCHEDULED);
        Ownership.Marks marks =
                Ownership.marks(run, claim, uid, "all", "last=" + snapshots, "Etc/UTC");
        String path = SNAPSHOTS + "namespaces/%s/volumesnapshots".formatted(claim.namespace());
        JsonObject made =
                post(
                        path,
                        """
                        {"apiVersion":"snapshot.storage.k8s.io/v1","kind":"VolumeSnapshot",
                         "metadata":{"name":"%s","labels":%s,"annotations":%s,
                          "finalizers":["snapshot.storage.kubernetes.io/volumesnapshot-bound-protection"]},
                         "spec":{"source":{"persistentVolumeClaimName":"%s"},"volumeSnapshotClassName":"fast"}}
                        """
                                .formatted(
                                        marks.name(),
                                        json(marks.labels()),
                                        json(marks.annotations()),
                                        claim.name()));
        status(
                path,
                made,
                """
                {"boundVolumeSnapshotContentName":"snapcontent-%s","creationTime":"%s","readyToUse":true,"restoreSize":"1Gi"}
                """
                        .formatted(new UUID(2, daysAgo), now));
    }

    private static String json(Map<String, String> marks) {
        return marks.entrySet().stream()
                .map(each -> "\"%s\":\"%s\"".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private JsonObject post(String path, String body) throws IOException {
        return ask(new Request.Builder().url(server + path).post(json(body)).build());
    }

    private void status(String path, JsonObject object, String status) throws IOException {
        object.add("status", JsonParser.parseString(status));
        String name = object.getAsJsonObject("metadata").get("name").getAsString();
        ask(
                new Request.Builder()
                        .url(server + path + "/" + name + "/status")
                        .put(json(object.toString()))
                        .build());
    }

    private static RequestBody json(String body) {
        return RequestBody.create(body, MediaType.get("application/json"));
    }

    private JsonObject ask(Request request) throws IOException {
        try (Response response = http.newCall(request).execute()) {
            String body = response.body().string();
            if (!response.isSuccessful()) {
                throw new IOException(request + ": " + body);
            }
            return JsonParser.parseString(body).getAsJsonObject();
        }
    }

    // ---- what status makes of it

    private void measure(String format, String limit) throws Exception {
        Path configuration = Files.createTempFile("bench", ".conf");
        Files.writeString(configuration, CONFIGURATION.formatted(snapshots));
        Path out = Files.createTempFile("bench", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(
                                program,
                                "status",
                                "--config",
                                configuration.toString(),
                                "-o",
                                format)
                        .redirectOutput(out.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        if (!limit.isEmpty()) {
            builder.environment().put("JDK_JAVA_OPTIONS", limit);
        }
        long began = System.nanoTime();
        Process process = builder.start();
        double before = serverSeconds();
        double processor = 0;
        long largest = 0;
        while (process.isAlive()) {
            largest = Math.max(largest, resident(process));
            processor = Math.max(processor, seconds(process.toHandle()));
            Thread.sleep(10);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        if (process.waitFor() != 0) {
            throw new IOException("status ended with " + process.exitValue() + ": " + out);
        }
        System.out.printf(
                "| %s | %s | %.1f s | %.1f s | %.1f s | %,d MB | %,d KB |%n",
                format,
                limit.isEmpty() ? "none" : limit,
                seconds,
                processor,
                serverSeconds() - before,
                largest >> 20,
                Files.size(out) >> 10);
        Files.delete(out);
    }

    private static double seconds(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    /** Of the API server of this test bed: the one that is told its kubeconfig's folder. */
    private double serverSeconds() {
        String folder = kubeconfig.getParent().toString();
        return ProcessHandle.allProcesses()
                .filter(each ->
                        each.info()
                                .commandLine()
                                .filter(line ->
                                        line.contains("kube-apiserver ") && line.contains(folder))
                                .isPresent())
                .mapToDouble(Status::seconds)
                .sum();
    }

    /** In bytes, the most so far. */
    private static long resident(Process process) {
        try (var lines = Files.lines(Path.of("/proc/%d/status".formatted(process.pid())))) {
            return lines.filter(each -> each.startsWith("VmHWM:"))
                    .mapToLong(each -> Long.parseLong(each.replaceAll("\\D", "")) << 10)
                    .sum();
        } catch (IOException | UncheckedIOException ended) {
            return 0;
        }
    }
}
