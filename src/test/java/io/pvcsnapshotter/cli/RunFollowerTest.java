package io.pvcsnapshotter.cli;

import static io.pvcsnapshotter.sample.RunJobBuilder.ended;
import static io.pvcsnapshotter.sample.RunJobBuilder.job;
import static io.pvcsnapshotter.sample.RunJobBuilder.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.ApiFailures;
import io.pvcsnapshotter.jobs.Course;
import io.pvcsnapshotter.jobs.Judge;
import io.pvcsnapshotter.jobs.Sightings;
import io.pvcsnapshotter.model.EventSeen;
import io.pvcsnapshotter.model.RunJob;
import io.pvcsnapshotter.model.RunPod;
import io.pvcsnapshotter.model.RunPod.Container;
import io.pvcsnapshotter.sample.RunJobBuilder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunFollowerTest {
    private static final RunJob JOB = RunJobBuilder.job("run").byHand().build();

    private final Deque<Supplier<Optional<Course>>> looks = new ArrayDeque<>();
    private final List<String> said = new ArrayList<>();
    private Duration slept = Duration.ZERO;

    private void sees(RunJob job, RunPod... pods) {
        sees(job, Map.of(), pods);
    }

    private void sees(RunJob job, Map<String, List<EventSeen>> events, RunPod... pods) {
        Sightings seen = new Sightings(Optional.of(List.of(pods)), Optional.of(events));
        looks.add(() -> Optional.of(new Judge(seen).of(job)));
    }

    private void fails(ApiFailure.Kind kind) {
        looks.add(() -> {
            throw ApiFailures.of(kind);
        });
    }

    private int follow(Optional<Duration> longest) {
        return new RunFollower(
                        () -> (looks.size() > 1 ? looks.pop() : looks.peek()).get(),
                        said::add,
                        time -> slept = slept.plus(time))
                .follow(longest);
    }

    private static RunJob failed(String reason) {
        return job("run").byHand().condition("Failed", reason, "", Duration.ofSeconds(9)).build();
    }

    @Test
    void a_run_is_followed_from_its_beginning_to_its_end() {
        sees(JOB);
        sees(JOB, pod(JOB, 1, new Container.Waiting("ContainerCreating", "")));
        sees(JOB, pod(JOB, 1, new Container.Running(Optional.empty())));
        sees(JOB, pod(JOB, 1, new Container.Running(Optional.empty())));
        sees(
                job("run").condition("Complete", "", "", Duration.ofSeconds(9)).build(),
                pod(JOB, 1, ended(0, "selected 1 of 1 claims: 1 ready")));
        assertThat(follow(Optional.empty())).isZero();
        assertThat(said)
                .containsExactly(
                        "waiting: it has no pod yet",
                        "waiting: its container is being made",
                        "running",
                        "The run ended after 9s: 0 ok",
                        "  selected 1 of 1 claims: 1 ready");
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 69, 70, 73, 75, 77, 78})
    void it_exits_as_the_run_did(int code) {
        sees(failed("PodFailurePolicy"), pod(JOB, 1, ended(code, "why")));
        assertThat(follow(Optional.empty())).isEqualTo(code);
        assertThat(said).last().isEqualTo("  why");
    }

    @ParameterizedTest
    @CsvSource({"137", "143", "1", "3", "128"})
    void a_run_that_left_no_status_of_ours_is_75(int code) {
        sees(failed("BackoffLimitExceeded"), pod(JOB, 1, ended(code, "")));
        assertThat(follow(Optional.empty())).isEqualTo(75);
    }

    @Test
    void a_job_that_took_too_long_is_75() {
        sees(failed("DeadlineExceeded"));
        assertThat(follow(Optional.empty())).isEqualTo(75);
        assertThat(said).first().asString().contains("timed out");
    }

    @Test
    void the_failure_of_the_first_pod_is_not_the_end() {
        RunPod first = pod(JOB, 1, ended(75, "a time-out"));
        sees(JOB, first);
        sees(JOB, first, pod(JOB, 2, new Container.Running(Optional.empty())));
        sees(
                job("run").condition("Complete", "", "", Duration.ofSeconds(9)).build(),
                first,
                pod(JOB, 2, ended(0, "")));
        assertThat(follow(Optional.empty())).isZero();
        assertThat(said).element(1).asString().startsWith("running: an earlier try ended with 75");
        assertThat(said.getFirst())
                .contains("a try ended with 75", "tries it once more: a time-out");
    }

    @Test
    void what_stands_in_the_way_is_said_once_although_the_pod_s_name_changes() {
        for (String name : List.of("run-abcde", "run-fghij", "run-klmno")) {
            sees(
                    JOB,
                    Map.of(
                            JOB.uid(),
                            List.of(
                                    new EventSeen(
                                            true,
                                            "FailedCreate",
                                            "Error creating: pods \"%s\" is forbidden: exceeded quota"
                                                    .formatted(name),
                                            Optional.empty()))));
        }
        sees(failed("DeadlineExceeded"));
        follow(Optional.empty());
        assertThat(said.getFirst()).contains("run-abcde", "exceeded quota");
        assertThat(said).filteredOn(each -> each.startsWith("waiting")).hasSize(1);
    }

    @Test
    void a_job_that_somebody_deletes_is_75() {
        sees(JOB);
        looks.add(Optional::empty);
        assertThat(follow(Optional.empty())).isEqualTo(75);
        assertThat(said).last().asString().startsWith("The Job is gone");
    }

    @Test
    void an_api_server_that_does_not_answer_is_waited_for() {
        fails(ApiFailure.Kind.UNREACHABLE);
        fails(ApiFailure.Kind.UNREACHABLE);
        sees(failed("PodFailurePolicy"), pod(JOB, 1, ended(73, "")));
        assertThat(follow(Optional.empty())).isEqualTo(73);
        assertThat(said).filteredOn(each -> each.contains("The Job goes on")).hasSize(1);
    }

    @Test
    void a_right_that_is_missing_ends_it() {
        fails(ApiFailure.Kind.FORBIDDEN);
        assertThatThrownBy(() -> follow(Optional.empty())).isInstanceOf(ApiFailure.class);
    }

    @Test
    void after_the_time_that_was_given_it_stops_and_the_job_goes_on() {
        sees(JOB);
        assertThat(follow(Optional.of(Duration.ofSeconds(10)))).isEqualTo(75);
        assertThat(slept).isEqualTo(Duration.ofSeconds(10));
        assertThat(said).last().isEqualTo("The run has not ended after 10s. Its Job goes on.");
    }

    @Test
    void whoever_stops_it_is_told_that_the_job_goes_on() {
        sees(JOB);
        RunFollower follower =
                new RunFollower(
                        looks.peek(),
                        said::add,
                        _ -> {
                            throw new InterruptedException();
                        });
        follower.follow(Optional.empty());
        assertThat(said).last().isEqualTo("Stopped following. The Job goes on.");
    }
}
