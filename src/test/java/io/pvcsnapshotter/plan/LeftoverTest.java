package io.pvcsnapshotter.plan;

import static io.pvcsnapshotter.plan.Scene.at;
import static io.pvcsnapshotter.plan.Scene.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.plan.Scene.TestSnapshot;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Snapshots that never became ready. They are left alone for {@code unready.expireAfter}, here 24
 * hours.
 */
class LeftoverTest {
    /** Linked clones, a finalizer that nobody takes off: storage that refuses grows and costs. */
    @Test
    void a_deletion_that_is_not_done_after_an_hour_is_said_and_after_a_day_it_is_a_failure() {
        for (int hours : new int[] {1, 2, 24, 25}) {
            Scene scene = Scene.at("2026-03-10 04:17").keeping("last=1");
            scene.claim("data").has("2026-03-09 04:17");
            scene.claim("data").snapshot("2026-03-01 04:17").deletedBefore(Duration.ofHours(hours));
            Plan plan = scene.decide();
            assertThat(plan.stuck().isPresent()).isEqualTo(hours > 1);
            assertThat(plan.fails()).isEqualTo(hours > 24);
            assertThat(plan.postponed()).hasSize(hours > 1 ? 1 : 0);
        }
    }

    private static final String NOW = "2026-03-10 04:17";
    private final Scene scene = at(NOW).keeping("last=3");

    @Test
    void one_that_was_never_taken_goes_after_that_time() {
        scene.claim("data").has("2026-03-09 04:17").snapshot("2026-03-09 04:16").untaken();

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 1",
                        "2026-03-09 04:16 LEFTOVER: not taken yet after 1d");
    }

    @Test
    void and_not_a_minute_before() {
        scene.claim("data").has("2026-03-09 03:17").snapshot("2026-03-09 04:17").untaken();

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 set aside: not taken yet",
                        "2026-03-09 03:17 kept: last 1");
    }

    @Test
    void one_that_was_never_taken_goes_even_if_it_is_all_there_is() {
        scene.claim("data").snapshot("2026-03-08 04:17").untaken();

        assertThat(scene.fates("data"))
                .containsExactly("2026-03-08 04:17 LEFTOVER: not taken yet after 1d");
    }

    @Test
    void one_that_was_taken_goes_once_a_newer_one_is_ready() {
        scene.claim("data").has("2026-03-09 04:17").snapshot("2026-03-08 04:17").unready();

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 1",
                        "2026-03-08 04:17 LEFTOVER: taken but not ready after 1d");
    }

    @Test
    void one_that_was_taken_stays_while_only_older_ones_are_ready() {
        scene.claim("data").has("2026-03-07 04:17").snapshot("2026-03-08 04:17").unready();

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-08 04:17 set aside: taken but not ready",
                        "2026-03-07 04:17 kept: last 1");
    }

    @Test
    void one_that_was_taken_stays_while_the_newer_one_is_held_or_being_deleted() {
        scene.claim("data").snapshot("2026-03-09 05:17").held();
        scene.claim("data").snapshot("2026-03-09 04:17").deleting();
        scene.claim("data").snapshot("2026-03-08 04:17").unready();

        assertThat(scene.fates("data")).contains("2026-03-08 04:17 set aside: taken but not ready");
    }

    @Test
    void a_newer_manual_one_that_is_ready_replaces_it() {
        scene.claim("data").snapshot("2026-03-09 04:17").manual();
        scene.claim("data").snapshot("2026-03-08 04:17").unready();

        assertThat(scene.fates("data"))
                .contains("2026-03-08 04:17 LEFTOVER: taken but not ready after 1d");
    }

    @Test
    void one_a_run_and_the_oldest_first() {
        scene.claim("data").has("2026-03-09 12:17");
        scene.claim("data").snapshot("2026-03-08 04:17").untaken();
        scene.claim("data").snapshot("2026-03-06 04:17").untaken();
        scene.claim("data").snapshot("2026-03-07 04:17").unready();

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 12:17 kept: last 1",
                        "2026-03-08 04:17 set aside: not taken yet",
                        "2026-03-07 04:17 set aside: taken but not ready",
                        "2026-03-06 04:17 LEFTOVER: not taken yet after 1d");
    }

    @Test
    void one_that_may_not_go_does_not_stand_in_the_way_of_the_next() {
        scene.claim("data").snapshot("2026-03-08 04:17").untaken();
        scene.claim("data").snapshot("2026-03-07 04:17").untaken().held();
        scene.claim("data").snapshot("2026-03-06 04:17").untaken().groupMember();
        scene.claim("data").snapshot("2026-03-05 04:17").untaken().deleting();
        scene.claim("data").snapshot("2026-03-04 04:17").unready();

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-08 04:17 LEFTOVER: not taken yet after 1d",
                        "2026-03-07 04:17 set aside: held",
                        "2026-03-06 04:17 set aside: member of a volume group snapshot",
                        "2026-03-05 04:17 set aside: being deleted",
                        "2026-03-04 04:17 set aside: taken but not ready");
    }

    @Test
    void the_one_that_a_claim_is_being_restored_from_stays() {
        TestSnapshot source = scene.claim("data").snapshot("2026-03-08 04:17").untaken();
        scene.claim("copy").restoringFrom(source);

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-08 04:17 set aside: the claim copy is being restored from it");
    }

    @Test
    void the_one_that_this_run_waits_for_stays_however_old_it_is() {
        scene.claim("data").snapshot("2026-03-08 04:17").untaken().ofThisRun();

        assertThat(scene.fates("data"))
                .containsExactly("2026-03-08 04:17 set aside: not taken yet");
    }

    @Test
    void and_if_the_claim_was_restored_from_an_earlier_one_meanwhile() {
        scene.claim("data").snapshot("2026-03-08 04:17").untaken().ofThisRun();
        scene.claim("data").uid("restored").restoredFrom("uid-data");

        assertThat(scene.fates("data"))
                .containsExactly("2026-03-08 04:17 set aside: not taken yet");
    }

    @Test
    void one_that_is_ready_is_no_leftover_whatever_its_age() {
        scene.claim("data").has("2020-01-01 04:17");

        assertThat(scene.fates("data")).containsExactly("2020-01-01 04:17 kept: last 1");
    }

    @Test
    void a_policy_without_retention_has_leftovers_too() {
        Scene keepingAll = at(NOW).policy(policy("all"));
        keepingAll.claim("data").snapshot("2026-03-08 04:17").untaken();

        assertThat(keepingAll.fates("data"))
                .containsExactly("2026-03-08 04:17 LEFTOVER: not taken yet after 1d");
    }

    @Test
    void a_claim_that_gets_no_snapshot_in_this_run_keeps_its_leftovers() {
        Scene daily = at("2026-03-10 05:17").policy(policy("all").every("24h").keeping("last=3"));
        daily.claim("not-due").has("2026-03-10 04:17").snapshot("2026-03-08 04:17").untaken();
        daily.claim("lost").phase(Claim.Phase.LOST).snapshot("2026-03-08 04:17").untaken();
        daily.claim("pending").phase(Claim.Phase.PENDING).snapshot("2026-03-08 04:17").untaken();

        for (String claim : List.of("not-due", "lost", "pending")) {
            assertThat(daily.fates(claim)).contains("2026-03-08 04:17 set aside: not taken yet");
        }
    }

    // ---- claims that are being deleted: an unready snapshot stands in the way of that

    @Test
    void a_claim_that_is_being_deleted_does_not_wait_as_long() {
        scene.claim("data").deleting().snapshot("2026-03-10 03:16").untaken();

        assertThat(scene.fates("data"))
                .containsExactly("2026-03-10 03:16 LEFTOVER: not taken yet after 1h");
    }

    @Test
    void but_it_may_be_its_last_chance_and_gets_an_hour() {
        scene.claim("data").deleting().snapshot("2026-03-10 03:17").untaken();

        assertThat(scene.fates("data"))
                .containsExactly("2026-03-10 03:17 set aside: not taken yet");
    }

    @Test
    void a_claim_that_is_being_deleted_keeps_what_was_taken_last() {
        scene.claim("data")
                .deleting()
                .has("2026-03-09 04:17")
                .snapshot("2026-03-10 02:17")
                .unready();

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-10 02:17 set aside: taken but not ready",
                        "2026-03-09 04:17 kept: last 1");
    }

    @Test
    void a_claim_of_no_policy_keeps_its_leftovers() {
        Scene none = at(NOW).policy(policy("none").claims("other"));
        none.claim("data").snapshot("2026-03-08 04:17").untaken();

        assertThat(none.fates("data")).containsExactly("2026-03-08 04:17 set aside: not taken yet");
    }

    /** Until it is gone the claim cannot go: its finalizer waits for the snapshot. */
    @Test
    void a_claim_that_is_being_deleted_loses_its_leftover_whatever_policy_or_annotation_says() {
        Scene none = at(NOW).policy(policy("none").claims("other"));
        none.claim("data").deleting().snapshot("2026-03-08 04:17").untaken();
        assertThat(none.fates("data"))
                .containsExactly("2026-03-08 04:17 LEFTOVER: not taken yet after 1h");

        Scene optedOut = at(NOW).keeping("last=1");
        optedOut.claim("data").optedOut().deleting().snapshot("2026-03-08 04:17").untaken();
        assertThat(optedOut.fates("data"))
                .containsExactly("2026-03-08 04:17 LEFTOVER: not taken yet after 1h");
    }
}
