package io.pvcsnapshotter.plan;

import static io.pvcsnapshotter.plan.Scene.at;
import static io.pvcsnapshotter.plan.Scene.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.plan.Scene.TestSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What expires of a claim: what counts, the floor, the pace, and what is never touched. */
class ExpiryTest {
    /** The storage's clock was ahead when the older one was taken. */
    @Test
    void the_snapshot_of_this_run_stays_even_if_an_older_one_says_it_is_newer() {
        Scene scene = Scene.at("2026-03-10 04:17").keeping("last=1");
        scene.claim("data").snapshot("2026-03-09 04:17").taken("2026-03-10 05:07");
        scene.claim("data").snapshot("2026-03-10 04:17").ofThisRun();

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-10 05:07 kept: last 1", "2026-03-10 04:17 kept: of this run");
    }

    private static final String NOW = "2026-03-10 04:17";

    @Test
    void what_no_tier_keeps_expires() {
        Scene scene = at(NOW).keeping("last=2,daily=3");
        scene.claim("data")
                .has("2026-03-10 04:17", "2026-03-10 03:17", "2026-03-10 02:17")
                .has(
                        "2026-03-09 04:17",
                        "2026-03-09 03:17",
                        "2026-03-08 04:17",
                        "2026-03-07 04:17");

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-10 04:17 kept: last 1, daily 2026-03-10",
                        "2026-03-10 03:17 kept: last 2",
                        "2026-03-10 02:17 EXPIRED: no tier of last=2,daily=3 keeps it",
                        "2026-03-09 04:17 kept: daily 2026-03-09",
                        "2026-03-09 03:17 EXPIRED: no tier of last=2,daily=3 keeps it",
                        "2026-03-08 04:17 kept: daily 2026-03-08",
                        "2026-03-07 04:17 EXPIRED: no tier of last=2,daily=3 keeps it");
    }

    @Test
    void without_a_retention_nothing_expires() {
        Scene scene = at(NOW).policy(policy("all"));
        scene.claim("data")
                .has("2026-03-09 04:17", "2016-03-09 04:17")
                .snapshot("2016-03-08 04:17")
                .manual();

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: its policy has no retention: nothing expires",
                        "2016-03-09 04:17 kept: its policy has no retention: nothing expires",
                        "2016-03-08 04:17 kept: its policy has no retention: nothing expires");
    }

    @Test
    void the_calendar_is_that_of_the_configured_zone() {
        Scene scene = at("2026-03-10 12:00", "America/New_York").keeping("daily=2");
        scene.claim("data").has("2026-03-10 00:30", "2026-03-09 23:30", "2026-03-09 00:30");

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-10 00:30 kept: daily 2026-03-10",
                        "2026-03-09 23:30 kept: daily 2026-03-09",
                        "2026-03-09 00:30 EXPIRED: no tier of daily=2 keeps it");
    }

    @Test
    void claims_do_not_share_their_retention() {
        Scene scene = at(NOW).keeping("last=1");
        scene.claim("a").has("2026-03-09 04:17");
        scene.claim("b").has("2026-03-08 04:17");
        scene.claim("bank", "a").has("2026-03-07 04:17");

        assertThat(scene.decide().claims())
                .allSatisfy(each -> assertThat(each.deletions()).isEmpty());
    }

    // ---- what does not count

    @Test
    void only_ready_ones_count() {
        Scene scene = at(NOW).keeping("last=2");
        scene.claim("data").snapshot("2026-03-10 04:17").untaken();
        scene.claim("data").snapshot("2026-03-10 03:17").unready();
        scene.claim("data").has("2026-03-08 04:17", "2026-03-07 04:17", "2026-03-06 04:17");

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-10 04:17 set aside: not taken yet",
                        "2026-03-10 03:17 set aside: taken but not ready",
                        "2026-03-08 04:17 kept: last 1",
                        "2026-03-07 04:17 kept: last 2",
                        "2026-03-06 04:17 EXPIRED: no tier of last=2 keeps it");
    }

    @Test
    void what_is_held_counts_nowhere_and_stays() {
        Scene scene = at(NOW).keeping("last=2");
        scene.claim("data").snapshot("2026-03-09 04:17").label("pvc-snapshotter.io/hold", "audit");
        scene.claim("data").has("2026-03-08 04:17", "2026-03-07 04:17", "2026-03-06 04:17");
        scene.claim("data")
                .snapshot("2026-03-05 04:17")
                .annotation("pvc-snapshotter.io/hold", "true");
        scene.claim("data").snapshot("2026-03-04 04:17").label("pvc-snapshotter.io/hold", "false");

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 set aside: held",
                        "2026-03-08 04:17 kept: last 1",
                        "2026-03-07 04:17 kept: last 2",
                        "2026-03-06 04:17 EXPIRED: no tier of last=2 keeps it",
                        "2026-03-05 04:17 set aside: held",
                        "2026-03-04 04:17 EXPIRED: no tier of last=2 keeps it");
    }

    @Test
    void what_is_being_deleted_counts_nowhere() {
        Scene scene = at(NOW).keeping("last=2");
        scene.claim("data").snapshot("2026-03-09 04:17").deleting();
        scene.claim("data").has("2026-03-08 04:17", "2026-03-07 04:17");

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 set aside: being deleted",
                        "2026-03-08 04:17 kept: last 1",
                        "2026-03-07 04:17 kept: last 2");
    }

    @Test
    void group_members_count_nowhere_and_stay() {
        Scene scene = at(NOW).keeping("last=1");
        scene.claim("data").snapshot("2026-03-09 04:17").groupMember();
        scene.claim("data").has("2026-03-08 04:17", "2026-03-07 04:17");
        scene.claim("data").snapshot("2026-03-06 04:17").groupMember();

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 set aside: member of a volume group snapshot",
                        "2026-03-08 04:17 kept: last 1",
                        "2026-03-07 04:17 EXPIRED: no tier of last=1 keeps it",
                        "2026-03-06 04:17 set aside: member of a volume group snapshot");
    }

    @Test
    void what_a_claim_is_being_restored_from_counts_nowhere_and_stays() {
        Scene scene = at(NOW).keeping("last=1");
        scene.claim("data").has("2026-03-09 04:17");
        TestSnapshot source = scene.claim("data").snapshot("2026-03-08 04:17");
        scene.claim("copy").restoringFrom(source);

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 1",
                        "2026-03-08 04:17 set aside: the claim copy is being restored from it");
    }

    @Test
    void restores_into_other_namespaces_and_lost_claims_protect_too() {
        Scene scene = at(NOW).keeping("last=1");
        scene.claim("data").has("2026-03-09 04:17");
        scene.claim("bank", "copy").restoringFrom(scene.claim("data").snapshot("2026-03-08 04:17"));
        scene.claim("lost")
                .from(scene.claim("data").snapshot("2026-03-07 04:17"))
                .phase(Claim.Phase.LOST);

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 1",
                        "2026-03-08 04:17 set aside: the claim copy is being restored from it",
                        "2026-03-07 04:17 set aside: the claim lost is being restored from it");
    }

    @Test
    void a_restore_that_is_done_protects_no_more() {
        Scene scene = at(NOW).keeping("last=1");
        scene.claim("data").has("2026-03-09 04:17");
        scene.claim("copy").from(scene.claim("data").snapshot("2026-03-08 04:17"));

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 1",
                        "2026-03-08 04:17 EXPIRED: no tier of last=1 keeps it");
    }

    @Test
    void what_is_not_ours_is_not_in_the_plan_of_the_claim() {
        Scene scene = at(NOW).keeping("last=1");
        scene.claim("data").has("2026-03-09 04:17");
        scene.claim("data").snapshot("2026-03-08 04:17").ofInstance("there");
        scene.claim("data")
                .snapshot("2026-03-07 04:17")
                .label("app.kubernetes.io/managed-by", "velero");
        scene.claim("data").snapshot("2026-03-06 04:17").source("other");

        assertThat(scene.fates("data")).containsExactly("2026-03-09 04:17 kept: last 1");
        assertThat(scene.orphans()).isEmpty();
        assertThat(scene.decide().foreign())
                .extracting(Plan.ForeignSnapshot::reason)
                .containsExactly(
                        "its source is the claim other, but its annotation names the claim data");
    }

    /**
     * With `within` alone it would be the newest for years, and everything after it would expire at
     * once.
     */
    @Test
    void what_was_taken_in_the_future_counts_nowhere_and_stays() {
        Scene scene = at(NOW).keeping("last=1,within=2d");
        scene.claim("data")
                .has(
                        "2099-01-01 00:00",
                        "2026-03-10 04:17",
                        "2026-03-09 04:17",
                        "2026-03-01 04:17");

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2099-01-01 00:00 set aside: taken in the future, by a clock that was wrong",
                        "2026-03-10 04:17 kept: last 1, within 2d",
                        "2026-03-09 04:17 kept: within 2d",
                        "2026-03-01 04:17 EXPIRED: no tier of last=1,within=48h keeps it");
    }

    @Test
    void a_storage_whose_clock_is_a_little_ahead_makes_no_difference() {
        Scene scene = at(NOW).keeping("last=1");
        scene.claim("data").has("2026-03-10 05:17", "2026-03-09 04:17");

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-10 05:17 kept: last 1",
                        "2026-03-09 04:17 EXPIRED: no tier of last=1 keeps it");
    }

    @Test
    void foreign_ones_are_reported_in_the_order_of_their_names() {
        Scene scene = at(NOW).keeping("last=1");
        scene.claim("b").snapshot("2026-03-08 04:17").source("other");
        scene.claim("c").snapshot("2026-03-08 04:17").source("other");
        scene.claim("a").snapshot("2026-03-08 04:17").source("other");

        assertThat(scene.decide().foreign())
                .extracting(each -> each.snapshot().name().name().substring(0, 1))
                .containsExactly("a", "b", "c");
    }

    // ---- the floor

    @Test
    void at_least_so_many_ready_ones_stay() {
        Scene scene = at(NOW).keeping("last=1").limits(10, 3, "24h");
        scene.claim("data")
                .has(
                        "2026-03-09 04:17",
                        "2026-03-08 04:17",
                        "2026-03-07 04:17",
                        "2026-03-06 04:17");

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 1",
                        "2026-03-08 04:17 kept: at least 3",
                        "2026-03-07 04:17 kept: at least 3",
                        "2026-03-06 04:17 EXPIRED: no tier of last=1 keeps it");
    }

    @Test
    void what_tiers_keep_counts_for_the_floor_wherever_it_is() {
        Scene scene = at(NOW).keeping("yearly=2").limits(10, 3, "24h");
        scene.claim("data")
                .has(
                        "2026-03-09 04:17",
                        "2026-03-08 04:17",
                        "2026-03-07 04:17",
                        "2025-03-06 04:17");

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: yearly 2026",
                        "2026-03-08 04:17 kept: at least 3",
                        "2026-03-07 04:17 EXPIRED: no tier of yearly=2 keeps it",
                        "2025-03-06 04:17 kept: yearly 2025");
    }

    @Test
    void what_is_held_or_manual_or_not_ready_does_not_count_for_the_floor() {
        Scene scene = at(NOW).keeping("last=1").limits(10, 2, "24h");
        scene.claim("data").snapshot("2026-03-10 04:17").unready();
        scene.claim("data").snapshot("2026-03-09 04:17").held();
        scene.claim("data").snapshot("2026-03-08 04:17").manual();
        scene.claim("data").has("2026-03-07 04:17", "2026-03-06 04:17", "2026-03-05 04:17");

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-10 04:17 set aside: taken but not ready",
                        "2026-03-09 04:17 set aside: held",
                        "2026-03-08 04:17 kept: manual, kept for ever",
                        "2026-03-07 04:17 kept: last 1",
                        "2026-03-06 04:17 kept: at least 2",
                        "2026-03-05 04:17 EXPIRED: no tier of last=1 keeps it");
    }

    @Test
    void a_floor_that_is_higher_than_what_there_is_keeps_all() {
        Scene scene = at(NOW).keeping("last=1").limits(10, 9, "24h");
        scene.claim("data").has("2026-03-09 04:17", "2026-03-08 04:17");

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 1", "2026-03-08 04:17 kept: at least 9");
    }

    // ---- the pace

    @Test
    void a_run_deletes_the_oldest_first_and_only_so_many() {
        Scene scene = at(NOW).keeping("last=1").limits(2, 1, "24h");
        scene.claim("data")
                .has(
                        "2026-03-09 04:17",
                        "2026-03-08 04:17",
                        "2026-03-07 04:17",
                        "2026-03-06 04:17",
                        "2026-03-05 04:17");

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 1",
                        "2026-03-08 04:17 kept: expires later: a run deletes at most 2 of a claim, and 2 wait",
                        "2026-03-07 04:17 kept: expires later: a run deletes at most 2 of a claim, and 2 wait",
                        "2026-03-06 04:17 EXPIRED: no tier of last=1 keeps it",
                        "2026-03-05 04:17 EXPIRED: no tier of last=1 keeps it");
        assertThat(scene.postponed("data"))
                .containsExactly("2 snapshots expire later: a run deletes at most 2 of a claim");
    }

    @Test
    void as_many_as_a_run_may_delete_are_deleted() {
        Scene scene = at(NOW).keeping("last=1").limits(2, 1, "24h");
        scene.claim("data").has("2026-03-09 04:17", "2026-03-08 04:17", "2026-03-07 04:17");

        assertThat(scene.decide().claims().getFirst().deletions()).hasSize(2);
    }

    @Test
    void each_claim_has_its_own_pace() {
        Scene scene = at(NOW).keeping("last=1").limits(1, 1, "24h");
        List.of("a", "b")
                .forEach(name -> scene.claim(name).has("2026-03-09 04:17", "2026-03-08 04:17"));

        assertThat(scene.decide().claims())
                .allSatisfy(each -> assertThat(each.deletions()).hasSize(1));
    }

    // ---- manual ones

    @Test
    void manual_ones_count_for_no_tier() {
        Scene scene = at(NOW).keeping("last=1,daily=2");
        scene.claim("data").snapshot("2026-03-10 03:00").manual();
        scene.claim("data").has("2026-03-09 04:17", "2026-03-08 04:17", "2026-03-07 04:17");

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-10 03:00 kept: manual, kept for ever",
                        "2026-03-09 04:17 kept: last 1, daily 2026-03-09",
                        "2026-03-08 04:17 kept: daily 2026-03-08",
                        "2026-03-07 04:17 EXPIRED: no tier of last=1,daily=2 keeps it");
    }

    @Test
    void manual_ones_expire_by_their_own_age() {
        Scene scene = at(NOW).keeping("last=1,manual=30d");
        scene.claim("data").has("2026-03-09 04:17");
        scene.claim("data").snapshot("2026-02-08 04:17").manual();
        scene.claim("data").snapshot("2026-02-08 04:16").manual();

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 1",
                        "2026-02-08 04:17 kept: manual, until 2026-03-10 04:17",
                        "2026-02-08 04:16 EXPIRED: manual, older than 30d");
    }

    @Test
    void the_last_ready_one_stays_even_if_it_is_manual_and_old() {
        Scene scene = at(NOW).keeping("last=1,manual=30d").limits(10, 2, "24h");
        scene.claim("data").snapshot("2025-03-03 04:17").manual();
        scene.claim("data").snapshot("2025-03-02 04:17").manual();
        scene.claim("data").snapshot("2025-03-01 04:17").manual();

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2025-03-03 04:17 kept: manual, at least 2",
                        "2025-03-02 04:17 kept: manual, at least 2",
                        "2025-03-01 04:17 EXPIRED: manual, older than 30d");
    }

    /** With {@code for = taken} there may be no newer one that is ready for a long time. */
    @Test
    void the_newest_ready_one_stays_even_if_it_is_manual_and_old_and_older_ones_stay() {
        Scene scene = at(NOW).keeping("last=1,manual=3d");
        scene.claim("data").snapshot("2026-03-06 05:17").manual();
        scene.claim("data").snapshot("2026-03-06 04:47").manual();
        scene.claim("data").has("2026-03-06 04:17");

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-06 05:17 kept: manual, the newest",
                        "2026-03-06 04:47 EXPIRED: manual, older than 3d",
                        "2026-03-06 04:17 kept: last 1");
    }

    @Test
    void a_manual_one_that_is_held_or_not_ready_does_not_expire() {
        Scene scene = at(NOW).keeping("last=1,manual=30d");
        scene.claim("data").has("2026-03-09 04:17");
        scene.claim("data").snapshot("2025-03-03 04:17").manual().held();
        scene.claim("data").snapshot("2025-03-02 04:17").manual().groupMember();

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 1",
                        "2025-03-03 04:17 set aside: held",
                        "2025-03-02 04:17 set aside: member of a volume group snapshot");
    }

    // ---- no snapshot in this run

    @Test
    void a_claim_that_cannot_be_snapshotted_expires_nothing() {
        Scene scene = at(NOW).keeping("last=1,manual=30d");
        scene.claim("lost").phase(Claim.Phase.LOST);
        scene.claim("deleting").deleting();
        scene.claim("pending").phase(Claim.Phase.PENDING);
        for (String claim : List.of("lost", "deleting", "pending")) {
            scene.claim(claim).has("2026-03-09 04:17", "2026-03-08 04:17");
            scene.claim(claim).snapshot("2025-03-08 04:17").manual();

            assertThat(scene.fates(claim))
                    .containsExactly(
                            "2026-03-09 04:17 kept: last 1",
                            "2026-03-08 04:17 kept: the claim gets no snapshot in this run, so nothing expires",
                            "2025-03-08 04:17 kept: the claim gets no snapshot in this run, so nothing expires");
        }
    }
}
