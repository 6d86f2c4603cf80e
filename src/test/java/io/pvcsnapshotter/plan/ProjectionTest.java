package io.pvcsnapshotter.plan;

import static io.pvcsnapshotter.plan.Scene.at;
import static io.pvcsnapshotter.plan.Scene.policy;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * {@code foresee} judges as though this run's snapshot were ready; {@code decide} only by what is.
 */
class ProjectionTest {
    private static final String NOW = "2026-03-10 04:17";

    @Test
    void the_new_one_makes_room_for_itself_in_what_is_foreseen_and_is_not_in_the_answer() {
        Scene scene = at(NOW).keeping("last=2");
        scene.claim("data").has("2026-03-09 04:17", "2026-03-08 04:17");

        assertThat(scene.fates(scene.foresee(), "data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 2",
                        "2026-03-08 04:17 EXPIRED: no tier of last=2 keeps it");
        assertThat(scene.fates(scene.decide(), "data"))
                .containsExactly("2026-03-09 04:17 kept: last 1", "2026-03-08 04:17 kept: last 2");
    }

    @Test
    void once_it_is_ready_both_agree() {
        Scene before = at(NOW).keeping("last=2");
        before.claim("data").has("2026-03-09 04:17", "2026-03-08 04:17", "2026-03-07 04:17");
        Scene after = at("2026-03-10 04:27").nominal(NOW).keeping("last=2");
        after.claim("data").has("2026-03-09 04:17", "2026-03-08 04:17", "2026-03-07 04:17");
        after.claim("data").snapshot("2026-03-10 04:18").nominal(NOW).ofThisRun();

        assertThat(
                        before.foresee()
                                .claims()
                                .getFirst()
                                .deletions()
                                .map(each -> each.snapshot().uid()))
                .isEqualTo(
                        after.decide()
                                .claims()
                                .getFirst()
                                .deletions()
                                .map(each -> each.snapshot().uid())
                                .toList())
                .hasSize(2);
    }

    @Test
    void one_that_is_adopted_is_foreseen_as_ready() {
        Scene scene = at(NOW).keeping("last=2");
        scene.claim("data").has("2026-03-08 04:17", "2026-03-07 04:17");
        scene.claim("data").snapshot("2026-03-09 05:17").untaken();

        assertThat(scene.fates(scene.foresee(), "data"))
                .containsExactly(
                        "2026-03-09 05:17 set aside: not taken yet",
                        "2026-03-08 04:17 kept: last 2",
                        "2026-03-07 04:17 EXPIRED: no tier of last=2 keeps it");
        assertThat(scene.fates(scene.decide(), "data"))
                .containsExactly(
                        "2026-03-09 05:17 set aside: not taken yet",
                        "2026-03-08 04:17 kept: last 1",
                        "2026-03-07 04:17 kept: last 2");
    }

    @Test
    void one_that_is_adopted_and_not_ready_never_expires() {
        Scene scene = at(NOW).keeping("last=1");
        scene.claim("data").has("2026-03-09 04:00");
        scene.claim("data").snapshot("2026-03-09 05:17").unready();
        scene.claim("data").snapshot("2026-03-09 06:17").unready();

        assertThat(scene.decision("data")).isInstanceOf(Decision.Adopt.class);
        assertThat(scene.fates(scene.foresee(), "data"))
                .containsExactly(
                        "2026-03-09 06:17 set aside: taken but not ready",
                        "2026-03-09 05:17 set aside: taken but not ready",
                        "2026-03-09 04:00 EXPIRED: no tier of last=1 keeps it");
    }

    @Test
    void one_that_is_adopted_and_ready_already_counts_once() {
        Scene scene = at(NOW).keeping("last=2");
        scene.claim("data").has("2026-03-09 04:17", "2026-03-08 04:17");
        scene.claim("data").snapshot("2026-03-10 04:17").ofThisRun();

        assertThat(scene.fates(scene.foresee(), "data"))
                .containsExactly(
                        "2026-03-10 04:17 kept: last 1",
                        "2026-03-09 04:17 kept: last 2",
                        "2026-03-08 04:17 EXPIRED: no tier of last=2 keeps it");
    }

    @Test
    void one_that_is_adopted_while_it_is_held_or_being_deleted_counts_for_nothing() {
        for (boolean held : new boolean[] {true, false}) {
            Scene scene = at(NOW).keeping("last=2");
            scene.claim("data").has("2026-03-09 04:17", "2026-03-08 04:17");
            Scene.TestSnapshot made =
                    scene.claim("data").snapshot("2026-03-10 04:17").ofThisRun().untaken();
            (held ? made.held() : made.deleting()).build();

            assertThat(scene.foresee().claims().getFirst().deletions()).isEmpty();
        }
    }

    @Test
    void a_policy_that_waits_for_taken_only_foresees_nothing() {
        Scene scene = at(NOW).policy(policy("all").waitingForTaken().keeping("last=2"));
        scene.claim("data").has("2026-03-09 04:17", "2026-03-08 04:17", "2026-03-07 04:17");

        assertThat(scene.fates(scene.foresee(), "data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 1",
                        "2026-03-08 04:17 kept: last 2",
                        "2026-03-07 04:17 EXPIRED: no tier of last=2 keeps it");
    }

    @Test
    void a_manual_run_takes_no_tiers_place() {
        Scene scene = at(NOW).keeping("last=2,manual=30d").manually();
        scene.claim("data").has("2026-03-09 04:17", "2026-03-08 04:17", "2026-03-07 04:17");

        assertThat(scene.fates(scene.foresee(), "data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 1",
                        "2026-03-08 04:17 kept: last 2",
                        "2026-03-07 04:17 EXPIRED: no tier of last=2,manual=720h keeps it");
    }

    @Test
    void the_new_one_does_not_settle_a_change() {
        Scene scene = at(NOW).keeping("last=1");
        scene.claim("data").snapshot("2026-03-09 04:17").under("last=9");

        assertThat(scene.fates(scene.foresee(), "data"))
                .containsExactly("2026-03-09 04:17 kept: settling until 2026-03-11 04:17");
    }

    /** An older retention is recorded on what is adopted: the change has not settled. */
    @Test
    void one_that_is_adopted_shows_the_retention_that_it_was_asked_for_under() {
        Scene scene = at(NOW).keeping("last=1");
        scene.claim("data").has("2026-03-08 04:17", "2026-03-07 04:17");
        scene.claim("data").snapshot("2026-03-09 05:17").untaken().under("last=9");

        assertThat(scene.foresee().claims().getFirst().deletions()).isEmpty();
    }

    @Test
    void a_leftover_that_only_the_new_one_would_replace_waits_for_it() {
        Scene scene = at(NOW).keeping("last=2");
        scene.claim("data").has("2026-03-07 04:17").snapshot("2026-03-08 04:17").unready();

        assertThat(scene.fates(scene.foresee(), "data"))
                .contains("2026-03-08 04:17 LEFTOVER: taken but not ready after 1d");
        assertThat(scene.fates(scene.decide(), "data"))
                .contains("2026-03-08 04:17 set aside: taken but not ready");
    }

    @Test
    void a_new_one_that_is_held_by_the_users_labels_takes_no_tiers_place() {
        Scene scene =
                at(NOW).policy(
                                policy("all")
                                        .keeping("last=2")
                                        .snapshotLabel("pvc-snapshotter.io/hold", "yes"));
        scene.claim("data").has("2026-03-09 04:17", "2026-03-08 04:17");

        assertThat(scene.foresee().claims().getFirst().deletions()).isEmpty();
    }

    @Test
    void claims_that_get_none_foresee_none() {
        Scene scene = at("2026-03-10 05:17").policy(policy("all").every("24h").keeping("last=2"));
        scene.claim("data").has("2026-03-10 04:17", "2026-03-09 04:17", "2026-03-08 04:17");

        assertThat(scene.foresee().claims().getFirst().deletions()).isEmpty();
    }
}
