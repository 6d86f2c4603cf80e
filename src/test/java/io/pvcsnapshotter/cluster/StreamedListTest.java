package io.pvcsnapshotter.cluster;

import static io.pvcsnapshotter.cluster.ScriptedApiServer.CLAIMS;
import static io.pvcsnapshotter.cluster.ScriptedApiServer.SNAPSHOTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.cluster.ScriptedApiServer.Answer;
import io.pvcsnapshotter.cluster.ScriptedApiServer.Request;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Snapshot;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A list is read as it arrives, and of each object only what decisions need is kept. */
class StreamedListTest {
    /** The most annotations that the API server lets an object have, in bytes. */
    private static final String LARGE = "x".repeat(256 * 1024);

    @TempDir private Path folder;
    private final ScriptedApiServer server = new ScriptedApiServer();
    private Cluster cluster;

    @BeforeEach
    void connect() {
        cluster = server.cluster(folder);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static String page(String next, String... items) {
        return "{\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"7\",\"continue\":\"%s\"},\"items\":[%s]}\n"
                .formatted(next, String.join(",", items));
    }

    private static String object(String name, String more) {
        return "{\"metadata\":{\"namespace\":\"shop\",\"name\":\"%s\",\"uid\":\"uid-%s\",\"resourceVersion\":\"1\",\"creationTimestamp\":\"2026-03-01T00:00:00Z\"%s}}"
                .formatted(name, name, more);
    }

    private List<String> names() {
        return cluster.claims(Reach.everywhere()).stream().map(each -> each.name().name()).toList();
    }

    @Test
    void of_an_objects_labels_and_annotations_only_those_are_kept_that_mean_something() {
        String much =
                ",\"labels\":{\"app\":\"db\",\"owner\":\"me\"},\"annotations\":{\"note\":\"%s\",\"pvc-snapshotter.io/policy\":\"all\"},\"managedFields\":[{\"fieldsV1\":{\"f:%s\":{}}}]"
                        .formatted(LARGE, LARGE);
        server.on(CLAIMS, Answer.json(page("", object("a", much))));
        Claim claim =
                cluster.claims(Reach.everywhere().withLabels(Set.of("app"), Set.of())).getFirst();
        assertThat(claim.labels()).isEqualTo(Map.of("app", "db"));
        assertThat(claim.annotations()).isEqualTo(Map.of(Claim.POLICY_ANNOTATION, "all"));
    }

    @Test
    void every_mark_of_ours_is_kept() {
        String marks =
                ",\"labels\":{\"app.kubernetes.io/managed-by\":\"pvc-snapshotter\",\"pvc-snapshotter.io/instance\":\"i\",\"pvc-snapshotter.io/claim\":\"c\",\"pvc-snapshotter.io/policy\":\"p\",\"pvc-snapshotter.io/job\":\"j\",\"pvc-snapshotter.io/trigger\":\"manual\",\"pvc-snapshotter.io/hold\":\"\",\"team\":\"shop\"}"
                        + ",\"annotations\":{\"pvc-snapshotter.io/claim\":\"c\",\"pvc-snapshotter.io/claim-uid\":\"u\",\"pvc-snapshotter.io/run-uid\":\"r\",\"pvc-snapshotter.io/nominal-time\":\"t\",\"pvc-snapshotter.io/retention\":\"last=1\",\"pvc-snapshotter.io/time-zone\":\"z\",\"pvc-snapshotter.io/retention-since\":\"s\",\"pvc-snapshotter.io/hold\":\"\",\"note\":\"n\"}";
        server.on(SNAPSHOTS, Answer.json(page("", object("s", marks))));
        Snapshot snapshot = cluster.look(Reach.everywhere()).inventory().snapshots().getFirst();
        assertThat(snapshot.labels()).containsOnlyKeys(Ownership.LABELS);
        assertThat(snapshot.annotations()).containsOnlyKeys(Ownership.ANNOTATIONS);
    }

    /** Nothing that we or the API server write is as long. */
    @Test
    void what_is_kept_of_a_text_that_anybody_may_write_has_a_length() {
        String marks =
                ",\"annotations\":{\"pvc-snapshotter.io/policy\":\"%s\",\"pvc-snapshotter.io/restored-from\":\"%s\"}"
                        .formatted(LARGE, LARGE);
        String claim =
                object("a", marks)
                        .replaceAll(
                                "}$",
                                ",\"spec\":{\"volumeName\":\"%s\",\"dataSource\":{\"apiGroup\":\"snapshot.storage.k8s.io\",\"kind\":\"VolumeSnapshot\",\"name\":\"%s\"}}}"
                                        .formatted(LARGE, LARGE));
        server.on(CLAIMS, Answer.json(page("", claim)));
        String snapshot =
                object("s", "")
                        .replaceAll(
                                "}$",
                                ",\"spec\":{\"source\":{\"persistentVolumeClaimName\":\"%s\"}},\"status\":{\"error\":{\"message\":\"%s\"}}}"
                                        .formatted(LARGE, LARGE));
        server.on(SNAPSHOTS, Answer.json(page("", snapshot)));
        var inventory = cluster.look(Reach.everywhere()).inventory();
        Claim read = inventory.claims().getFirst();
        assertThat(read.annotations().get(Claim.POLICY_ANNOTATION)).hasSize(256);
        assertThat(read.annotations().get(Claim.RESTORED_FROM_ANNOTATION)).hasSize(4000);
        assertThat(read.spec().volume().orElseThrow()).hasSize(1024);
        assertThat(read.spec().sources().iterator().next().name()).hasSize(1024);
        Snapshot made = inventory.snapshots().getFirst();
        assertThat(made.claim().orElseThrow()).hasSize(1024);
        assertThat(made.error().orElseThrow()).hasSize(1024);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    {"abcdefgh":"abcdefghi"} | {"abcdefgh":"abcdefgh"}
                    {"a":"abcdefg\\"x"}       | {"a":"abcdefg"}
                    {"a":"\\"bcdef\\nx"}      | {"a":"\\"bcdef"}
                    {"a":"ab\\u0041c"}        | {"a":"ab\\u0041"}
                    {"a":"abc\\u0041"}        | {"a":"abc"}
                    {"a":"\\\\","b":123456789} | {"a":"\\\\","b":123456789}
                    """,
            delimiter = '|',
            quoteCharacter = '\'')
    void a_long_string_is_cut_before_it_is_an_object(String json, String cut) throws IOException {
        assertThat(new ShortTexts(new StringReader(json), 8).readAllAsString()).isEqualTo(cut);
        StringBuilder oneByOne = new StringBuilder();
        Reader reader = new ShortTexts(new StringReader(json), 8);
        for (int each = reader.read(); each >= 0; each = reader.read()) {
            oneByOne.append((char) each);
        }
        assertThat(oneByOne).hasToString(cut);
    }

    /** The page has 100 MB; what is ahead of the object that is being read is a buffer's worth. */
    @Test
    void an_object_is_read_before_the_next_one_has_arrived() {
        int number = 400;
        String large = object("a", ",\"annotations\":{\"note\":\"%s\"}".formatted(LARGE));
        List<Integer> arrivedBefore = new ArrayList<>();
        Parts parts = new Parts("{\"items\":[", large, number, "]}");
        PageReader<Wire.Bare, String> reader =
                new PageReader<>(
                        Wire.Bare.class,
                        Kept.NOTHING,
                        each -> {
                            arrivedBefore.add(parts.arrived);
                            return each.metadata().name();
                        });
        assertThat(reader.read(parts, "list").items()).hasSize(number);
        for (int i = 0; i < number; i++) {
            assertThat(arrivedBefore.get(i)).isBetween(i, i + 1);
        }
    }

    /** A text of many equal items that is nowhere as a whole. */
    private static final class Parts extends Reader {
        private final String item;
        private final int number;
        private final String end;
        private Reader now;
        private int arrived;

        Parts(String start, String item, int number, String end) {
            this.item = item;
            this.number = number;
            this.end = end;
            this.now = new StringReader(start);
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            int read = now.read(buffer, offset, length);
            while (read < 0 && arrived <= number) {
                String next = arrived == number ? end : arrived == 0 ? item : "," + item;
                now = new StringReader(next);
                arrived++;
                read = now.read(buffer, offset, length);
            }
            return read;
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }

    @Test
    void a_page_that_breaks_off_is_read_again_from_its_beginning() {
        String second = page("", object("b", ""), object("c", ""), object("d", ""));
        server.on(
                CLAIMS,
                Answer.json(page("two", object("a", ""))),
                Answer.half(second),
                Answer.cut(second),
                Answer.json(second));
        assertThat(names()).containsExactly("a", "b", "c", "d");
        assertThat(server.requests(CLAIMS))
                .extracting(Request::query)
                .extracting(each -> each.getOrDefault("continue", ""))
                .containsExactly("", "two", "two", "two");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_list_of_which_a_page_always_breaks_off_is_no_list(boolean ofKnownLength) {
        String second = page("", object("b", ""), object("c", ""));
        server.on(
                CLAIMS,
                Answer.json(page("two", object("a", ""))),
                ofKnownLength ? Answer.half(second) : Answer.cut(second));
        ApiFailure failure = catchThrowableOfType(ApiFailure.class, this::names);
        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure).hasMessageContaining("does not answer");
        assertThat(server.requests(CLAIMS)).hasSizeGreaterThanOrEqualTo(1 + 5);
    }

    @Test
    void an_answer_that_goes_on_behind_the_list_is_no_list() {
        server.on(CLAIMS, Answer.json(page("", object("a", "")) + "{}"));
        assertThat(catchThrowableOfType(ApiFailure.class, this::names).kind())
                .isEqualTo(Kind.UNREADABLE);
    }

    @Test
    @Timeout(10)
    void a_list_that_trickles_ends_with_the_time_of_the_request() {
        server.on(CLAIMS, Answer.trickle());
        Cluster impatient = open(Duration.ofMillis(500));
        assertThat(
                        catchThrowableOfType(
                                        ApiFailure.class,
                                        () -> impatient.claims(Reach.everywhere()))
                                .kind())
                .isEqualTo(Kind.UNREACHABLE);
        assertThat(server.requests(CLAIMS)).hasSize(1);
    }

    @Test
    @Timeout(10)
    void a_list_that_trickles_ends_when_the_run_has_to_stop() throws InterruptedException {
        server.on(CLAIMS, Answer.trickle());
        Cluster patient = open(Duration.ofMinutes(3));
        List<ApiFailure> failures = new ArrayList<>();
        Thread run =
                Thread.ofPlatform()
                        .start(() ->
                                failures.add(
                                        catchThrowableOfType(
                                                ApiFailure.class,
                                                () -> patient.claims(Reach.everywhere()))));
        while (server.requests(CLAIMS).isEmpty()) {
            Thread.onSpinWait();
        }
        run.interrupt();
        run.join(TimeUnit.SECONDS.toMillis(5));
        assertThat(failures)
                .singleElement()
                .satisfies(each -> assertThat(each).hasMessageContaining("the run was stopped"));
    }

    private Cluster open(Duration call) {
        return ScriptedApiServer.connection(server.kubeconfig(folder))
                .open(
                        Map.of(),
                        new Timeouts(
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(30),
                                call,
                                Duration.ofMillis(500)),
                        new RetryingInterceptor(RetryPolicy.DEFAULT, server.slept::add, () -> 0));
    }
}
