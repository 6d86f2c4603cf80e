package io.pvcsnapshotter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.EventNote;
import io.pvcsnapshotter.model.EventNote.Regarding;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.run.ClaimResult;
import io.pvcsnapshotter.run.RunResult;
import io.pvcsnapshotter.sample.RunBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunEventsTest {
    private static final Run RUN = RunBuilder.run("run-uid", Sample.NOW).build();
    private static final Regarding JOB =
            new Regarding("batch/v1", "Job", new ObjectName("backup", "job"), "job-uid");
    private static final RunResult RESULT =
            result(
                    false,
                    result("bad", new Outcome.Failed("no class", false)),
                    result("good", new Outcome.Ready(Sample.NOW)),
                    result("cut", new Outcome.Taken(Sample.NOW)),
                    result("idle", new Outcome.Skipped("not due")));

    private static ClaimResult result(String claim, Outcome outcome) {
        return new ClaimResult(Sample.claim(claim), Sample.take(Optional.empty(), "1"), outcome);
    }

    private static RunResult result(boolean stopped, ClaimResult... claims) {
        return new RunResult(List.of(claims), List.of(), List.of(), List.of(), false, stopped);
    }

    private static List<EventNote> events(
            Optional<Regarding> job, Settings.Events wanted, RunResult result) {
        return new RunEvents(RUN, job, wanted).of(result);
    }

    private static String line(EventNote note) {
        return "%s %s %s %s: %s"
                .formatted(
                        note.about().name(),
                        note.about().uid(),
                        note.warning() ? "Warning" : "Normal",
                        note.reason(),
                        note.note());
    }

    @Test
    void one_for_the_job_and_one_for_each_claim_that_failed() {
        assertThat(events(Optional.of(JOB), Settings.Events.FAILURES, RESULT))
                .extracting(RunEventsTest::line)
                .containsExactly(
                        "backup/job job-uid Warning SnapshotRunFailed: selected 3 of 4 claims: 1 ready, 1 taken, 1 failed; 1 skipped; 0 expired; first failure: shop/bad: no class",
                        "shop/bad uid-bad Warning SnapshotFailed: no class");
    }

    @Test
    void all_of_them_tell_of_the_good_ones_too() {
        assertThat(events(Optional.empty(), Settings.Events.ALL, RESULT))
                .extracting(RunEventsTest::line)
                .containsExactly(
                        "shop/bad uid-bad Warning SnapshotFailed: no class",
                        "shop/good uid-good Normal SnapshotReady: ready, taken at 2026-03-10T04:17:00Z",
                        "shop/cut uid-cut Normal SnapshotTaken: taken at 2026-03-10T04:17:00Z");
    }

    @Test
    void one_for_the_job_tells_what_expires_later() {
        RunResult waits =
                new RunResult(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(
                                "shop/a: 2 snapshots expire later",
                                "shop/b: 1 snapshot expires later"),
                        false,
                        false);
        assertThat(events(Optional.of(JOB), Settings.Events.FAILURES, waits))
                .extracting(RunEventsTest::line)
                .last()
                .isEqualTo(
                        "backup/job job-uid Normal ExpiryPostponed: shop/a: 2 snapshots expire later; and 1 more");
    }

    @Test
    void a_run_that_is_stopped_tells_of_its_job_only() {
        RunResult stopped = result(true, result("bad", new Outcome.Failed("stopped", true)));
        assertThat(events(Optional.of(JOB), Settings.Events.ALL, stopped))
                .extracting(each -> each.about().kind())
                .containsExactly("Job");
    }

    @Test
    void a_good_run_succeeded() {
        assertThat(
                        events(
                                Optional.of(JOB),
                                Settings.Events.FAILURES,
                                result(false, result("good", new Outcome.Ready(Sample.NOW)))))
                .extracting(EventNote::reason, EventNote::warning)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("SnapshotRunSucceeded", false));
    }

    @Test
    void a_run_that_passes_over_every_claim_tells_why() {
        ClaimResult passedOver =
                new ClaimResult(
                        Sample.claim("a"),
                        Decision.unsupported(Sample.LENIENT, "no class"),
                        new Outcome.Skipped("no class"));
        assertThat(events(Optional.of(JOB), Settings.Events.FAILURES, result(false, passedOver)))
                .extracting(RunEventsTest::line)
                .containsExactly(
                        "backup/job job-uid Normal SnapshotRunSucceeded: selected 0 of 1 claims: 0 ready; 1 unsupported; 0 expired; no claim can be snapshotted, like shop/a: no class");
    }

    @Test
    void the_same_news_of_the_same_run_has_the_same_name_and_other_news_another() {
        List<String> names = names(RUN);
        assertThat(names).doesNotHaveDuplicates().hasSize(4).isEqualTo(names(RUN));
        Run other = RunBuilder.run("other-uid", Sample.NOW).build();
        assertThat(names(other)).doesNotContainAnyElementsOf(names);
    }

    private static List<String> names(Run run) {
        return new RunEvents(run, Optional.of(JOB), Settings.Events.ALL)
                .of(RESULT).stream().map(EventNote::name).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "data.with.dots",
                "ends-at-the-cut-aaaaaaaaaaaaaaaaaaaaa.-aaaaaa",
                "253"
            })
    void every_name_is_one_that_the_api_server_takes(String claim) {
        String name = claim.equals("253") ? "a".repeat(253) : claim;
        RunResult result = result(false, result(name, new Outcome.Failed("x", false)));
        assertThat(events(Optional.empty(), Settings.Events.FAILURES, result).getFirst().name())
                .hasSizeLessThan(254)
                .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    }

    @Test
    void a_claim_of_no_policy_is_no_news() {
        RunResult result =
                result(
                        false,
                        new ClaimResult(
                                Sample.claim("a"),
                                Decision.noPolicy(),
                                new Outcome.Skipped("no policy selects it")));
        assertThat(events(Optional.empty(), Settings.Events.ALL, result)).isEmpty();
    }
}
