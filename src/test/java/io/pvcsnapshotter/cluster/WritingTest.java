package io.pvcsnapshotter.cluster;

import static io.pvcsnapshotter.cluster.ScriptedApiServer.IN_SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.cluster.ScriptedApiServer.Answer;
import io.pvcsnapshotter.cluster.ScriptedApiServer.Request;
import io.pvcsnapshotter.model.EventNote;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.sample.SnapshotBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WritingTest {
    private static final String ITEM = IN_SHOP + "/data-1";
    private static final ObjectName NAME = new ObjectName("shop", "data-1");
    private static final Answer CREATED =
            Answer.status(
                    201,
                    """
                    {"metadata":{"namespace":"shop","name":"data-1","uid":"u","resourceVersion":"9",
                     "creationTimestamp":"2026-03-10T04:17:00Z"}}
                    """);

    private static final Answer CHANGED =
            Answer.refusal(
                    409,
                    "Conflict",
                    "Precondition failed: ResourceVersion in precondition: 42, ResourceVersion in object meta: 43");

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

    private static SnapshotRequest request(Optional<String> snapshotClass) {
        return new SnapshotRequest(
                NAME,
                "data",
                snapshotClass,
                Optional.of("d"),
                Map.of("l", "1"),
                Map.of("a", "\"ü\n"));
    }

    private static Snapshot snapshot() {
        return SnapshotBuilder.snapshot(NAME, Instant.EPOCH)
                .withUid("the-uid")
                .withResourceVersion("42")
                .withTaken(Optional.empty())
                .build();
    }

    @Test
    void creates_what_was_asked_for_and_reads_it_back() {
        server.on(IN_SHOP, CREATED);
        Snapshot created = cluster.create(request(Optional.of("fast")));
        assertThat(created.uid()).isEqualTo("u");
        Request sent = server.requests().getFirst();
        assertThat(sent.method()).isEqualTo("POST");
        assertThat(sent.headers().get("Content-type").getFirst()).startsWith("application/json");
        assertThat(JsonParser.parseString(sent.body()))
                .isEqualTo(
                        JsonParser.parseString(
                                """
                                {"apiVersion":"snapshot.storage.k8s.io/v1","kind":"VolumeSnapshot",
                                 "metadata":{"name":"data-1","namespace":"shop","labels":{"l":"1"},"annotations":{"a":"\\"ü\\n"}},
                                 "spec":{"source":{"persistentVolumeClaimName":"data"},"volumeSnapshotClassName":"fast"}}
                                """));
    }

    @Test
    void leaves_the_class_to_the_controller_where_none_is_chosen() {
        server.on(IN_SHOP, CREATED);
        cluster.create(request(Optional.empty()));
        assertThat(server.requests().getFirst().body()).doesNotContain("volumeSnapshotClassName");
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    409 | AlreadyExists | volumesnapshots "data-1" already exists | ALREADY_EXISTS
                    409 | AlreadyExists | object is being deleted: volumesnapshots "data-1" already exists | ALREADY_EXISTS
                    404 | NotFound | namespaces "shop" not found | NOT_SERVED
                    400 | | admission webhook "x" denied the request: no | INVALID
                    422 | Invalid | VolumeSnapshot "data-1" is invalid: spec: Invalid value | INVALID
                    403 | Forbidden | volumesnapshots "data-1" is forbidden: exceeded quota: q, requested: 1 | QUOTA
                    401 | Unauthorized | Unauthorized | UNAUTHENTICATED
                    """)
    void names_the_refusal_of_a_creation(int status, String reason, String message, Kind kind) {
        server.on(IN_SHOP, Answer.refusal(status, reason == null ? "" : reason, message));
        assertThatThrownBy(() -> cluster.create(request(Optional.empty())))
                .hasMessage(
                        "Tried to create volumesnapshots shop/data-1 but failed: %s (HTTP status %d)"
                                .formatted(message, status))
                .isInstanceOfSatisfying(
                        ApiFailure.class, each -> assertThat(each.kind()).isEqualTo(kind));
    }

    @Test
    void a_refusal_without_a_body_still_says_its_status() {
        server.on(IN_SHOP, Answer.status(418, ""));
        assertThatThrownBy(() -> cluster.create(request(Optional.empty())))
                .hasMessage(
                        "Tried to create volumesnapshots shop/data-1 but failed: HTTP status 418");
    }

    @Test
    void deletes_only_the_object_and_the_version_that_was_read() {
        server.on(ITEM, Answer.json("{\"kind\":\"Status\",\"status\":\"Success\"}"));
        assertThat(cluster.delete(snapshot())).isEqualTo(SnapshotWriter.Removal.ACCEPTED);
        Request sent = server.requests().getFirst();
        assertThat(sent.method()).isEqualTo("DELETE");
        assertThat(JsonParser.parseString(sent.body()))
                .isEqualTo(
                        JsonParser.parseString(
                                """
                                {"apiVersion":"v1","kind":"DeleteOptions",
                                 "preconditions":{"uid":"the-uid","resourceVersion":"42"}}
                                """));
    }

    @Test
    void a_deletion_of_what_changed_or_is_gone_is_no_failure() {
        server.on(
                ITEM,
                CHANGED,
                Answer.json(found("the-uid", "null")),
                CHANGED,
                Answer.json(found("another-uid", "null")),
                Answer.refusal(404, "NotFound", "volumesnapshots \"data-1\" not found"));
        assertThat(cluster.delete(snapshot())).isEqualTo(SnapshotWriter.Removal.CHANGED);
        assertThat(cluster.delete(snapshot())).isEqualTo(SnapshotWriter.Removal.GONE);
        assertThat(cluster.delete(snapshot())).isEqualTo(SnapshotWriter.Removal.GONE);
    }

    /** Its finalizers are still there, so the repetition meets an object that has changed. */
    @Test
    void a_deletion_whose_answer_was_lost_is_not_told_as_a_change() {
        server.on(
                ITEM,
                Answer.drop(),
                CHANGED,
                Answer.json(found("the-uid", "\"2026-03-10T04:18:00Z\"")));
        assertThat(cluster.delete(snapshot())).isEqualTo(SnapshotWriter.Removal.GONE);
    }

    private static String found(String uid, String deletion) {
        return """
        {"metadata":{"namespace":"shop","name":"data-1","uid":"%s","resourceVersion":"43",
         "creationTimestamp":"2026-03-10T04:17:00Z","deletionTimestamp":%s}}
        """
                .formatted(uid, deletion);
    }

    @Test
    void a_deletion_that_is_refused_names_verb_object_and_reason() {
        server.on(
                ITEM,
                Answer.refusal(
                        403,
                        "Forbidden",
                        "volumesnapshots \"data-1\" is forbidden: User \"a\" cannot delete resource \"volumesnapshots\" in API group \"x\""));
        ApiFailure failure =
                catchThrowableOfType(ApiFailure.class, () -> cluster.delete(snapshot()));
        assertThat(failure.kind()).isEqualTo(Kind.FORBIDDEN);
        assertThat(failure)
                .hasMessageStartingWith("Tried to delete volumesnapshots shop/data-1 but failed: ");
        assertThat(failure.reason())
                .contains("cannot delete resource")
                .endsWith("(HTTP status 403)");
    }

    /** While it connects, OkHttp throws an InterruptedException that it does not declare. */
    @Test
    void a_request_of_a_thread_that_is_interrupted_fails_as_any_other() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> cluster.delete(snapshot())).isInstanceOf(ApiFailure.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "a, 1024, 1024",
        "a, 1025, 1024",
        "\u00e9, 600, 1023",
        "\u20ac, 400, 1023",
        "\ud83d\ude00, 300, 1023"
    })
    void an_event_says_as_much_as_the_api_server_takes(String character, int times, int bytes) {
        String note = character.repeat(times);
        server.on(
                "/apis/events.k8s.io/v1/namespaces/shop/events", Answer.json("{\"metadata\":{}}"));
        cluster.publish(event(note));
        String sent =
                JsonParser.parseString(server.requests().getFirst().body())
                        .getAsJsonObject()
                        .get("note")
                        .getAsString();
        assertThat(sent.getBytes(StandardCharsets.UTF_8)).hasSize(bytes);
        assertThat(note).startsWith(sent.replaceAll("\\.\\.\\.$", ""));
    }

    @Test
    void an_event_that_exists_is_left_as_it_is() {
        server.on(
                "/apis/events.k8s.io/v1/namespaces/shop/events",
                Answer.refusal(409, "AlreadyExists", "events \"e\" already exists"));
        cluster.publish(event("no class"));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void an_event_is_complete() {
        server.on(
                "/apis/events.k8s.io/v1/namespaces/shop/events", Answer.json("{\"metadata\":{}}"));
        cluster.publish(event("no class"));
        JsonObject sent =
                JsonParser.parseString(server.requests().getFirst().body()).getAsJsonObject();
        assertThat(sent.remove("eventTime").getAsString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(sent)
                .isEqualTo(
                        JsonParser.parseString(
                                """
                                {"apiVersion":"events.k8s.io/v1","kind":"Event",
                                 "metadata":{"name":"data.1","namespace":"shop"},
                                 "reportingController":"pvc-snapshotter","reportingInstance":"pvc-snapshotter",
                                 "type":"Warning","reason":"SnapshotFailed","action":"Snapshot","note":"no class",
                                 "regarding":{"apiVersion":"v1","kind":"PersistentVolumeClaim","namespace":"shop",
                                  "name":"data","uid":"u"}}
                                """));
    }

    private static EventNote event(String note) {
        return new EventNote(
                "data.1",
                new EventNote.Regarding(
                        "v1", "PersistentVolumeClaim", new ObjectName("shop", "data"), "u"),
                true,
                "SnapshotFailed",
                "Snapshot",
                note);
    }
}
