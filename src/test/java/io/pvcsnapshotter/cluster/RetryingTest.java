package io.pvcsnapshotter.cluster;

import static io.pvcsnapshotter.cluster.ScriptedApiServer.IN_SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.cluster.ScriptedApiServer.Answer;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.SnapshotRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryingTest {
    private static final ObjectName NAME = new ObjectName("shop", "a");
    private static final String PATH = IN_SHOP + "/a";
    private static final String BODY =
            """
            {"metadata":{"namespace":"shop","name":"a","uid":"u","resourceVersion":"9",
             "creationTimestamp":"2026-03-10T04:17:00Z"}}
            """;
    private static final Answer WELL = Answer.json(BODY);

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

    private ApiFailure failure() {
        return catchThrowableOfType(ApiFailure.class, () -> cluster.snapshot(NAME));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void retries_what_passes(int status) {
        server.on(PATH, Answer.status(status, "not now"), WELL);
        assertThat(cluster.snapshot(NAME)).isPresent();
        assertThat(server.requests()).hasSize(2);
        assertThat(server.slept).containsExactly(Duration.ofMillis(400));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 410, 422, 501})
    void does_not_retry_what_does_not_pass(int status) {
        server.on(PATH, WELL);
        assertThat(cluster.snapshot(NAME)).isPresent();
        server.on(IN_SHOP, Answer.refusal(status, "", "no"));
        assertThatThrownBy(() ->
                        cluster.create(
                                new SnapshotRequest(
                                        NAME,
                                        "c",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Map.of(),
                                        Map.of())))
                .isInstanceOf(ApiFailure.class);
        assertThat(server.requests()).hasSize(2);
        assertThat(server.slept).isEmpty();
    }

    /** It answers before it has read the roles. */
    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void a_first_answer_that_refuses_is_believed_only_when_it_lasts(int status) {
        Answer refusal = Answer.refusal(status, "", "no");
        server.on(PATH, refusal, refusal, refusal, WELL);
        assertThat(cluster.snapshot(NAME)).isPresent();
        server.on(PATH, refusal);
        assertThat(failure().kind()).isIn(Kind.UNAUTHENTICATED, Kind.FORBIDDEN, Kind.DENIED);
        assertThat(server.requests()).hasSize(4 + 1);
    }

    @Test
    void a_refusal_that_lasts_is_believed_after_fifteen_seconds() {
        server.on(PATH, Answer.refusal(403, "", "no"));
        assertThat(failure().kind()).isEqualTo(Kind.DENIED);
        assertThat(server.slept.stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(15));
    }

    /** It answers before it has read the roles. */
    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void an_api_server_that_has_just_come_back_is_not_taken_at_its_word(int status) {
        server.on(
                PATH,
                Answer.status(503, "starting"),
                Answer.refusal(status, "", "no"),
                Answer.refusal(status, "", "no"),
                WELL);
        assertThat(cluster.snapshot(NAME)).isPresent();
        server.on(PATH, Answer.status(503, "starting"), Answer.refusal(status, "", "no"));
        assertThat(failure().kind()).isIn(Kind.UNAUTHENTICATED, Kind.FORBIDDEN, Kind.DENIED);
        assertThat(server.requests()).hasSize(4 + 6);
    }

    @Test
    void waits_longer_each_time_and_gives_up_after_five_attempts() {
        server.on(PATH, Answer.refusal(503, "ServiceUnavailable", "etcd is away"));
        assertThat(failure().kind()).isEqualTo(Kind.SERVER_ERROR);
        assertThat(failure())
                .hasMessage(
                        "Tried to read volumesnapshots shop/a but failed: etcd is away (HTTP status 503)");
        assertThat(server.requests()).hasSize(10);
        assertThat(server.slept.subList(0, 4))
                .containsExactly(
                        Duration.ofMillis(400),
                        Duration.ofMillis(800),
                        Duration.ofMillis(1600),
                        Duration.ofMillis(3200));
    }

    /**
     * All who were refused at once are asked to wait equally long: they must not come back at once.
     */
    @Test
    void waits_as_long_as_the_api_server_asks_and_then_not_as_long_as_everyone_else() {
        server.on(PATH, Answer.refusal(429, "TooManyRequests", "later", "Retry-After", "7"), WELL);
        assertThat(cluster.snapshot(NAME)).isPresent();
        assertThat(server.slept).containsExactly(Duration.ofMillis(7400));
    }

    @Test
    void does_not_wait_as_long_as_a_mad_api_server_asks() {
        server.on(
                PATH,
                Answer.refusal(429, "TooManyRequests", "later", "Retry-After", "86400"),
                WELL);
        assertThat(cluster.snapshot(NAME)).isPresent();
        assertThat(server.slept).containsExactly(Duration.ofMillis(10_400));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "soon", "-5", "99999999999999999999", "Tue, 10 Mar 2026 04:17:00 GMT"})
    void what_is_no_number_of_seconds_does_not_count(String retryAfter) {
        server.on(PATH, Answer.status(429, "later", "Retry-After", retryAfter), WELL);
        assertThat(cluster.snapshot(NAME)).isPresent();
        assertThat(server.slept).containsExactly(Duration.ofMillis(400));
    }

    @Test
    void too_many_requests_are_no_fault_and_asked_again_for_two_minutes() {
        Answer later = Answer.refusal(429, "TooManyRequests", "later", "Retry-After", "1");
        Answer[] answers = Collections.nCopies(14, later).toArray(Answer[]::new);
        answers[13] = WELL;
        server.on(PATH, answers);
        assertThat(cluster.snapshot(NAME)).isPresent();
        assertThat(slept()).isLessThan(Duration.ofMinutes(2));
    }

    @Test
    void too_many_requests_for_ever_is_throttled() {
        server.on(
                PATH,
                Answer.refusal(429, "TooManyRequests", "too many requests", "Retry-After", "1"));
        assertThat(failure().kind()).isEqualTo(Kind.THROTTLED);
        assertThat(slept()).isBetween(Duration.ofSeconds(105), Duration.ofMinutes(2));
    }

    @Test
    void a_connection_that_drops_is_tried_again() {
        server.on(PATH, Answer.drop(), Answer.drop(), WELL);
        assertThat(cluster.snapshot(NAME)).isPresent();
    }

    @Test
    void a_connection_that_always_drops_is_unreachable() {
        server.on(PATH, Answer.drop());
        ApiFailure failure = failure();
        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure.getMessage())
                .startsWith(
                        "Tried to read volumesnapshots shop/a but failed: the API server at 127.0.0.1:")
                .contains("does not answer");
    }

    @Test
    void an_answer_that_breaks_off_is_tried_again() {
        server.on(PATH, Answer.half(BODY), WELL);
        assertThat(cluster.snapshot(NAME)).isPresent();
    }

    @Test
    void an_answer_that_never_ends_is_given_up() {
        server.on(PATH, Answer.hang());
        Cluster impatient = server.cluster(folder, Duration.ofMillis(100));
        assertThatThrownBy(() -> impatient.snapshot(NAME))
                .isInstanceOfSatisfying(
                        ApiFailure.class,
                        each -> assertThat(each.kind()).isEqualTo(Kind.UNREACHABLE));
    }

    @Test
    void a_creation_is_repeated_because_its_name_is_fixed() {
        server.on(IN_SHOP, Answer.drop(), Answer.refusal(409, "AlreadyExists", "it exists"));
        SnapshotRequest request =
                new SnapshotRequest(
                        NAME, "c", Optional.empty(), Optional.empty(), Map.of(), Map.of());
        assertThatThrownBy(() -> cluster.create(request))
                .isInstanceOfSatisfying(
                        ApiFailure.class,
                        each -> assertThat(each.kind()).isEqualTo(Kind.ALREADY_EXISTS));
        assertThat(server.requests())
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(each -> !each.body().isEmpty());
    }

    @Test
    void no_server_at_all_is_unreachable() {
        server.close();
        assertThat(failure().kind()).isEqualTo(Kind.UNREACHABLE);
    }

    /** Time passes by sleeping alone. */
    private Cluster patient(Duration patience) {
        return ScriptedApiServer.connection(server.kubeconfig(folder))
                .open(
                        Map.of(),
                        Timeouts.DEFAULT,
                        new RetryingInterceptor(
                                RetryPolicy.PERSISTENT,
                                server.slept::add,
                                () -> 0,
                                () -> patience.minus(slept())));
    }

    private Duration slept() {
        return server.slept.stream().reduce(Duration.ZERO, Duration::plus);
    }

    @Test
    void who_has_time_tries_again_until_it_is_used_up_and_tells_the_last_failure() {
        server.on(PATH, Answer.refusal(503, "ServiceUnavailable", "etcd is away"));
        Cluster patient = patient(Duration.ofSeconds(90));
        assertThatThrownBy(() -> patient.snapshot(NAME))
                .hasMessageContaining("etcd is away")
                .isInstanceOfSatisfying(
                        ApiFailure.class,
                        each -> assertThat(each.kind()).isEqualTo(Kind.SERVER_ERROR));
        assertThat(slept()).isBetween(Duration.ofSeconds(85), Duration.ofSeconds(90));
        int before = server.requests().size();
        assertThatThrownBy(() -> patient.snapshot(NAME)).isInstanceOf(ApiFailure.class);
        assertThat(server.requests().size() - before)
                .as("the time is that of all requests together")
                .isLessThan(5);
        assertThat(slept()).isLessThan(Duration.ofSeconds(90));
    }

    @Test
    void no_time_left_is_not_waited_away_because_the_api_server_asks_for_it() {
        server.on(PATH, Answer.refusal(429, "TooManyRequests", "later", "Retry-After", "4"));
        Cluster patient = patient(Duration.ofSeconds(10));
        assertThatThrownBy(() -> patient.snapshot(NAME)).isInstanceOf(ApiFailure.class);
        assertThat(server.slept).containsExactly(Duration.ofMillis(4400), Duration.ofMillis(4800));
    }

    @Test
    void a_request_that_hangs_ends_with_the_time_that_is_left() {
        server.on(PATH, Answer.hang());
        Cluster patient =
                ScriptedApiServer.connection(server.kubeconfig(folder))
                        .open(Map.of(), Duration.ofMillis(1500));
        assertThat(
                        org.junit.jupiter.api.Assertions.assertTimeout(
                                Duration.ofSeconds(10),
                                () ->
                                        catchThrowableOfType(
                                                ApiFailure.class, () -> patient.snapshot(NAME))))
                .extracting(ApiFailure::kind)
                .isEqualTo(Kind.UNREACHABLE);
    }

    @Test
    void a_stopped_thread_does_not_wait_for_another_attempt() {
        server.on(PATH, Answer.status(503, ""));
        Cluster stopped =
                ScriptedApiServer.connection(server.kubeconfig(folder))
                        .open(
                                Map.of(),
                                Timeouts.DEFAULT,
                                new RetryingInterceptor(
                                        RetryPolicy.DEFAULT,
                                        _ -> {
                                            throw new InterruptedException();
                                        },
                                        () -> 0));
        try {
            assertThatThrownBy(() -> stopped.snapshot(NAME)).isInstanceOf(ApiFailure.class);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            assertThat(server.requests()).hasSize(1);
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void jitter_takes_off_up_to_half_and_the_delay_is_capped() {
        RetryPolicy policy =
                new RetryPolicy(
                        9,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        Duration.ZERO,
                        Duration.ZERO);
        assertThat(policy.delay(1, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(policy.delay(1, 0.999999)).isEqualTo(Duration.ofMillis(500));
        assertThat(policy.delay(4, 0)).isEqualTo(Duration.ofSeconds(8));
        assertThat(policy.delay(5, 0)).isEqualTo(Duration.ofSeconds(10));
        assertThat(policy.delay(60, 0)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void no_failure_tells_the_token() {
        server.on(PATH, Answer.drop());
        assertThat(failure()).hasStackTraceContaining("does not answer");
        assertThat(stackTrace(failure())).doesNotContain(ScriptedApiServer.TOKEN);
        server.on(PATH, Answer.refusal(401, "Unauthorized", "Unauthorized"));
        assertThat(stackTrace(failure())).doesNotContain(ScriptedApiServer.TOKEN);
    }

    private static String stackTrace(Throwable thrown) {
        java.io.StringWriter text = new java.io.StringWriter();
        thrown.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }
}
