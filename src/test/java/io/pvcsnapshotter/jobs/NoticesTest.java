package io.pvcsnapshotter.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.model.EventSeen;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.RunSchedule;
import io.pvcsnapshotter.model.ScheduleFields;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NoticesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T05:00:00Z");
    private static final Sightings ALL =
            new Sightings(Optional.of(List.of()), Optional.of(Map.of()));

    private static Optional<RunSchedule> cronJob(boolean suspended) {
        return Optional.of(
                new RunSchedule(
                        new ObjectName("pvc-snapshotter", "pvc-snapshotter"),
                        "uid",
                        new ScheduleFields(
                                Optional.of("17 4 * * *"),
                                Optional.of("Etc/UTC"),
                                Optional.of(suspended)),
                        Optional.empty(),
                        Optional.empty()));
    }

    private static EventSeen event(String reason, String message, int minutesAgo) {
        return new EventSeen(
                true, reason, message, Optional.of(NOW.minusSeconds(60L * minutesAgo)));
    }

    @Test
    void nothing_is_said_where_nothing_is_missing() {
        assertThat(Notices.of(cronJob(false), List.of(), ALL, NOW)).isEmpty();
    }

    @Test
    void suspended_runs_are_said() {
        assertThat(Notices.of(cronJob(true), List.of(), ALL, NOW))
                .singleElement()
                .asString()
                .startsWith("Runs are suspended");
    }

    @Test
    void a_run_that_was_missed_is_said_once_with_its_age() {
        List<EventSeen> events =
                List.of(
                        event("MissSchedule", "Missed scheduled time to start a job: 04:20", 10),
                        event("MissSchedule", "Missed scheduled time to start a job: 04:10", 20),
                        event("TooManyMissedTimes", "too many missed start times", 5),
                        event("UnexpectedJob", "Saw a job that the controller did not create", 1));
        assertThat(Notices.of(cronJob(false), events, ALL, NOW))
                .containsExactly(
                        "A run was not started 10m ago: MissSchedule: Missed scheduled time to start a job: 04:20",
                        "A run was not started 5m ago: TooManyMissedTimes: too many missed start times");
    }

    @Test
    void what_may_not_be_read_is_said_with_the_right_that_is_missing() {
        assertThat(
                        Notices.of(
                                Optional.empty(),
                                List.of(),
                                new Sightings(Optional.empty(), Optional.empty()),
                                NOW))
                .satisfiesExactly(
                        each -> assertThat(each).contains("(right: get cronjobs)"),
                        each -> assertThat(each).contains("(right: list pods)"),
                        each -> assertThat(each).contains("(right: list events)"));
    }
}
