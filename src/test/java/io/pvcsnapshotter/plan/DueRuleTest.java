package io.pvcsnapshotter.plan;

import static io.pvcsnapshotter.plan.Scene.at;
import static io.pvcsnapshotter.plan.Scene.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.sample.RunBuilder;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DueRuleTest {
    @ParameterizedTest(name = "{0}: every {1}, last {2}, run {3}: due {4}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # zone             | every | last                 | this run             | due
                    UTC                | 24h   | 2026-03-09T04:17:00Z | 2026-03-10T04:17:00Z | true
                    UTC                | 24h   | 2026-03-09T04:17:00Z | 2026-03-10T04:16:59Z | false
                    UTC                | 24h   | 2026-03-09T04:17:00Z | 2026-03-10T03:17:00Z | false
                    UTC                | 24h   | 2026-03-09T04:17:00Z | 2026-03-09T04:17:00Z | false
                    UTC                | 24h   | 2026-03-01T04:17:00Z | 2026-03-10T00:00:00Z | true
                    UTC                | 1h    | 2026-03-10T03:17:00Z | 2026-03-10T04:17:00Z | true
                    UTC                | 4w    | 2026-02-10T04:17:00Z | 2026-03-10T04:17:00Z | true
                    UTC                | 4w    | 2026-02-10T04:17:00Z | 2026-03-10T04:16:00Z | false
                    # parts of a second are no reason to wait an hour more
                    UTC                | 24h   | 2026-03-09T04:17:00.9Z | 2026-03-10T04:17:00.1Z | true
                    # clocks go forward: 04:17 to 04:17 is 23 hours
                    Europe/Berlin      | 24h   | 2026-03-28T03:17:00Z | 2026-03-29T02:17:00Z | true
                    Europe/Berlin      | 24h   | 2026-03-28T03:17:00Z | 2026-03-29T01:17:00Z | false
                    # clocks go back: 04:17 to 04:17 is 25 hours
                    Europe/Berlin      | 24h   | 2026-10-24T02:17:00Z | 2026-10-25T03:17:00Z | true
                    Europe/Berlin      | 24h   | 2026-10-24T02:17:00Z | 2026-10-25T02:17:00Z | false
                    # and over a week
                    Europe/Berlin      | 1w    | 2026-03-25T03:17:00Z | 2026-04-01T02:17:00Z | true
                    Europe/Berlin      | 1w    | 2026-10-21T02:17:00Z | 2026-10-28T02:17:00Z | false
                    # a slot in the hour that is skipped: 02:30 of the day before to 03:30
                    Europe/Berlin      | 24h   | 2026-03-28T01:30:00Z | 2026-03-29T01:30:00Z | true
                    # hours are counted as they pass: the repeated hour is an hour
                    Europe/Berlin      | 1h    | 2026-10-25T00:30:00Z | 2026-10-25T01:30:00Z | true
                    Europe/Berlin      | 1h    | 2026-10-25T00:30:00Z | 2026-10-25T01:29:59Z | false
                    Europe/Berlin      | 12h   | 2026-10-24T15:17:00Z | 2026-10-25T03:17:00Z | true
                    Europe/Berlin      | 1h    | 2026-10-25T00:30:00Z | 2026-10-25T02:30:00Z | true
                    Australia/Lord_Howe| 24h   | 2026-04-03T15:30:00Z | 2026-04-04T16:00:00Z | true
                    Australia/Lord_Howe| 24h   | 2026-04-03T15:30:00Z | 2026-04-04T15:59:59Z | false
                    # a day that the country left out
                    Pacific/Apia       | 24h   | 2011-12-29T14:17:00Z | 2011-12-30T14:17:00Z | true
                    """)
    void days_count_on_the_wall_and_hours_as_they_pass(
            String zone, String every, Instant last, Instant nominal, boolean due) {
        assertThat(
                        DueRule.whyNot(
                                Optional.of(Scene.period(every)),
                                Optional.of(last),
                                run(nominal, Run.Trigger.SCHEDULED),
                                ZoneId.of(zone)))
                .matches(reason -> reason.isEmpty() == due);
    }

    @Test
    void says_when_it_is_due() {
        assertThat(
                        DueRule.whyNot(
                                Optional.of(Scene.period("24h")),
                                Optional.of(Instant.parse("2026-03-28T03:17:00Z")),
                                run(Instant.parse("2026-03-28T12:00:00Z"), Run.Trigger.SCHEDULED),
                                ZoneId.of("Europe/Berlin")))
                .contains(
                        "its last snapshot is of 2026-03-28 04:17; the next one is due at 2026-03-29 04:17");
    }

    @Test
    void is_due_without_every_without_a_last_one_and_in_manual_runs() {
        Optional<Instant> last = Optional.of(Instant.parse("2026-03-10T04:17:00Z"));
        Instant now = Instant.parse("2026-03-10T04:18:00Z");
        ZoneId utc = ZoneId.of("UTC");

        assertThat(DueRule.whyNot(Optional.empty(), last, run(now, Run.Trigger.SCHEDULED), utc))
                .isEmpty();
        assertThat(
                        DueRule.whyNot(
                                Optional.of(Scene.period("24h")),
                                Optional.empty(),
                                run(now, Run.Trigger.SCHEDULED),
                                utc))
                .isEmpty();
        assertThat(
                        DueRule.whyNot(
                                Optional.of(Scene.period("24h")),
                                last,
                                run(now, Run.Trigger.MANUAL),
                                utc))
                .isEmpty();
    }

    // ---- which snapshot is the last one

    @Test
    void a_run_that_started_late_does_not_push_the_next_one_back() {
        Scene scene = daily("2026-03-10 04:17");
        scene.claim("data").snapshot("2026-03-09 06:02").nominal("2026-03-09 04:17");

        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);
    }

    @Test
    void a_run_that_starts_late_stands_for_its_slot() {
        Scene scene = daily("2026-03-10 06:02").nominal("2026-03-10 04:17");
        scene.claim("data").snapshot("2026-03-09 06:00").nominal("2026-03-09 06:00");

        assertThat(Scene.text(scene.decision("data")))
                .isEqualTo(
                        "not due: its last snapshot is of 2026-03-09 06:00; the next one is due at 2026-03-10 06:00");
    }

    @Test
    void attempts_that_were_never_taken_do_not_count() {
        Scene scene = daily("2026-03-10 05:17");
        scene.claim("data").has("2026-03-09 04:17").snapshot("2026-03-10 04:17").untaken();

        assertThat(scene.decision("data")).isInstanceOf(Decision.Due.class);
    }

    @Test
    void one_that_is_taken_and_still_uploading_counts() {
        Scene scene = daily("2026-03-10 05:17");
        scene.claim("data").snapshot("2026-03-10 04:17").unready();

        assertThat(scene.decision("data"))
                .extracting(Decision::kind)
                .isEqualTo(Decision.Kind.NOT_DUE);
    }

    @Test
    void one_that_is_being_deleted_does_not_count() {
        Scene scene = daily("2026-03-10 05:17");
        scene.claim("data").has("2026-03-09 04:17").snapshot("2026-03-10 04:17").deleting();

        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);
    }

    @Test
    void manual_ones_in_between_do_not_count() {
        Scene scene = daily("2026-03-10 04:17");
        scene.claim("data").has("2026-03-09 04:17").snapshot("2026-03-09 22:00").manual();

        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);
    }

    @Test
    void manual_runs_take_one_at_any_time() {
        Scene scene = daily("2026-03-10 04:18").manually();
        scene.claim("data").has("2026-03-10 04:17");

        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);
    }

    @Test
    void nominal_times_in_the_future_come_from_a_wrong_clock_and_do_not_count() {
        Scene scene = daily("2026-03-10 04:17");
        scene.claim("data").has("2026-03-09 04:17").snapshot("2027-03-09 04:17");

        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);
    }

    @Test
    void the_newest_one_counts_and_not_the_first_found() {
        Scene scene = daily("2026-03-10 04:17");
        scene.claim("data").has("2026-03-08 04:17", "2026-03-09 12:00", "2026-03-07 04:17");

        assertThat(scene.decision("data"))
                .extracting(Decision::kind)
                .isEqualTo(Decision.Kind.NOT_DUE);
    }

    @Test
    void snapshots_of_another_claim_that_had_its_name_do_not_count() {
        Scene scene = daily("2026-03-10 04:17");
        scene.claim("data");
        scene.snapshot("data", "uid-before", "2026-03-10 03:17");

        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);
    }

    @Test
    void a_claim_that_is_not_due_expires_nothing() {
        Scene scene = at("2026-03-10 05:17").policy(policy("all").every("24h").keeping("last=1"));
        scene.claim("data").has("2026-03-10 04:17", "2026-03-08 04:17", "2026-03-07 04:17");

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-10 04:17 kept: last 1",
                        "2026-03-08 04:17 kept: the claim gets no snapshot in this run, so nothing expires",
                        "2026-03-07 04:17 kept: the claim gets no snapshot in this run, so nothing expires");
        assertThat(scene.fates(scene.foresee(), "data")).isEqualTo(scene.fates("data"));
    }

    private static Scene daily(String now) {
        return at(now).policy(policy("all").every("24h"));
    }

    private static Run run(Instant nominal, Run.Trigger trigger) {
        return RunBuilder.run("this-run", nominal).withTrigger(trigger).build();
    }
}
