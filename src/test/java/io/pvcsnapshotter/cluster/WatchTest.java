package io.pvcsnapshotter.cluster;

import static io.pvcsnapshotter.cluster.ScriptedApiServer.IN_SHOP;
import static io.pvcsnapshotter.cluster.ScriptedApiServer.SNAPSHOTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import io.pvcsnapshotter.cluster.ScriptedApiServer.Answer;
import io.pvcsnapshotter.cluster.ScriptedApiServer.Request;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchTest {
    private static final Reach EVERYWHERE = Reach.everywhere();
    private static final Map<String, String> LABELS = Map.of("b", "2", "a", "1");

    @TempDir private Path folder;
    private final ScriptedApiServer server = new ScriptedApiServer();
    private final LinkedBlockingQueue<SnapshotChange> heard = new LinkedBlockingQueue<>();
    private Cluster cluster;
    private SnapshotReader.Watching watching = () -> {};

    @BeforeEach
    void connect() {
        cluster = server.cluster(folder);
    }

    @AfterEach
    void close() {
        watching.close();
        server.close();
    }

    private static String snapshot(String name, String version) {
        return """
        {"metadata":{"namespace":"shop","name":"%s","uid":"uid-%s","resourceVersion":"%s","creationTimestamp":"2026-03-10T04:17:00Z"}}\
        """
                .formatted(name, name, version);
    }

    private static String event(String type, String object) {
        return "{\"type\":\"%s\",\"object\":%s}\n".formatted(type, object);
    }

    private static String seen(String name, String version) {
        return event("MODIFIED", snapshot(name, version));
    }

    private static String bookmark(String version) {
        return event(
                "BOOKMARK",
                "{\"kind\":\"VolumeSnapshot\",\"metadata\":{\"resourceVersion\":\"%s\",\"creationTimestamp\":null},\"spec\":{}}"
                        .formatted(version));
    }

    private static String error(int code) {
        return event(
                "ERROR", "{\"kind\":\"Status\",\"code\":%d,\"message\":\"no\"}".formatted(code));
    }

    private static Answer list(String version, String... names) {
        List<String> items =
                java.util.Arrays.stream(names).map(each -> snapshot(each, version)).toList();
        return Answer.json(
                "{\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"%s\"},\"items\":[%s]}"
                        .formatted(version, String.join(",", items)));
    }

    /** Events, after which the server ends the watch. */
    private static Answer ended(String... events) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            send(exchange.getResponseBody(), events);
        };
    }

    /** Events, after which the connection is cut. */
    private static Answer cut(String... events) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 100_000);
            send(exchange.getResponseBody(), events);
            throw new IOException("cut");
        };
    }

    /** Events, after which the connection stays open. */
    private static Answer open(String... events) {
        return exchange -> {
            ended(events).give(exchange);
            try {
                TimeUnit.MINUTES.sleep(1);
            } catch (InterruptedException closed) {
                throw new IOException(closed);
            }
        };
    }

    private static void send(java.io.OutputStream out, String... events) throws IOException {
        out.write(String.join("", events).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void watch(Reach reach, String path, Answer... answers) {
        server.on(path, answers);
        watching = cluster.watch(reach, new Bookmark(Map.of()), LABELS, heard::add);
    }

    private void watch(Answer... answers) {
        watch(EVERYWHERE, SNAPSHOTS, answers);
    }

    private SnapshotChange next() throws InterruptedException {
        return heard.poll(8, TimeUnit.SECONDS);
    }

    /** The change in one line. */
    private String change() throws InterruptedException {
        return switch (next()) {
            case SnapshotChange.Seen(var snapshot) -> "seen " + snapshot.name();
            case SnapshotChange.Gone(var name, String uid) -> "gone " + name + " " + uid;
            case SnapshotChange.Listed(var area, var snapshots) ->
                    "listed "
                            + word(area)
                            + snapshots.stream().map(each -> " " + each.name().name()).toList();
            case SnapshotChange.Blind(var area, ApiFailure failure) ->
                    "blind in " + word(area) + ": " + failure.kind();
            case null -> "nothing";
        };
    }

    private static String word(Area area) {
        return area instanceof Area.Namespace(String name) ? name : "all";
    }

    /** From which versions watches were begun. */
    private List<String> versions() {
        return server.requests(SNAPSHOTS).stream()
                .map(Request::query)
                .filter(each -> each.containsKey("watch"))
                .map(each -> each.get("resourceVersion"))
                .toList();
    }

    @Test
    void a_change_is_heard_while_the_connection_stays_open() throws InterruptedException {
        watch(list("7"), open(seen("a", "8")));
        assertThat(change()).isEqualTo("listed all[]");
        assertThat(heard.poll(2, TimeUnit.SECONDS)).isInstanceOf(SnapshotChange.Seen.class);
        assertThat(server.requests(SNAPSHOTS)).hasSize(2);
    }

    @Test
    void asks_for_what_it_wants_from_the_state_that_it_knows() throws InterruptedException {
        server.on(SNAPSHOTS, list("7"));
        Bookmark known = cluster.look(EVERYWHERE).bookmark();
        server.on(SNAPSHOTS, open(seen("a", "8")));
        watching = cluster.watch(EVERYWHERE, known, LABELS, heard::add);
        assertThat(change()).isEqualTo("seen shop/a");
        assertThat(server.requests(SNAPSHOTS).getLast().query())
                .isEqualTo(
                        Map.of(
                                "watch",
                                "true",
                                "allowWatchBookmarks",
                                "true",
                                "resourceVersion",
                                "7",
                                "timeoutSeconds",
                                "300",
                                "labelSelector",
                                "a=1,b=2"));
    }

    @Test
    void goes_on_from_its_bookmark_whatever_was_looked_at_since() throws InterruptedException {
        server.on(SNAPSHOTS, list("7"), list("9"), open(seen("a", "10")));
        Bookmark first = cluster.look(EVERYWHERE).bookmark();
        cluster.look(EVERYWHERE);
        watching = cluster.watch(EVERYWHERE, first, LABELS, heard::add);
        assertThat(change()).isEqualTo("seen shop/a");
        assertThat(versions()).containsExactly("7");
    }

    @Test
    void a_deletion_names_what_is_gone() throws InterruptedException {
        watch(list("7", "a"), open(event("DELETED", snapshot("a", "8"))));
        assertThat(change()).isEqualTo("listed all[ a]");
        assertThat(change()).isEqualTo("gone shop/a uid-a");
    }

    @Test
    void a_watch_that_the_server_ends_goes_on_from_what_was_seen_last()
            throws InterruptedException {
        watch(
                list("7"),
                ended(seen("a", "8")),
                ended(seen("b", "9"), bookmark("20")),
                open(seen("c", "21")));
        assertThat(change()).isEqualTo("listed all[]");
        assertThat(change()).isEqualTo("seen shop/a");
        assertThat(change()).isEqualTo("seen shop/b");
        assertThat(change()).isEqualTo("seen shop/c");
        assertThat(versions()).containsExactly("7", "8", "20");
    }

    @Test
    void a_server_that_ends_every_watch_at_once_is_not_asked_without_pause()
            throws InterruptedException {
        watch(list("7"), ended());
        assertThat(change()).isEqualTo("listed all[]");
        TimeUnit.MILLISECONDS.sleep(1300);
        assertThat(versions()).hasSizeBetween(2, 3);
    }

    @Test
    void after_a_cut_connection_it_lists_and_goes_on() throws InterruptedException {
        watch(list("7"), cut(seen("a", "8")), list("30", "a"), open(seen("b", "31")));
        assertThat(change()).isEqualTo("listed all[]");
        assertThat(change()).isEqualTo("seen shop/a");
        assertThat(change()).isEqualTo("listed all[ a]");
        assertThat(change()).isEqualTo("seen shop/b");
        assertThat(versions()).containsExactly("7", "30");
    }

    @ParameterizedTest
    @ValueSource(ints = {410, 500})
    void after_an_error_event_it_lists_and_goes_on(int code) throws InterruptedException {
        watch(list("7"), open(error(code)), list("30"), open(seen("b", "31")));
        assertThat(change()).isEqualTo("listed all[]");
        assertThat(change()).isEqualTo("listed all[]");
        assertThat(change()).isEqualTo("seen shop/b");
    }

    @Test
    void a_state_that_the_server_has_forgotten_is_listed_anew() throws InterruptedException {
        watch(
                list("7"),
                Answer.refusal(410, "Expired", "too old resource version: 7 (9)"),
                list("30", "a"),
                open(seen("b", "31")));
        assertThat(change()).isEqualTo("listed all[]");
        assertThat(change()).isEqualTo("listed all[ a]");
        assertThat(change()).isEqualTo("seen shop/b");
    }

    @Test
    void who_may_not_watch_lists_again_and_again() throws InterruptedException {
        Answer forbidden =
                Answer.refusal(
                        403, "Forbidden", "x is forbidden: User \"u\" cannot watch resource \"v\"");
        watch(list("7"), forbidden, list("8", "a"), forbidden, list("9", "b"), forbidden);
        assertThat(change()).isEqualTo("listed all[]");
        assertThat(change()).isEqualTo("listed all[ a]");
        assertThat(change()).isEqualTo("listed all[ b]");
    }

    @Test
    void who_may_not_list_either_is_blind_until_he_may() throws InterruptedException {
        Answer forbidden =
                Answer.refusal(
                        403, "Forbidden", "x is forbidden: User \"u\" cannot list resource \"v\"");
        // The watch begins with a list; one that is refused is believed when it lasts.
        watch(
                Stream.concat(Collections.nCopies(6, forbidden).stream(), Stream.of(list("7")))
                        .toArray(Answer[]::new));
        assertThat(change()).isEqualTo("blind in all: FORBIDDEN");
        assertThat(change()).isEqualTo("listed all[]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not JSON\n",
                "[]\n",
                "{}\n",
                "{\"type\":\"MODIFIED\"}\n",
                "{\"object\":{\"metadata\":{}}}\n",
                "{\"type\":{},\"object\":{}}\n",
                "{\"type\":\"MODIFIED\",\"object\":{}}\n",
                "{\"type\":\"BOOKMARK\",\"object\":{}}\n",
                "{\"type\":\"MODIFIED\",\"object\":{\"metadata\":{\"name\":\"a\"}}}\n",
                "{\"type\":\"MODIFIED\",\"object\":{\"metadata\":{\"labels\":[1]}}}\n",
                "{\"type\":\"ERROR\",\"object\":{\"code\":\"x\"}}\n",
                "{\"type\":\"ERROR\",\"object\":{\"code\":{}}}\n"
            })
    void after_an_event_that_makes_no_sense_it_lists_and_goes_on(String event)
            throws InterruptedException {
        watch(list("7"), open(event), list("30"), open(seen("b", "31")));
        assertThat(change()).isEqualTo("listed all[]");
        assertThat(change()).isEqualTo("listed all[]");
        assertThat(change()).isEqualTo("seen shop/b");
    }

    @Test
    void events_of_an_unknown_type_are_passed_over() throws InterruptedException {
        watch(list("7"), open(event("SYNCED", snapshot("a", "8")), seen("b", "9")));
        assertThat(change()).isEqualTo("listed all[]");
        assertThat(change()).isEqualTo("seen shop/b");
    }

    @Test
    void several_namespaces_are_watched_each_for_itself() throws InterruptedException {
        String inBank = IN_SHOP.replace("shop", "bank");
        server.on(
                inBank,
                Answer.refusal(
                        403, "Forbidden", "x is forbidden: User \"u\" cannot list resource \"v\""));
        watch(Reach.within(List.of("shop", "bank")), IN_SHOP, list("7"), open(seen("a", "8")));
        assertThat(List.of(change(), change(), change()))
                .containsExactlyInAnyOrder(
                        "listed shop[]", "seen shop/a", "blind in bank: FORBIDDEN");
    }

    @Test
    void it_ends_at_once_while_it_waits_for_an_event() throws Exception {
        watch(list("7"), open(seen("a", "8")));
        assertThat(change()).isEqualTo("listed all[]");
        assertThat(change()).isEqualTo("seen shop/a");
        assertItEnds();
        assertThat(heard).isEmpty();
    }

    @Test
    void it_ends_at_once_while_it_waits_for_an_answer() throws Exception {
        watch(list("7"), Answer.hang());
        assertThat(change()).isEqualTo("listed all[]");
        await().until(() -> versions().size() == 1);
        assertItEnds();
    }

    @Test
    void it_ends_at_once_in_the_pause() throws Exception {
        watch(Answer.refusal(401, "Unauthorized", "no"));
        assertThat(change()).isEqualTo("blind in all: UNAUTHENTICATED");
        assertItEnds();
    }

    @Test
    void it_ends_at_once_in_the_middle_of_a_list() throws Exception {
        watch(Answer.hang());
        await().until(() -> server.requests(SNAPSHOTS).size() == 1);
        assertItEnds();
        assertThat(heard).isEmpty();
    }

    private void assertItEnds() throws IOException {
        assertThat(threads()).isPositive();
        watching.close();
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(threads()).isZero());
    }

    /** How many threads watch: virtual ones are in a dump only. */
    private long threads() throws IOException {
        Path dump = folder.resolve("threads");
        Files.deleteIfExists(dump);
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(dump.toAbsolutePath().toString(), ThreadDumpFormat.TEXT_PLAIN);
        try (var lines = Files.lines(dump)) {
            return lines.filter(each -> each.contains("\"watch\"")).count();
        }
    }
}
