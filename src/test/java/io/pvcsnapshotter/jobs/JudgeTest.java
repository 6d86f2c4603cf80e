package io.pvcsnapshotter.jobs;

import static io.pvcsnapshotter.sample.RunJobBuilder.ended;
import static io.pvcsnapshotter.sample.RunJobBuilder.job;
import static io.pvcsnapshotter.sample.RunJobBuilder.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.jobs.Course.State;
import io.pvcsnapshotter.model.EventSeen;
import io.pvcsnapshotter.model.RunJob;
import io.pvcsnapshotter.model.RunPod;
import io.pvcsnapshotter.model.RunPod.Container;
import io.pvcsnapshotter.sample.RunJobBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {
    private static final Instant NOW = RunJobBuilder.CREATED.plusSeconds(600);
    private static final String TOTALS = "selected 3 of 3 claims: 2 ready, 1 failed; 0 expired";

    private static RunJobBuilder run() {
        return job("run");
    }

    private static RunJobBuilder failed(String reason, String message) {
        return run().condition("Failed", reason, message, Duration.ofSeconds(65));
    }

    private static Course judged(RunJob job, RunPod... pods) {
        return new Judge(new Sightings(Optional.of(List.of(pods)), Optional.of(Map.of()))).of(job);
    }

    private static Course judged(RunJob job, List<RunPod> pods, String uid, EventSeen event) {
        return new Judge(new Sightings(Optional.of(pods), Optional.of(Map.of(uid, List.of(event)))))
                .of(job);
    }

    private static Course blind(RunJob job) {
        return new Judge(new Sightings(Optional.empty(), Optional.empty())).of(job);
    }

    private static EventSeen warning(String reason, String message) {
        return new EventSeen(true, reason, message, Optional.of(NOW));
    }

    private static RunPod waiting(RunJob job, String reason, String message) {
        return pod(job, 1, new Container.Waiting(reason, message));
    }

    private static String onlyReason(Course course) {
        assertThat(course.told().reasons()).hasSize(1);
        return course.told().reasons().getFirst();
    }

    @Test
    void a_complete_job_succeeded_and_its_last_pod_has_the_numbers() {
        RunJob job =
                run().condition("Complete", "CompletionsReached", "", Duration.ofSeconds(65))
                        .build();
        Course course = judged(job, pod(job, 1, ended(0, "selected 3 of 3 claims: 3 ready")));
        assertThat(course.state()).isEqualTo(State.SUCCEEDED);
        assertThat(course.result()).isEqualTo("0 ok");
        assertThat(course.told().totals()).contains("selected 3 of 3 claims: 3 ready");
        assertThat(course.told().reasons()).isEmpty();
        assertThat(course.took(NOW)).isEqualTo(Duration.ofSeconds(65));
    }

    @Test
    void what_failed_stands_before_the_numbers() {
        RunJob job = failed("PodFailurePolicy", "exit code 73").build();
        Course course =
                judged(
                        job,
                        pod(job, 1, ended(73, "shop/a: no class | shop/b: no class | " + TOTALS)));
        assertThat(course.state()).isEqualTo(State.FAILED);
        assertThat(course.result()).isEqualTo("73 failed");
        assertThat(course.told().reasons()).containsExactly("shop/a: no class", "shop/b: no class");
        assertThat(course.told().totals()).contains(TOTALS);
    }

    @Test
    void a_program_that_ended_before_it_had_numbers_left_a_reason() {
        RunJob job = failed("PodFailurePolicy", "exit code 78").build();
        Course course = judged(job, pod(job, 1, ended(78, "snapshotter.conf:2: unknown key")));
        assertThat(course.result()).isEqualTo("78 invalid");
        assertThat(onlyReason(course)).isEqualTo("snapshotter.conf:2: unknown key");
        assertThat(course.told().totals()).isEmpty();
    }

    @Test
    void after_a_retry_the_second_pod_counts() {
        RunJob job = failed("BackoffLimitExceeded", "").build();
        Course course =
                judged(
                        job,
                        pod(job, 2, ended(73, "second | " + TOTALS)),
                        pod(job, 1, ended(75, "first | " + TOTALS)));
        assertThat(course.exitCode()).contains(73);
        assertThat(course.told().reasons()).containsExactly("second");
        assertThat(course.told().pods()).isEqualTo(2);
    }

    @Test
    void a_failed_try_is_not_the_end_of_the_run() {
        RunJob job = run().build();
        RunPod first = pod(job, 1, ended(75, "shop/a: a time-out | " + TOTALS));
        Course between = judged(job, first);
        assertThat(between.state().isEnd()).isFalse();
        assertThat(onlyReason(between))
                .isEqualTo(
                        "a try ended with 75 (some claims failed, and a retry may help), and Kubernetes tries it once more: shop/a: a time-out");
        Course again = judged(job, first, pod(job, 2, new Container.Running(Optional.empty())));
        assertThat(again.state()).isEqualTo(State.RUNNING);
        assertThat(onlyReason(again))
                .isEqualTo(
                        "an earlier try ended with 75 (some claims failed, and a retry may help): shop/a: a time-out");
        assertThat(again.result()).isEqualTo("running");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 64, 73, 77, 78})
    void no_retry_is_promised_where_the_manifests_allow_none(int code) {
        RunJob job = run().build();
        Course course = judged(job, pod(job, 1, ended(code, "why")));
        assertThat(course.state()).isEqualTo(State.RUNNING);
        assertThat(course.told().reasons()).isEmpty();
    }

    @Test
    void no_retry_is_promised_after_the_last_one() {
        RunJob job = run().build();
        Course course = judged(job, pod(job, 1, ended(75, "")), pod(job, 2, ended(75, "")));
        assertThat(course.told().reasons()).isEmpty();
    }

    @Test
    void a_job_that_took_too_long_is_said_to() {
        RunJob job = failed("DeadlineExceeded", "Job was active longer than specified").build();
        Course course = judged(job);
        assertThat(course.state()).isEqualTo(State.TIMED_OUT);
        assertThat(course.result()).isEqualTo("timed out");
        assertThat(onlyReason(course))
                .isEqualTo(
                        "it was stopped, because its Job may take no longer than 2h00m (activeDeadlineSeconds)");
    }

    @Test
    void a_job_that_took_too_long_because_it_had_no_pod_says_why() {
        RunJob job = failed("DeadlineExceeded", "Job was active longer than specified").build();
        Course course =
                judged(
                        job,
                        List.of(),
                        job.uid(),
                        warning("FailedCreate", "Error creating: pods \"x\" is forbidden: no"));
        assertThat(course.told().reasons())
                .hasSize(2)
                .last()
                .isEqualTo("the API server does not take its pod: pods \"x\" is forbidden: no");
    }

    @Test
    void the_exit_status_outlives_the_pod_in_the_message_of_the_job() {
        RunJob job =
                failed(
                                "PodFailurePolicy",
                                "Container snapshot for pod a/b failed with exit code 77 matching FailJob rule at index 1")
                        .build();
        Course course = judged(job);
        assertThat(course.result()).isEqualTo("77 no rights");
        assertThat(course.told().reasons())
                .startsWith("rights are missing")
                .endsWith("its pod is gone, and its summary with it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exceeded quota: pods, requested: pods=1 | Raise the quota",
                "failed quota: compute: must specify limits.cpu for: snapshot | Add manifests/components/cpu-limit",
                "error looking up service account a/b: serviceaccount \"b\" not found | Apply the manifests again",
                "violates PodSecurity \"restricted:latest\" | apply the manifests again",
            })
    void a_pod_that_the_api_server_does_not_take_is_explained(String why, String advice) {
        RunJob job = run().build();
        Course course =
                judged(
                        job,
                        List.of(),
                        job.uid(),
                        warning("FailedCreate", "Error creating: pods \"x\" is forbidden: " + why));
        assertThat(course.state()).isEqualTo(State.WAITING);
        assertThat(onlyReason(course))
                .startsWith("the API server does not take its pod: pods \"x\" is forbidden: " + why)
                .contains(advice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ErrImagePull", "ImagePullBackOff", "InvalidImageName"})
    void an_image_that_cannot_be_pulled_is_named(String reason) {
        RunJob job = run().build();
        Course course = judged(job, waiting(job, reason, "no such image: a/b:c"));
        assertThat(course.state()).isEqualTo(State.WAITING);
        assertThat(onlyReason(course))
                .startsWith("its image cannot be pulled: " + reason + ": no such image: a/b:c.")
                .contains("manifests/components/image");
    }

    @Test
    void a_volume_that_cannot_be_mounted_is_in_an_event_of_the_pod() {
        RunJob job = run().build();
        RunPod pod = waiting(job, "ContainerCreating", "");
        assertThat(onlyReason(judged(job, pod))).isEqualTo("its container is being made");
        Course course =
                judged(
                        job,
                        List.of(pod),
                        pod.uid(),
                        warning("FailedMount", "configmap \"kube-root-ca.crt\" not found"));
        assertThat(onlyReason(course))
                .isEqualTo(
                        "its pod does not start: FailedMount: configmap \"kube-root-ca.crt\" not found");
    }

    @Test
    void a_container_that_cannot_be_made_is_said_to() {
        RunJob job = run().build();
        assertThat(
                        onlyReason(
                                judged(
                                        job,
                                        waiting(
                                                job,
                                                "CreateContainerConfigError",
                                                "runAsNonRoot and image will run as root"))))
                .isEqualTo(
                        "its container does not start: CreateContainerConfigError: runAsNonRoot and image will run as root");
    }

    @Test
    void a_pod_without_a_node_says_why() {
        RunJob job = run().build();
        Course course =
                judged(
                        job,
                        pod(
                                job,
                                1,
                                new Container.Unknown(),
                                Optional.of("0/3 nodes are available"),
                                Optional.empty()));
        assertThat(onlyReason(course)).isEqualTo("no node takes its pod: 0/3 nodes are available");
        assertThat(onlyReason(judged(job, pod(job, 1, new Container.Unknown()))))
                .isEqualTo("its pod is there, and no node has taken it yet");
    }

    @Test
    void a_job_without_a_pod_waits_for_one() {
        assertThat(onlyReason(judged(run().notTakenUp().build())))
                .isEqualTo("the Job controller has not taken it up yet");
        assertThat(onlyReason(judged(run().build()))).isEqualTo("it has no pod yet");
        assertThat(onlyReason(judged(run().suspended().build())))
                .startsWith("its Job is suspended");
        assertThat(judged(run().deleting().build()).told().reasons())
                .startsWith("its Job is being deleted");
    }

    @ParameterizedTest
    @CsvSource({
        "137, OOMKilled, 137 killed, it had too little memory",
        "3, Error, 3 memory, it had too little memory",
        "137, Error, 137 killed, the program was killed",
        "143, Error, 143 stopped, the program was told to stop",
        "128, StartError, 128 unknown, 'its container ended with 128, StartError'",
        "1, Error, 1 unknown, 'its container ended with 1, Error'"
    })
    void a_program_that_died_is_explained(int code, String why, String result, String reason) {
        RunJob job = failed("BackoffLimitExceeded", "").build();
        Course course =
                judged(
                        job,
                        pod(
                                job,
                                1,
                                new Container.Terminated(
                                        code,
                                        why,
                                        "the run was ended after 1 of 3 due claims",
                                        Optional.empty())));
        assertThat(course.result()).isEqualTo(result);
        assertThat(course.told().reasons())
                .startsWith("the run was ended after 1 of 3 due claims")
                .anyMatch(each -> each.startsWith(reason));
    }

    @Test
    void a_pod_that_was_evicted_is_said_to() {
        RunJob job = failed("BackoffLimitExceeded", "Job has reached the limit").build();
        Course course =
                judged(
                        job,
                        pod(
                                job,
                                1,
                                new Container.Unknown(),
                                Optional.empty(),
                                Optional.of("Evicted: the node was low on memory")));
        assertThat(course.result()).isEqualTo("failed");
        assertThat(course.told().reasons()).startsWith("Evicted: the node was low on memory");
    }

    @Test
    void where_pods_may_not_be_read_it_says_what_the_job_alone_tells() {
        RunJob complete = run().condition("Complete", "", "", Duration.ofSeconds(5)).build();
        assertThat(blind(complete).result()).isEqualTo("0 ok");
        assertThat(onlyReason(blind(complete))).startsWith("pods may not be read here");
        assertThat(onlyReason(blind(run().build()))).startsWith("pods may not be read here");
    }

    @Test
    void any_text_in_a_termination_message_is_only_text() {
        RunJob job = failed("PodFailurePolicy", "").build();
        for (String each : List.of("", " | ", "|||", "x".repeat(100_000), " | selected ")) {
            Course course = judged(job, pod(job, 1, ended(73, each)));
            assertThat(String.join("", course.told().reasons()).length()).isLessThan(5000);
        }
    }

    @Test
    void only_what_does_not_go_on_needs_an_event_to_explain_it() {
        RunJob job = run().build();
        assertThat(Judge.toExplain(job, List.of())).containsExactly(job.uid());
        RunPod waiting = waiting(job, "ContainerCreating", "");
        assertThat(Judge.toExplain(job, List.of(waiting))).containsExactly(waiting.uid());
        assertThat(
                        Judge.toExplain(
                                job, List.of(pod(job, 1, new Container.Running(Optional.empty())))))
                .isEmpty();
        assertThat(Judge.toExplain(job, List.of(pod(job, 1, ended(75, ""))))).isEmpty();
        RunJob complete = run().condition("Complete", "", "", Duration.ZERO).build();
        assertThat(Judge.toExplain(complete, List.of())).isEmpty();
    }
}
