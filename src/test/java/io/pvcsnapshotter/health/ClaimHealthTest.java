package io.pvcsnapshotter.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.health.ClaimHealth.Wanted;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.sample.SnapshotBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimHealthTest {
    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    /** Asked for so many hours ago, and cut five seconds later. */
    private static Snapshot snapshot(String name, int hoursAgo, boolean ready, boolean deleting) {
        Instant created = NOW.minus(HOUR.multipliedBy(hoursAgo));
        return snapshot(name, created, Optional.of(created.plusSeconds(5)), ready, deleting);
    }

    private static Snapshot snapshot(
            String name,
            Instant created,
            Optional<Instant> taken,
            boolean ready,
            boolean deleting) {
        return SnapshotBuilder.snapshot(name, created)
                .withTaken(taken)
                .withReady(ready)
                .withDeleting(deleting)
                .build();
    }

    private static Snapshot ready(String name, int hoursAgo) {
        return snapshot(name, hoursAgo, true, false);
    }

    private static Snapshot uploading(String name, int hoursAgo) {
        return snapshot(name, hoursAgo, false, false);
    }

    private static Optional<Wanted> wanted(String longestAge) {
        return Optional.of(
                new Wanted(
                        NOW.minus(Duration.ofHours(10)),
                        HOUR.multipliedBy(2),
                        Optional.ofNullable(longestAge).map(Duration::parse),
                        Optional.empty()));
    }

    private static ClaimHealth health(Snapshot... snapshots) {
        return ClaimHealth.of(List.of(snapshots), wanted(null), NOW);
    }

    @Test
    void the_newest_is_the_newest_of_those_that_a_volume_can_be_made_from() {
        Snapshot gone = snapshot("gone", 1, true, true);
        ClaimHealth health = health(ready("a", 4), ready("b", 3), gone, uploading("d", 0));
        assertThat(health.newest().map(each -> each.name().name())).contains("b");
        assertThat(health.age()).contains(Duration.ofHours(3).minusSeconds(5));
        assertThat(health.ready()).isEqualTo(2);
        assertThat(health.wrong()).isEmpty();
    }

    @Test
    void a_snapshot_that_has_had_time_enough_to_become_ready_is_wrong() {
        assertThat(health(ready("a", 5), uploading("b", 3)).wrong())
                .containsExactly("b is not ready: taken at 2026-03-10T09:00:05Z, still uploading");
        assertThat(health(ready("a", 5), uploading("b", 1)).wrong()).isEmpty();
    }

    @Test
    void a_snapshot_that_never_became_ready_is_history_once_a_newer_one_is() {
        assertThat(health(uploading("a", 5), ready("b", 3)).wrong()).isEmpty();
    }

    @Test
    void a_claim_without_any_that_is_ready_is_wrong() {
        assertThat(health().wrong()).containsExactly("no snapshot is ready");
        assertThat(health(uploading("a", 1)).wrong()).containsExactly("no snapshot is ready");
        assertThat(health().stale()).isFalse();
    }

    @Test
    void nothing_is_wrong_with_a_claim_of_which_nobody_wants_any() {
        ClaimHealth health = ClaimHealth.of(List.of(uploading("a", 9)), Optional.empty(), NOW);
        assertThat(health.wrong()).isEmpty();
        assertThat(health.stale()).isFalse();
    }

    @Test
    void what_keeps_a_run_from_taking_any_is_wrong_whatever_there_is() {
        Wanted mistaken = new Wanted(NOW, HOUR, Optional.empty(), Optional.of("no such class"));
        assertThat(ClaimHealth.of(List.of(ready("a", 1)), Optional.of(mistaken), NOW).wrong())
                .containsExactly("no such class");
    }

    @ParameterizedTest(name = "{0} hours old, {1} allowed: {2}")
    @CsvSource({"3, PT3H, false", "3, PT2H59M, true", "3, PT4H, false"})
    void data_that_is_older_than_it_may_be_is_stale(int hours, String longest, boolean stale) {
        Snapshot exact =
                snapshot("a", NOW.minus(HOUR.multipliedBy(hours)), Optional.empty(), true, false);
        ClaimHealth health = ClaimHealth.of(List.of(exact), wanted(longest), NOW);
        assertThat(health.stale()).isEqualTo(stale);
        assertThat(health.wrong().contains("its data is older than it may be")).isEqualTo(stale);
    }

    @ParameterizedTest(name = "a claim 10 hours old, {0} allowed: {1}")
    @CsvSource({"PT11H, false", "PT9H, true"})
    void a_claim_without_a_snapshot_is_stale_once_it_is_itself_that_old(
            String longest, boolean stale) {
        assertThat(ClaimHealth.of(List.of(), wanted(longest), NOW).stale()).isEqualTo(stale);
    }

    @Test
    void a_storage_with_a_clock_that_is_ahead_makes_no_data_younger() {
        Snapshot ahead =
                snapshot(
                        "ahead",
                        NOW.minus(HOUR.multipliedBy(5)),
                        Optional.of(NOW.plus(Duration.ofDays(300))),
                        true,
                        false);
        ClaimHealth health = ClaimHealth.of(List.of(ahead, ready("b", 3)), wanted("PT4H"), NOW);
        assertThat(health.newest().map(each -> each.name().name())).contains("b");
        assertThat(ClaimHealth.of(List.of(ahead), wanted("PT4H"), NOW).stale()).isTrue();
    }
}
