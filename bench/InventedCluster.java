import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Run;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;

/**
 * An API server with a number of claims, each of which has ten daily snapshots of ours. New ones
 * are ready at once. Beside them there may be objects of a tenant as large as an API server admits
 * them: half of them claims, half snapshots that carry our labels. Objects are made up when they
 * are asked for.
 */
final class InventedCluster {
    static final String INSTALL = "pvc-snapshotter";
    static final String JOB = "pvc-snapshotter-29000000";
    static final String JOB_UID = new UUID(9, 9).toString();
    static final String CONFIGURATION =
            "policies = [ { name = all, requireMatch = false, select { namespaces = [\"team-*\"] }, retain { last = 10 } } ]";

    private static final int OLD = 10;
    private static final int IN_A_NAMESPACE = 150;
    private static final String TENANT = "tenant";

    /** As the API server records them of each object: half of its text. */
    private static final String MANAGED_FIELDS =
            "\"managedFields\":[%s,%s]"
                    .formatted(
                            managed("pvc-snapshotter", "f:metadata", 14),
                            managed("snapshot-controller", "f:status", 5));

    /** The most bytes that the annotations of an object may have together are 256 KiB. */
    private static final String NOTE = "x".repeat(255 << 10);

    /** With them the object has 1 MB; there may be any number. */
    private static final String MANY_LABELS = manyLabels(750 << 10);

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final int claims;
    private final int large;
    private final Map<Integer, JsonObject> created = new ConcurrentHashMap<>();
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    InventedCluster(int claims, int large) {
        this.claims = claims;
        this.large = large;
    }

    private static String managed(String manager, String part, int fields) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < fields; i++) {
            names.append("\"f:pvc-snapshotter.io/some-field-%d\":{},".formatted(i));
        }
        return "{\"manager\":\"%s\",\"operation\":\"Update\",\"apiVersion\":\"snapshot.storage.k8s.io/v1\",\"time\":\"2026-01-01T00:00:00Z\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"%s\":{%s\".\":{}}}}"
                .formatted(manager, part, names);
    }

    private static String manyLabels(int bytes) {
        StringBuilder labels = new StringBuilder();
        for (int i = 0; labels.length() < bytes; i++) {
            labels.append(",\"tenant.example.com/label-%d\":\"%s\"".formatted(i, "v".repeat(63)));
        }
        return labels.toString();
    }

    int claims() {
        return claims;
    }

    int large() {
        return large;
    }

    int snapshots() {
        return claims * OLD + large / 2;
    }

    int created() {
        return created.size();
    }

    int deleted() {
        return deleted.size();
    }

    // ---- requests

    void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        switch (exchange.getRequestMethod()) {
            case "POST" -> {
                JsonObject object = JsonParser.parseString(body).getAsJsonObject();
                if (last.equals("volumesnapshots")) {
                    create(exchange, object);
                } else {
                    send(exchange, 201, object.toString());
                }
            }
            case "DELETE" -> {
                deleted.add(path);
                send(exchange, 200, "{\"kind\":\"Status\",\"status\":\"Success\"}");
            }
            default -> get(exchange, last);
        }
    }

    private void create(HttpExchange exchange, JsonObject object) throws IOException {
        String claim =
                object.getAsJsonObject("spec")
                        .getAsJsonObject("source")
                        .get("persistentVolumeClaimName")
                        .getAsString();
        int number = Integer.parseInt(claim.substring(claim.lastIndexOf('-') + 1));
        Instant time = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        JsonObject metadata = object.getAsJsonObject("metadata");
        metadata.addProperty("uid", new UUID(5, number).toString());
        metadata.addProperty("resourceVersion", String.valueOf(9_000_000 + number));
        metadata.addProperty("creationTimestamp", time.toString());
        String asMade = object.toString();
        object.add("status", JsonParser.parseString(ready(time)));
        created.put(number, object);
        send(exchange, 201, asMade);
        events.add("{\"type\":\"MODIFIED\",\"object\":%s}\n".formatted(object));
    }

    private void get(HttpExchange exchange, String last) throws IOException {
        Map<String, String> query = query(exchange);
        boolean ofThisRun = query.getOrDefault("labelSelector", "").contains(JOB);
        if (query.containsKey("watch")) {
            watch(exchange);
            return;
        }
        switch (last) {
            case "volumesnapshots" ->
                    page(
                            exchange,
                            ofThisRun ? claims : claims + large / 2,
                            (number, page) -> snapshots(number, ofThisRun, page));
            case "persistentvolumeclaims" ->
                    page(exchange, claims + large / 2, (number, page) -> page.add(claim(number)));
            case "persistentvolumes" ->
                    page(exchange, claims, (number, page) -> page.add(volume(number)));
            case "volumesnapshotclasses" ->
                    page(exchange, 1, (_, page) -> page.add(snapshotClass()));
            case JOB -> send(exchange, 200, job());
            default ->
                    send(
                            exchange,
                            404,
                            "{\"kind\":\"Status\",\"reason\":\"NotFound\",\"details\":{\"name\":\"x\"}}");
        }
    }

    private void watch(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (exchange;
                Writer out = text(exchange)) {
            while (true) {
                out.write(events.take());
                if (events.isEmpty()) {
                    out.flush();
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        String query = exchange.getRequestURI().getQuery();
        return query == null
                ? Map.of()
                : Arrays.stream(query.split("&"))
                        .map(each -> each.split("=", 2))
                        .collect(Collectors.toMap(each -> each[0], each -> each[1]));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static Writer text(HttpExchange exchange) {
        return new BufferedWriter(
                new OutputStreamWriter(exchange.getResponseBody(), StandardCharsets.UTF_8),
                1 << 16);
    }

    // ---- lists

    /** The items of one page, as they are written. */
    private static final class Page {
        private final Writer out;
        private int items;

        Page(Writer out) {
            this.out = out;
        }

        void add(String item) throws IOException {
            out.write(items++ == 0 ? "" : ",");
            out.write(item);
        }
    }

    @FunctionalInterface
    private interface Items {
        void add(int number, Page page) throws IOException;
    }

    /**
     * @param all there are items of so many numbers, up to eleven of each
     */
    private static void page(HttpExchange exchange, int all, Items items) throws IOException {
        Map<String, String> query = query(exchange);
        int number = Integer.parseInt(query.getOrDefault("continue", "0"));
        int limit = Integer.parseInt(query.get("limit"));
        exchange.sendResponseHeaders(200, 0);
        try (exchange;
                Writer out = text(exchange)) {
            Page page = new Page(out);
            out.write("{\"kind\":\"List\",\"items\":[");
            while (number < all && page.items + OLD < limit) {
                items.add(number++, page);
            }
            String next = number < all ? String.valueOf(number) : "";
            out.write(
                    "],\"metadata\":{\"resourceVersion\":\"9\",\"continue\":\"%s\"}}"
                            .formatted(next));
        }
    }

    private static ObjectName nameOf(int claim) {
        return new ObjectName(
                "team-%03d".formatted(claim / IN_A_NAMESPACE), "data-postgres-" + claim);
    }

    private static String uidOf(int claim) {
        return new UUID(2, claim).toString();
    }

    private String claim(int number) {
        if (number >= claims) {
            return """
            {"metadata":{"namespace":"%s","name":"large-%d","uid":"%s","resourceVersion":"8","creationTimestamp":"2026-01-01T00:00:00Z",
              "labels":{"app":"large"%s},"annotations":{"pvc-snapshotter.io/policy":"%s"}},
             "spec":{"storageClassName":"fast","volumeName":"none"},"status":{"phase":"Pending"}}
            """
                    .formatted(TENANT, number, uidOf(number), MANY_LABELS, NOTE);
        }
        return """
        {"metadata":{"namespace":"%s","name":"%s","uid":"%s","resourceVersion":"8","creationTimestamp":"2026-01-01T00:00:00Z",
          "labels":{"app.kubernetes.io/name":"postgres","app.kubernetes.io/instance":"main"},
          "annotations":{"pv.kubernetes.io/bind-completed":"yes","volume.kubernetes.io/storage-provisioner":"csi.example.com"},%s},
         "spec":{"storageClassName":"fast","volumeName":"pvc-%s","accessModes":["ReadWriteOnce"]},"status":{"phase":"Bound"}}
        """
                .formatted(
                        nameOf(number).namespace(),
                        nameOf(number).name(),
                        uidOf(number),
                        MANAGED_FIELDS,
                        uidOf(number));
    }

    private String volume(int number) {
        return """
        {"metadata":{"name":"pvc-%s","uid":"%s",%s},"spec":{"csi":{"driver":"csi.example.com"},
         "claimRef":{"namespace":"%s","name":"%s","uid":"%s"}}}
        """
                .formatted(
                        uidOf(number),
                        new UUID(4, number),
                        MANAGED_FIELDS,
                        nameOf(number).namespace(),
                        nameOf(number).name(),
                        uidOf(number));
    }

    private static String snapshotClass() {
        return "{\"metadata\":{\"name\":\"fast\",\"annotations\":{\"snapshot.storage.kubernetes.io/is-default-class\":\"true\"}},\"driver\":\"csi.example.com\",\"deletionPolicy\":\"Delete\"}";
    }

    private String job() {
        return """
        {"metadata":{"namespace":"%s","name":"%s","uid":"%s","creationTimestamp":"%s",
          "annotations":{"batch.kubernetes.io/cronjob-scheduled-timestamp":"%s"}},
         "spec":{"activeDeadlineSeconds":7200},"status":{"startTime":"%s"}}
        """
                .formatted(INSTALL, JOB, JOB_UID, now, now, now);
    }

    private void snapshots(int number, boolean ofThisRun, Page page) throws IOException {
        if (number >= claims) {
            page.add(forged(number));
            return;
        }
        for (int daysAgo = OLD; daysAgo > 0 && !ofThisRun; daysAgo--) {
            page.add(old(number, daysAgo));
        }
        JsonObject made = created.get(number);
        if (made != null) {
            page.add(made.toString());
        }
    }

    private String old(int claim, int daysAgo) {
        Run run =
                new Run(
                        INSTALL,
                        new UUID(1, daysAgo).toString(),
                        "pvc-snapshotter-" + (29_000_000 - daysAgo),
                        now.minus(Duration.ofDays(daysAgo)),
                        Run.Trigger.SCHEDULED);
        Ownership.Marks marks =
                Ownership.marks(run, nameOf(claim), uidOf(claim), "all", "last=10", "Etc/UTC");
        UUID uid = new UUID(3, claim * OLD + daysAgo);
        // A run takes its time to ask for all of them.
        Instant asked = run.nominal().plusSeconds(claim / 20);
        return """
        {"apiVersion":"snapshot.storage.k8s.io/v1","kind":"VolumeSnapshot",
         "metadata":{"namespace":"%s","name":"%s","uid":"%s","resourceVersion":"%d","generation":1,
          "creationTimestamp":"%s","labels":%s,"annotations":%s,%s,
          "finalizers":["snapshot.storage.kubernetes.io/volumesnapshot-as-source-protection","snapshot.storage.kubernetes.io/volumesnapshot-bound-protection"]},
         "spec":{"source":{"persistentVolumeClaimName":"%s"},"volumeSnapshotClassName":"fast"},"status":%s}
        """
                .formatted(
                        nameOf(claim).namespace(),
                        marks.name(),
                        uid,
                        1_000_000 + claim * OLD + daysAgo,
                        asked,
                        json(marks.labels()),
                        json(marks.annotations()),
                        MANAGED_FIELDS,
                        nameOf(claim).name(),
                        ready(asked.plusSeconds(20)));
    }

    private static String ready(Instant time) {
        return "{\"boundVolumeSnapshotContentName\":\"snapcontent-c0ffee\",\"creationTime\":\"%s\",\"readyToUse\":true,\"restoreSize\":\"1Gi\"}"
                .formatted(time);
    }

    private static String forged(int number) {
        return """
        {"metadata":{"namespace":"%s","name":"forged-%d","uid":"%s","resourceVersion":"7","creationTimestamp":"2026-01-01T00:00:00Z",
          "labels":{"app.kubernetes.io/managed-by":"pvc-snapshotter","pvc-snapshotter.io/instance":"%s","pvc-snapshotter.io/claim":"data",
            "pvc-snapshotter.io/policy":"all","pvc-snapshotter.io/job":"job","pvc-snapshotter.io/trigger":"scheduled"%s},
          "annotations":{"pvc-snapshotter.io/claim":"%s"}},
         "spec":{"source":{"persistentVolumeClaimName":"data"}}}
        """
                .formatted(TENANT, number, new UUID(6, number), INSTALL, MANY_LABELS, NOTE);
    }

    private static String json(Map<String, String> marks) {
        return marks.entrySet().stream()
                .map(each -> "\"%s\":\"%s\"".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
