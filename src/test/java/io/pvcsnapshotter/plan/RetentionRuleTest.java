package io.pvcsnapshotter.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.sample.SnapshotBuilder;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Each list is all that a claim has, newest first; what is expected is what is kept of it, with the
 * reasons.
 */
class RetentionRuleTest {
    @Test
    void last_keeps_the_newest_ones() {
        assertThat(
                        kept(
                                "last=2",
                                "UTC",
                                "2026-03-10T04:17:00Z",
                                "2026-03-10T04:16:59Z",
                                "2026-03-09T04:17:00Z"))
                .containsExactly("2026-03-10T04:17:00Z: last 1", "2026-03-10T04:16:59Z: last 2");
    }

    @Test
    void last_keeps_all_where_there_are_fewer() {
        assertThat(kept("last=3", "UTC", "2026-03-10T04:17:00Z"))
                .containsExactly("2026-03-10T04:17:00Z: last 1");
    }

    @Test
    void nothing_is_kept_of_nothing() {
        assertThat(kept("last=3,daily=7,within=2d", "UTC")).isEmpty();
    }

    @Test
    void hourly_keeps_the_newest_of_each_hour() {
        assertThat(
                        kept(
                                "hourly=2",
                                "UTC",
                                "2026-03-10T05:00:00Z",
                                "2026-03-10T04:59:59Z",
                                "2026-03-10T04:00:00Z",
                                "2026-03-10T03:59:59Z"))
                .containsExactly(
                        "2026-03-10T05:00:00Z: hourly 2026-03-10 05:00+00:00",
                        "2026-03-10T04:59:59Z: hourly 2026-03-10 04:00+00:00");
    }

    @Test
    void daily_keeps_the_newest_of_each_day() {
        assertThat(
                        kept(
                                "daily=2",
                                "UTC",
                                "2026-03-10T23:59:59Z",
                                "2026-03-10T00:00:00Z",
                                "2026-03-09T23:59:59Z",
                                "2026-03-08T12:00:00Z"))
                .containsExactly(
                        "2026-03-10T23:59:59Z: daily 2026-03-10",
                        "2026-03-09T23:59:59Z: daily 2026-03-09");
    }

    @Test
    void periods_without_a_snapshot_do_not_count() {
        assertThat(
                        kept(
                                "daily=3",
                                "UTC",
                                "2026-03-10T04:17:00Z",
                                "2026-02-01T04:17:00Z",
                                "2025-12-24T04:17:00Z",
                                "2025-12-23T04:17:00Z"))
                .containsExactly(
                        "2026-03-10T04:17:00Z: daily 2026-03-10",
                        "2026-02-01T04:17:00Z: daily 2026-02-01",
                        "2025-12-24T04:17:00Z: daily 2025-12-24");
    }

    @Test
    void weeks_are_iso_weeks_and_start_on_monday() {
        assertThat(
                        kept(
                                "weekly=2",
                                "UTC",
                                "2026-03-09T00:00:00Z", // a Monday
                                "2026-03-08T23:59:59Z",
                                "2026-03-02T00:00:00Z",
                                "2026-03-01T23:59:59Z"))
                .containsExactly(
                        "2026-03-09T00:00:00Z: weekly 2026-W11",
                        "2026-03-08T23:59:59Z: weekly 2026-W10");
    }

    @Test
    void week_53_goes_on_into_the_new_year() {
        assertThat(
                        kept(
                                "weekly=3",
                                "UTC",
                                "2027-01-04T12:00:00Z", // a Monday
                                "2027-01-03T12:00:00Z",
                                "2027-01-01T12:00:00Z",
                                "2026-12-28T12:00:00Z", // the Monday before
                                "2026-12-27T12:00:00Z"))
                .containsExactly(
                        "2027-01-04T12:00:00Z: weekly 2027-W01",
                        "2027-01-03T12:00:00Z: weekly 2026-W53",
                        "2026-12-27T12:00:00Z: weekly 2026-W52");
    }

    @Test
    void the_last_days_of_a_year_can_be_in_week_1_of_the_next() {
        assertThat(
                        kept(
                                "weekly=2",
                                "UTC",
                                "2025-01-05T12:00:00Z",
                                "2024-12-30T12:00:00Z", // the Monday of that week
                                "2024-12-29T12:00:00Z",
                                "2024-01-01T12:00:00Z")) // 2024-W01
                .containsExactly(
                        "2025-01-05T12:00:00Z: weekly 2025-W01",
                        "2024-12-29T12:00:00Z: weekly 2024-W52");
    }

    @Test
    void the_same_week_of_another_year_is_another_week() {
        assertThat(kept("weekly=2", "UTC", "2026-03-10T12:00:00Z", "2025-03-11T12:00:00Z"))
                .containsExactly(
                        "2026-03-10T12:00:00Z: weekly 2026-W11",
                        "2025-03-11T12:00:00Z: weekly 2025-W11");
    }

    @Test
    void months_and_years_end_at_midnight_of_the_zone() {
        String[] times = {
            "2026-12-31T23:00:00Z", // 2027-01-01 00:00 in Berlin
            "2026-12-31T22:59:59Z",
            "2026-11-30T23:00:00Z", // 2026-12-01 00:00 in Berlin
            "2026-11-30T22:59:59Z",
            "2025-12-31T22:59:59Z"
        };

        assertThat(kept("monthly=3", "Europe/Berlin", times))
                .containsExactly(
                        "2026-12-31T23:00:00Z: monthly 2027-01",
                        "2026-12-31T22:59:59Z: monthly 2026-12",
                        "2026-11-30T22:59:59Z: monthly 2026-11");
        assertThat(kept("yearly=3", "Europe/Berlin", times))
                .containsExactly(
                        "2026-12-31T23:00:00Z: yearly 2027",
                        "2026-12-31T22:59:59Z: yearly 2026",
                        "2025-12-31T22:59:59Z: yearly 2025");
        assertThat(kept("yearly=3", "UTC", times))
                .containsExactly(
                        "2026-12-31T23:00:00Z: yearly 2026", "2025-12-31T22:59:59Z: yearly 2025");
    }

    @Test
    void february_29_is_a_day_of_its_month() {
        assertThat(
                        kept(
                                "daily=2,monthly=2",
                                "UTC",
                                "2028-03-01T12:00:00Z",
                                "2028-02-29T12:00:00Z",
                                "2028-02-28T12:00:00Z"))
                .containsExactly(
                        "2028-03-01T12:00:00Z: daily 2028-03-01, monthly 2028-03",
                        "2028-02-29T12:00:00Z: daily 2028-02-29, monthly 2028-02");
    }

    @Test
    void within_counts_back_from_the_newest_one_and_includes_its_end() {
        assertThat(
                        kept(
                                "within=2d",
                                "UTC",
                                "2026-03-10T04:17:00Z",
                                "2026-03-08T04:17:00Z",
                                "2026-03-08T04:16:59Z"))
                .containsExactly(
                        "2026-03-10T04:17:00Z: within 2d", "2026-03-08T04:17:00Z: within 2d");
    }

    @Test
    void within_is_as_long_on_the_days_when_clocks_change() {
        assertThat(
                        kept(
                                "within=36h",
                                "Europe/Berlin",
                                "2026-03-29T10:00:00Z",
                                "2026-03-27T22:00:00Z",
                                "2026-03-27T21:59:59Z"))
                .containsExactly(
                        "2026-03-29T10:00:00Z: within 36h", "2026-03-27T22:00:00Z: within 36h");
    }

    @Test
    void what_any_tier_keeps_is_kept_with_all_reasons() {
        assertThat(
                        kept(
                                "last=1,hourly=1,daily=2,weekly=1,monthly=1,yearly=2,within=1h",
                                "UTC",
                                "2026-03-10T04:17:00Z",
                                "2026-03-10T03:17:00Z",
                                "2026-03-10T02:17:00Z",
                                "2026-03-09T04:17:00Z",
                                "2026-03-08T04:17:00Z",
                                "2025-06-01T04:17:00Z"))
                .containsExactly(
                        "2026-03-10T04:17:00Z: last 1, hourly 2026-03-10 04:00+00:00,"
                                + " daily 2026-03-10, weekly 2026-W11, monthly 2026-03,"
                                + " yearly 2026, within 1h",
                        "2026-03-10T03:17:00Z: within 1h",
                        "2026-03-09T04:17:00Z: daily 2026-03-09",
                        "2025-06-01T04:17:00Z: yearly 2025");
    }

    /** As restic does since 0.13. */
    @Test
    void a_tier_with_too_few_periods_keeps_the_oldest_one_too() {
        assertThat(
                        kept(
                                "daily=7",
                                "UTC",
                                "2026-03-10T04:17:00Z",
                                "2026-03-10T03:17:00Z",
                                "2026-03-10T02:17:00Z"))
                .containsExactly(
                        "2026-03-10T04:17:00Z: daily 2026-03-10",
                        "2026-03-10T02:17:00Z: daily, the oldest");
    }

    @Test
    void a_tier_with_all_its_periods_does_not_keep_the_oldest() {
        assertThat(
                        kept(
                                "daily=1",
                                "UTC",
                                "2026-03-10T04:17:00Z",
                                "2026-03-10T03:17:00Z",
                                "2026-03-10T02:17:00Z"))
                .containsExactly("2026-03-10T04:17:00Z: daily 2026-03-10");
    }

    // ---- days on which clocks change

    @Test
    void the_hour_that_clocks_repeat_is_two_hours() {
        assertThat(
                        kept(
                                "hourly=4",
                                "Europe/Berlin",
                                "2026-10-25T02:30:00Z", // 03:30 +01:00
                                "2026-10-25T01:30:00Z", // 02:30 +01:00
                                "2026-10-25T00:30:00Z", // 02:30 +02:00
                                "2026-10-24T23:30:00Z", // 01:30 +02:00
                                "2026-10-24T22:30:00Z"))
                .containsExactly(
                        "2026-10-25T02:30:00Z: hourly 2026-10-25 03:00+01:00",
                        "2026-10-25T01:30:00Z: hourly 2026-10-25 02:00+01:00",
                        "2026-10-25T00:30:00Z: hourly 2026-10-25 02:00+02:00",
                        "2026-10-24T23:30:00Z: hourly 2026-10-25 01:00+02:00");
    }

    @Test
    void the_hour_that_clocks_skip_is_none() {
        assertThat(
                        kept(
                                "hourly=2",
                                "Europe/Berlin",
                                "2026-03-29T01:30:00Z", // 03:30 +02:00
                                "2026-03-29T00:30:00Z")) // 01:30 +01:00
                .containsExactly(
                        "2026-03-29T01:30:00Z: hourly 2026-03-29 03:00+02:00",
                        "2026-03-29T00:30:00Z: hourly 2026-03-29 01:00+01:00");
    }

    /** There, clocks go back by half an hour only: from 02:00 to 01:30. */
    @Test
    void half_an_hour_that_clocks_repeat_belongs_to_another_hour() {
        assertThat(
                        kept(
                                "hourly=4",
                                "Australia/Lord_Howe",
                                "2026-04-04T15:40:00Z", // 02:10 +10:30
                                "2026-04-04T15:10:00Z", // 01:40 +10:30
                                "2026-04-04T14:40:00Z", // 01:40 +11:00
                                "2026-04-04T14:10:00Z", // 01:10 +11:00
                                "2026-04-04T13:40:00Z")) // 00:40 +11:00
                .containsExactly(
                        "2026-04-04T15:40:00Z: hourly 2026-04-05 02:00+10:30",
                        "2026-04-04T15:10:00Z: hourly 2026-04-05 01:00+10:30",
                        "2026-04-04T14:40:00Z: hourly 2026-04-05 01:00+11:00",
                        "2026-04-04T13:40:00Z: hourly 2026-04-05 00:00+11:00");
    }

    @Test
    void days_of_23_and_25_hours_are_days() {
        assertThat(
                        kept(
                                "daily=2",
                                "Europe/Berlin",
                                "2026-10-25T22:59:59Z", // 23:59:59, 25 hours after the day began
                                "2026-10-24T22:00:00Z", // 00:00
                                "2026-10-24T21:59:59Z"))
                .containsExactly(
                        "2026-10-25T22:59:59Z: daily 2026-10-25",
                        "2026-10-24T21:59:59Z: daily 2026-10-24");
        assertThat(
                        kept(
                                "daily=2",
                                "Europe/Berlin",
                                "2026-03-29T21:59:59Z", // 23:59:59, 23 hours after the day began
                                "2026-03-28T23:00:00Z", // 00:00
                                "2026-03-28T22:59:59Z"))
                .containsExactly(
                        "2026-03-29T21:59:59Z: daily 2026-03-29",
                        "2026-03-28T22:59:59Z: daily 2026-03-28");
    }

    /** Samoa crossed the date line: after 29 December 2011 came the 31st. */
    @Test
    void a_day_that_a_country_left_out_is_none() {
        assertThat(
                        kept(
                                "daily=2,weekly=2",
                                "Pacific/Apia",
                                "2011-12-30T10:30:00Z", // 31 December 00:30 +14:00
                                "2011-12-30T09:30:00Z", // 29 December 23:30 -10:00
                                "2011-12-29T12:00:00Z"))
                .containsExactly(
                        "2011-12-30T10:30:00Z: daily 2011-12-31, weekly 2011-W52",
                        "2011-12-30T09:30:00Z: daily 2011-12-29",
                        "2011-12-29T12:00:00Z: weekly, the oldest");
    }

    @Test
    void hours_of_zones_with_odd_offsets_begin_where_their_clocks_say() {
        assertThat(
                        kept(
                                "hourly=2",
                                "Asia/Kathmandu",
                                "2026-03-10T00:15:00Z", // 06:00 +05:45
                                "2026-03-10T00:14:59Z", // 05:59:59
                                "2026-03-09T23:15:00Z")) // 05:00
                .containsExactly(
                        "2026-03-10T00:15:00Z: hourly 2026-03-10 06:00+05:45",
                        "2026-03-10T00:14:59Z: hourly 2026-03-10 05:00+05:45");
    }

    // ---- order

    @Test
    void of_two_in_one_second_always_the_same_one_is_the_newest() {
        Snapshot a = snapshot("a", "2026-03-10T04:17:00Z");
        Snapshot b = snapshot("b", "2026-03-10T04:17:00Z");
        for (List<Snapshot> found : List.of(List.of(a, b), List.of(b, a))) {
            List<Snapshot> newestFirst = new ArrayList<>(found);
            newestFirst.sort(Snapshot.OLDEST_FIRST.reversed());

            assertThat(rule("daily=1", "UTC").keep(newestFirst)).containsOnlyKeys("b");
        }
    }

    private static List<String> kept(String retention, String zone, String... newestFirst) {
        List<Snapshot> snapshots = new ArrayList<>();
        for (String time : newestFirst) {
            snapshots.add(snapshot(time, time));
        }
        List<Snapshot> sorted = new ArrayList<>(snapshots);
        sorted.sort(Collections.reverseOrder(Snapshot.OLDEST_FIRST));
        assertThat(snapshots).as("the test's own times are in order").isEqualTo(sorted);
        Map<String, List<String>> reasons = rule(retention, zone).keep(snapshots);
        return snapshots.stream()
                .map(Snapshot::uid)
                .filter(reasons::containsKey)
                .map(each -> each + ": " + String.join(", ", reasons.get(each)))
                .toList();
    }

    private static RetentionRule rule(String retention, String zone) {
        return new RetentionRule(Scene.retention(retention), ZoneId.of(zone));
    }

    private static Snapshot snapshot(String uid, String time) {
        return SnapshotBuilder.snapshot(uid.toLowerCase(java.util.Locale.ROOT), Instant.parse(time))
                .withUid(uid)
                .build();
    }
}
