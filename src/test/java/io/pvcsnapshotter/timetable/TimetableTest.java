package io.pvcsnapshotter.timetable;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.model.CronJobState;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.ScheduleFields;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Slots as Kubernetes finds them. */
class TimetableTest {
    private static final Instant NOW = Instant.parse("2026-11-24T02:00:00Z");

    private static CronJobState cronJob(String schedule, String timeZone, Instant lastScheduled) {
        return new CronJobState(
                new ObjectName("pvc-snapshotter", "pvc-snapshotter"),
                new ScheduleFields(
                        Optional.of(schedule), Optional.ofNullable(timeZone), Optional.of(false)),
                Instant.parse("2026-01-01T00:00:00Z"),
                Optional.ofNullable(lastScheduled),
                Optional.empty());
    }

    private static Timetable timetable(String schedule) {
        return Timetable.of(cronJob(schedule, "Europe/Berlin", null), NOW);
    }

    /**
     * Each line is a schedule, a zone, a time, and the three slots after it, as a program of a few
     * lines printed them that calls robfig/cron v3.0.1, the library of the CronJob controller. Most
     * of the times are just before a clock change. Left out is where that library misses a slot: at
     * midnight after a clock change of half an hour.
     */
    @Test
    void every_slot_is_the_one_that_the_library_of_kubernetes_finds() throws IOException {
        List<String> lines;
        try (InputStream in = TimetableTest.class.getResourceAsStream("slots.txt")) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
        assertThat(lines).hasSizeGreaterThan(200);
        assertThat(lines.stream().map(TimetableTest::recomputed)).containsExactlyElementsOf(lines);
    }

    private static String recomputed(String line) {
        String[] parts = line.split("\\|");
        List<String> computed = new ArrayList<>(Arrays.asList(parts).subList(0, 3));
        ZoneId zone = ZoneId.of(parts[1]);
        CronFields fields = CronParser.parse(parts[0]).orElseThrow();
        Optional<Instant> slot = Optional.of(Instant.parse(parts[2]));
        for (int i = 0; i < 3 && slot.isPresent(); i++) {
            slot = fields.after(slot.get(), zone);
            computed.add(slot.map(Instant::toString).orElse("never"));
        }
        return String.join("|", computed);
    }

    @ParameterizedTest
    @CsvSource({
        "17 4 * * *, 2026-11-24T03:17:00Z, 24",
        "@hourly, 2026-11-24T03:00:00Z, 1",
        "@daily, 2026-11-24T23:00:00Z, 24",
        "0 */6 * * *, 2026-11-24T05:00:00Z, 6",
        "0 6-22/4 * * *, 2026-11-24T05:00:00Z, 8",
        "0 4 * * 1-5, 2026-11-24T03:00:00Z, 72",
        "0 4 * * sun, 2026-11-29T03:00:00Z, 168",
        "'0 4 1,15 * *', 2026-12-01T03:00:00Z, 408",
        "@monthly, 2026-11-30T23:00:00Z, 744",
        "'0,30 8-9 * * *', 2026-11-24T07:00:00Z, 22.5"
    })
    void the_next_slot_and_the_longest_time_between_two(
            String schedule, Instant next, double hours) {
        Timetable timetable = timetable(schedule);
        assertThat(timetable.next()).contains(next);
        assertThat(timetable.longestGap()).contains(Duration.ofMinutes(Math.round(hours * 60)));
        assertThat(timetable.unreadable()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "@every 6h, 2026-11-24T05:30:00Z, PT6H",
        "@every 90m, 2026-11-24T02:30:00Z, PT1H30M",
        "@every 1h30m, 2026-11-24T02:30:00Z, PT1H30M",
        "@every 1.5h, 2026-11-24T02:30:00Z, PT1H30M",
        "@every 500ms, 2026-11-24T02:00:01Z, PT1S"
    })
    void a_repetition_counts_from_the_last_slot(String schedule, Instant next, Duration pause) {
        Instant last = Instant.parse("2026-11-23T23:30:00Z");
        Timetable timetable = Timetable.of(cronJob(schedule, null, last), NOW);
        assertThat(timetable.next()).contains(next);
        assertThat(timetable.longestGap()).contains(pause);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * 32 * *",
                "* * * 13 *",
                "* * * * 7",
                "5-1 * * * *",
                "1-2-3 * * * *",
                "1/2/3 * * * *",
                "*/0 * * * *",
                "x * * * *",
                "-1 * * * *",
                "@reboot",
                "@every",
                "@every 5",
                "@every -5m",
                "@every 1h 30m",
                "CRON_TZ=UTC 17 4 * * *"
            })
    void what_is_no_schedule_is_said_to_be_not_understood(String schedule) {
        assertThat(timetable(schedule).unreadable()).isTrue();
        assertThat(timetable(schedule).next()).isEmpty();
    }

    @Test
    void so_is_a_zone_that_is_none() {
        Timetable timetable = Timetable.of(cronJob("17 4 * * *", "Mars/Olympus", null), NOW);
        assertThat(timetable.unreadable()).isTrue();
        assertThat(timetable.next()).isEmpty();
    }

    @Test
    void a_schedule_that_fits_no_day_is_understood_and_has_no_slot() {
        Timetable timetable = timetable("0 0 30 2 *");
        assertThat(timetable.unreadable()).isFalse();
        assertThat(timetable.next()).isEmpty();
        assertThat(timetable.longestGap()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "17 4 * * *, , 48",
        "17 4 * * *, 6, 48",
        "@hourly, , 2",
        "@hourly, 24, 48",
        "17 4 * * 1-5, 24, 144"
    })
    void data_may_be_twice_as_old_as_the_schedule_and_the_policy_make_it(
            String schedule, Integer every, int hours) {
        assertThat(
                        timetable(schedule)
                                .promisedAge(Optional.ofNullable(every).map(Duration::ofHours)))
                .contains(Duration.ofHours(hours));
    }

    @Test
    void without_a_schedule_the_policy_alone_says_it() {
        RunSchedule unknown =
                new RunSchedule.Unknown(new ObjectName("a", "b"), "it may not be read");
        assertThat(unknown.promisedAge(Optional.of(Duration.ofHours(6))))
                .contains(Duration.ofHours(12));
        assertThat(unknown.promisedAge(Optional.empty())).isEmpty();
        assertThat(unknown.isOff()).isFalse();
        assertThat(new RunSchedule.Missing(new ObjectName("a", "b")).isOff()).isTrue();
    }

    @Test
    void a_suspended_schedule_and_one_without_a_slot_start_nothing() {
        CronJobState running = cronJob("17 4 * * *", null, null);
        assertThat(new RunSchedule.Known(running, Timetable.of(running, NOW)).isOff()).isFalse();
        CronJobState suspended =
                new CronJobState(
                        running.name(),
                        new ScheduleFields(
                                running.fields().schedule(), Optional.empty(), Optional.of(true)),
                        running.created(),
                        Optional.empty(),
                        Optional.empty());
        assertThat(new RunSchedule.Known(suspended, Timetable.of(suspended, NOW)).isOff()).isTrue();
        CronJobState never = cronJob("0 0 30 2 *", null, null);
        assertThat(new RunSchedule.Known(never, Timetable.of(never, NOW)).isOff()).isTrue();
        CronJobState odd = cronJob("@reboot", null, null);
        assertThat(new RunSchedule.Known(odd, Timetable.of(odd, NOW)).isOff()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "17 4 * * *, 2026-11-22T03:17:00Z, 2026-11-23T03:17:00Z",
        "@every 6h, 2026-11-22T03:17:00Z, 2026-11-22T09:17:00Z",
        "17 4 * * *, , 2026-01-01T03:17:00Z",
    })
    void a_run_is_owed_since_the_first_slot_after_the_last_one_that_was_started(
            String schedule, Instant lastScheduled, Instant owed) {
        CronJobState cronJob = cronJob(schedule, "Europe/Berlin", lastScheduled);
        Timetable timetable = Timetable.of(cronJob, NOW);
        assertThat(timetable.owed()).contains(owed);
        RunSchedule known = new RunSchedule.Known(cronJob, timetable);
        assertThat(known.overdue(NOW)).contains(owed);
        assertThat(known.overdue(owed.plus(RunSchedule.PATIENCE))).isEmpty();
    }

    @Test
    void while_runs_are_suspended_none_is_overdue() {
        CronJobState running = cronJob("@hourly", null, NOW.minus(Duration.ofDays(1)));
        CronJobState suspended =
                new CronJobState(
                        running.name(),
                        new ScheduleFields(
                                Optional.of("@hourly"), Optional.empty(), Optional.of(true)),
                        running.created(),
                        running.lastScheduled(),
                        Optional.empty());
        assertThat(new RunSchedule.Known(suspended, Timetable.of(suspended, NOW)).overdue(NOW))
                .isEmpty();
    }
}
