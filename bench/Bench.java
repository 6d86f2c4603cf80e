import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.slf4j.LoggerFactory;

/**
 * The program and a bare client take turns to snapshot the same number of claims; started by
 * bench/run.
 *
 * <p>The bare client asks for all snapshots, 20 requests at a time, and lists once a second until
 * all are ready. No client of these controllers is much faster. It is a process of its own, with
 * the same libraries and options of the JVM. It has two kinds of turns: in one its snapshots have
 * no marks, in the other they have labels and annotations like those of the program. These double
 * the size of an object, because the API server also records who owns each of them. The API server
 * and all controllers read and write the object about twelve times.
 *
 * <p>In each turn nothing else runs on the cluster: claims are made before it, and everything is
 * deleted after it. The speed of the machine changes with time, so a turn of the program is
 * compared with the mean of the bare client's turns before and after it. Before all those, a first
 * turn of each does not count, because the API server's heap grows in it and files are read for the
 * first time. With only one turn, that one counts. The bench watches every turn in the same way.
 *
 * <p>The program runs with the account and the rights of manifests/. Because of a FlowSchema of its
 * own, the API server counts the account's requests apart from those of the controllers.
 */
final class Bench {
    private static final int AT_ONCE = 20;
    private static final String IN_FLIGHT = System.getenv().getOrDefault("IN_FLIGHT", "50");
    private static final int TURNS = Integer.parseInt(System.getenv().getOrDefault("TURNS", "5"));
    private static final Duration LONGEST = Duration.ofMinutes(40);
    private static final String NAMESPACE = "bench";
    private static final Pattern SNAPSHOT_OF =
            Pattern.compile("\"persistentVolumeClaimName\":\"([^\"]*)\"");
    private static final Pattern LINE_OF =
            Pattern.compile("\"timestamp\":\"([^\"]*)\".*\"claim\":\"([^\"]*)\"");
    private static final String CLAIMS =
            "/api/v1/namespaces/%s/persistentvolumeclaims".formatted(NAMESPACE);
    private static final String SNAPSHOT_API = "/apis/snapshot.storage.k8s.io/v1/";
    private static final String SNAPSHOTS =
            SNAPSHOT_API + "namespaces/%s/volumesnapshots".formatted(NAMESPACE);
    private static final String CONTENTS = SNAPSHOT_API + "volumesnapshotcontents";
    private static final String FLOW_SCHEMA = "bench-pvc-snapshotter";
    private static final String OURS = "of the program's account";
    private static final String CREATED = "snapshots created";
    private static final String PLAIN = "plain";
    private static final String MARKED = "marked";

    /** As long as the program's. */
    private static final String MARKS =
            """
            ,"labels":{"app.kubernetes.io/managed-by":"bench","bench.example.com/claim":"data-100",
              "bench.example.com/instance":"pvc-snapshotter","bench.example.com/job":"local-b1170b67",
              "bench.example.com/policy":"all","bench.example.com/trigger":"manual"},
            "annotations":{"bench.example.com/claim":"data-100",
              "bench.example.com/claim-uid":"33af9b1e-560f-4619-b222-e38636e4fc59",
              "bench.example.com/nominal-time":"2026-11-23T20:36:45Z","bench.example.com/retention":"last=3",
              "bench.example.com/run-uid":"b1170b67-a522-4b0e-a927-c5b748d9c479",
              "bench.example.com/time-zone":"Etc/UTC"}
            """;

    private final Path kubeconfig = Path.of(System.getenv("KUBECONFIG"));
    private final String program;
    private final int claims;
    private final String server;
    private final OkHttpClient http;

    /** When the bench's own watch saw it ready, and when the program's log says so, by claim. */
    private final Map<String, Instant> seenReady = new ConcurrentHashMap<>();

    private final Map<String, Instant> saidReady = new ConcurrentHashMap<>();

    /** From the one to the other in milliseconds, in all turns that count. */
    private final List<Long> lags = new ArrayList<>();

    private Bench(String program, int claims) throws IOException {
        this.program = program;
        this.claims = claims;
        try (Reader reader = Files.newBufferedReader(kubeconfig)) {
            KubeConfig config = KubeConfig.loadKubeConfig(reader);
            config.setFile(kubeconfig.toFile());
            ApiClient client = ClientBuilder.kubeconfig(config).build();
            server = client.getBasePath();
            http =
                    client.getHttpClient()
                            .newBuilder()
                            .readTimeout(Duration.ZERO)
                            .callTimeout(Duration.ZERO)
                            .build();
        }
    }

    /** With a third argument, plain or marked, it is the bare client, and nothing else. */
    public static void main(String[] arguments) throws Exception {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
        Bench bench = new Bench(arguments[0], Integer.parseInt(arguments[1]));
        if (arguments.length > 2) {
            bench.bare(arguments[2].equals(MARKED) ? MARKS : "");
        } else {
            bench.run();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"%s\"}}".formatted(NAMESPACE));
        Path account = install();
        row("load before / cores", "%.1f / %d", load(), Runtime.getRuntime().availableProcessors());
        row("claims / limits.inFlight", "%d / %s", claims, IN_FLIGHT);
        if (TURNS > 1) {
            turn("bare client, not counted", () -> startBare(PLAIN));
            turn("program, not counted", () -> startProgram(account));
            lags.clear();
        }
        List<Double> toPlain = new ArrayList<>();
        List<Double> toMarked = new ArrayList<>();
        double plain = turn("bare client", () -> startBare(PLAIN));
        double marked = turn("bare client, marked", () -> startBare(MARKED));
        for (int i = 0; i < TURNS; i++) {
            double ours = turn("program", () -> startProgram(account));
            double plainAfter = turn("bare client", () -> startBare(PLAIN));
            double markedAfter = turn("bare client, marked", () -> startBare(MARKED));
            toPlain.add(2 * ours / (plain + plainAfter));
            toMarked.add(2 * ours / (marked + markedAfter));
            row("ratio to bare, to marked", "%.2f, %.2f", toPlain.getLast(), toMarked.getLast());
            plain = plainAfter;
            marked = markedAfter;
        }
        row("medians of the ratios", "%.2f, %.2f", median(toPlain), median(toMarked));
        rowOfLags("readyToUse to line, all", lags);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private interface Start {
        Process process() throws Exception;
    }

    /** Returns how many seconds it took. */
    private double turn(String who, Start start) throws Exception {
        makeClaims();
        seenReady.clear();
        saidReady.clear();
        Thread watch = watch();
        Map<String, Long> counted = counted();
        long began = System.nanoTime();
        Process process = start.process();
        Footprint footprint = new Footprint(process);
        listen(process);
        int status = process.waitFor();
        double seconds = seconds(began);
        watch.join(Duration.ofSeconds(5));
        Map<String, Long> requests = minus(counted(), counted);
        long ready = countReady();
        row(
                who,
                "%.1f s, %.1f s of CPU, %d MB",
                seconds,
                footprint.processorSeconds,
                footprint.memory / 1024);
        if (!saidReady.isEmpty()) {
            List<Long> ofTurn = new ArrayList<>();
            saidReady.forEach((claim, said) ->
                    ofTurn.add(
                            Duration.between(seenReady.getOrDefault(claim, said), said)
                                    .toMillis()));
            rowOfLags("readyToUse to our line", ofTurn);
            lags.addAll(ofTurn);
            row("requests", "%d, snapshots created: %d", requests.get(OURS), requests.get(CREATED));
        }
        if (ready < claims || status != 0) {
            row("FAILED", "%d of %d claims ready, exit status %d", ready, claims, status);
            System.exit(1);
        }
        deleteAll();
        return seconds;
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static void row(String what, String format, Object... values) {
        System.out.printf("%-28s %s%n", what, format.formatted(values));
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static void rowOfLags(String what, List<Long> lags) {
        List<Long> sorted = lags.stream().sorted().toList();
        row(what, "p50 %d ms, p99 %d ms", percentile(sorted, 50), percentile(sorted, 99));
    }

    private static long percentile(List<Long> sorted, int percent) {
        return sorted.isEmpty()
                ? -1
                : sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    }

    // ---- what happens in the cluster

    private void makeClaims() throws Exception {
        forEachClaim(claim ->
                post(
                        CLAIMS,
                        """
                        {"metadata":{"name":"%s"},"spec":{"accessModes":["ReadWriteOnce"],
                         "resources":{"requests":{"storage":"1Gi"}}}}
                        """
                                .formatted(claim)));
        until(() -> count(items(CLAIMS), "phase", "Bound") == claims);
    }

    private void deleteAll() throws Exception {
        for (String objects : List.of(SNAPSHOTS, CLAIMS)) {
            ask(new Request.Builder().url(server + objects).delete().build()).close();
            until(() -> items(objects).isEmpty() && items(CONTENTS).isEmpty());
        }
        until(() -> items("/api/v1/persistentvolumes").isEmpty());
    }

    private Process startBare(String snapshots) throws IOException {
        String java = ProcessHandle.current().info().command().orElseThrow();
        List<String> command =
                new ArrayList<>(List.of(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        "Bench",
                        program,
                        "" + claims,
                        snapshots));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private void bare(String marks) throws Exception {
        forEachClaim(claim ->
                post(
                        SNAPSHOTS,
                        """
                        {"apiVersion":"snapshot.storage.k8s.io/v1","kind":"VolumeSnapshot","metadata":{"name":"%1$s"%2$s},
                         "spec":{"volumeSnapshotClassName":"testbed","source":{"persistentVolumeClaimName":"%1$s"}}}
                        """
                                .formatted(claim, marks)));
        until(() -> countReady() == claims);
    }

    /** Returns a kubeconfig of the account that the manifests install. */
    private Path install() throws Exception {
        kubectl("apply", "-k", "manifests");
        Path schema = Files.createTempFile("bench", ".yaml");
        Files.writeString(
                schema,
                """
                apiVersion: flowcontrol.apiserver.k8s.io/v1
                kind: FlowSchema
                metadata: {name: %s}
                spec:
                  priorityLevelConfiguration: {name: workload-high}
                  matchingPrecedence: 100
                  distinguisherMethod: {type: ByUser}
                  rules:
                    - subjects:
                        - {kind: ServiceAccount, serviceAccount: {namespace: pvc-snapshotter, name: pvc-snapshotter}}
                      resourceRules:
                        - {verbs: ["*"], apiGroups: ["*"], resources: ["*"], clusterScope: true, namespaces: ["*"]}
                """
                        .formatted(FLOW_SCHEMA));
        kubectl("apply", "-f", schema.toString());
        String token =
                kubectl(
                                "-n",
                                "pvc-snapshotter",
                                "create",
                                "token",
                                "pvc-snapshotter",
                                "--duration",
                                "6h")
                        .strip();
        JsonObject config =
                JsonParser.parseString(kubectl("config", "view", "--raw", "--minify", "-o", "json"))
                        .getAsJsonObject();
        JsonObject user = new JsonObject();
        user.addProperty("token", token);
        config.getAsJsonArray("users").get(0).getAsJsonObject().add("user", user);
        return Files.writeString(Files.createTempFile("bench", ".kubeconfig"), config.toString());
    }

    private static String kubectl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(System.getenv("KUBECTL")));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + " failed: " + said);
        }
        return said;
    }

    private Process startProgram(Path account) throws IOException {
        Path configuration = Files.createTempFile("bench", ".conf");
        Files.writeString(
                configuration,
                "limits { inFlight = %s }, policies = [ { name = all, select { namespaces = [\"%s\"] }, retain { last = 3 } } ]"
                        .formatted(IN_FLIGHT, NAMESPACE));
        ProcessBuilder builder =
                new ProcessBuilder(
                                program,
                                "snapshot",
                                "--all",
                                "--yes",
                                "--config",
                                configuration.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("KUBECONFIG", account.toString());
        return builder.start();
    }

    /** What is read here is not parsed, as that would cost the program CPU time. */
    private void listen(Process process) {
        Thread.ofPlatform()
                .start(() -> {
                    try (BufferedReader lines = process.inputReader()) {
                        for (String line = lines.readLine();
                                line != null;
                                line = lines.readLine()) {
                            if (line.contains("\"Snapshot is ready\"")) {
                                Matcher found = LINE_OF.matcher(line);
                                if (found.find()) {
                                    saidReady.putIfAbsent(
                                            found.group(2), Instant.parse(found.group(1)));
                                }
                            } else if (line.contains("\"WARN\"") || line.contains("\"ERROR\"")) {
                                System.out.println(line);
                            }
                        }
                    } catch (IOException broken) {
                        System.out.println(broken);
                    }
                });
    }

    /**
     * Opened again when it ends, as all watches of a kind do some time after its CRD was changed.
     */
    private Thread watch() {
        return Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    while (seenReady.size() < claims) {
                        try (Response response = get(SNAPSHOTS + "?watch=true")) {
                            readEvents(response);
                        } catch (IOException ended) {
                            System.out.println(
                                    "the bench's watch is opened again: " + ended.getMessage());
                        }
                    }
                });
    }

    private void readEvents(Response response) throws IOException {
        while (seenReady.size() < claims) {
            String event = response.body().source().readUtf8LineStrict();
            if (event.contains("\"readyToUse\":true")) {
                Matcher found = SNAPSHOT_OF.matcher(event);
                if (found.find()) {
                    seenReady.putIfAbsent(found.group(1), Instant.now());
                }
            }
        }
    }

    /** What the API server has counted so far. */
    private Map<String, Long> counted() throws IOException {
        Map<String, Long> requests = new TreeMap<>(Map.of(OURS, 0L, CREATED, 0L));
        try (Response response = get("/metrics")) {
            for (String line : response.body().string().split("\n")) {
                String value = line.substring(line.lastIndexOf(' ') + 1);
                if (line.startsWith("apiserver_flowcontrol_dispatched_requests_total{")
                        && line.contains('"' + FLOW_SCHEMA + '"')) {
                    requests.merge(OURS, (long) Double.parseDouble(value), Long::sum);
                } else if (line.startsWith("apiserver_request_total{")
                        && line.contains("resource=\"volumesnapshots\"")
                        && line.contains("verb=\"POST\"")) {
                    requests.merge(CREATED, (long) Double.parseDouble(value), Long::sum);
                }
            }
        }
        return requests;
    }

    private static Map<String, Long> minus(Map<String, Long> all, Map<String, Long> some) {
        Map<String, Long> rest = new TreeMap<>(all);
        some.forEach((what, number) -> rest.merge(what, -number, Long::sum));
        return rest;
    }

    private long countReady() throws IOException {
        return items(SNAPSHOTS).stream().filter(Bench::isReady).count();
    }

    private static long count(List<JsonObject> objects, String key, String value) {
        return objects.stream()
                .filter(each -> each.has("status") && each.getAsJsonObject("status").has(key))
                .filter(each -> each.getAsJsonObject("status").get(key).getAsString().equals(value))
                .count();
    }

    private static boolean isReady(JsonObject snapshot) {
        return count(List.of(snapshot), "readyToUse", "true") == 1;
    }

    // ---- how

    private interface ForClaim {
        void make(String claim) throws IOException;
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void forEachClaim(ForClaim action) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < claims; i++) {
                String claim = "data-" + i;
                all.add(
                        threads.submit(() -> {
                            action.make(claim);
                            return null;
                        }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
    }

    private static void until(Condition condition) throws Exception {
        long began = System.nanoTime();
        while (seconds(began) < LONGEST.toSeconds()) {
            if (condition.holds()) {
                return;
            }
            Thread.sleep(1000);
        }
        throw new IllegalStateException("not within " + LONGEST);
    }

    private List<JsonObject> items(String path) throws IOException {
        try (Response response = get(path)) {
            return JsonParser.parseString(response.body().string())
                    .getAsJsonObject()
                    .getAsJsonArray("items")
                    .asList()
                    .stream()
                    .map(JsonElement::getAsJsonObject)
                    .toList();
        }
    }

    private Response get(String path) throws IOException {
        return ask(new Request.Builder().url(server + path).build());
    }

    private void post(String path, String body) throws IOException {
        RequestBody json = RequestBody.create(body, MediaType.get("application/json"));
        ask(new Request.Builder().url(server + path).post(json).build()).close();
    }

    private Response ask(Request request) throws IOException {
        Response response = http.newCall(request).execute();
        if (!response.isSuccessful()) {
            throw new IOException(request + ": " + response.body().string());
        }
        return response;
    }

    /**
     * The most memory and all the CPU time that a process has used, as far as a look each 100 ms
     * shows.
     */
    private static final class Footprint {
        private static final int HERTZ = 100;
        private volatile long memory;
        private volatile double processorSeconds;

        Footprint(Process process) {
            Path folder = Path.of("/proc/" + process.pid());
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> {
                        while (process.isAlive()) {
                            try {
                                look(folder);
                                Thread.sleep(100);
                            } catch (IOException | InterruptedException ended) {
                                return;
                            }
                        }
                    });
        }

        private void look(Path folder) throws IOException {
            for (String each : Files.readString(folder.resolve("status")).split("\n")) {
                if (each.startsWith("VmHWM:")) {
                    memory = Long.parseLong(each.replaceAll("\\D", ""));
                }
            }
            String stat = Files.readString(folder.resolve("stat"));
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            processorSeconds =
                    (Double.parseDouble(afterName[11]) + Double.parseDouble(afterName[12])) / HERTZ;
        }
    }
}
