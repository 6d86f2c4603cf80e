package io.pvcsnapshotter.plan;

import static io.pvcsnapshotter.plan.Scene.at;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Snapshots of a claim {@code gone}, of which there is nothing else left. */
class OrphanRuleTest {
    private static final String NOW = "2026-03-10 04:17";

    @Test
    void are_kept_for_ever_unless_it_is_said_for_how_long() {
        Scene scene = at(NOW).keeping("last=1");
        scene.snapshot("gone", "uid-gone", "2020-01-02 00:00");
        scene.snapshot("gone", "uid-gone", "2020-01-01 00:00");

        assertThat(scene.orphans())
                .containsExactly(
                        "gone uid-gone: 2020-01-02 00:00 kept: its claim is gone, and orphans are kept for ever",
                        "gone uid-gone: 2020-01-01 00:00 kept: its claim is gone, and orphans are kept for ever");
    }

    @Test
    void the_time_is_counted_from_the_newest_ready_one_and_the_newest_stay() {
        Scene scene = at(NOW).keeping("last=1").orphansExpireAfter("30d");
        scene.snapshot("gone", "uid-gone", "2026-02-08 04:16");
        scene.snapshot("gone", "uid-gone", "2026-02-07 04:17");
        scene.snapshot("gone", "uid-gone", "2026-02-06 04:17");

        assertThat(scene.orphans())
                .containsExactly(
                        "gone uid-gone: 2026-02-08 04:16 kept: its claim is gone; at least 1",
                        "gone uid-gone: 2026-02-07 04:17 EXPIRED: its claim is gone for more than 30d",
                        "gone uid-gone: 2026-02-06 04:17 EXPIRED: its claim is gone for more than 30d");
    }

    @Test
    void the_order_in_which_they_were_found_does_not_matter() {
        Scene scene = at(NOW).keeping("last=1").orphansExpireAfter("30d");
        scene.snapshot("gone", "uid-gone", "2020-01-01 00:00");
        scene.snapshot("gone", "uid-gone", "2020-01-03 00:00");
        scene.snapshot("gone", "uid-gone", "2020-01-02 00:00");

        assertThat(scene.orphans())
                .containsExactly(
                        "gone uid-gone: 2020-01-03 00:00 kept: its claim is gone; at least 1",
                        "gone uid-gone: 2020-01-02 00:00 EXPIRED: its claim is gone for more than 30d",
                        "gone uid-gone: 2020-01-01 00:00 EXPIRED: its claim is gone for more than 30d");
        assertThat(scene.decide().orphans().getFirst().deletions()).hasSize(2);
    }

    @Test
    void until_then_even_the_oldest_stay() {
        Scene scene = at(NOW).keeping("last=1").orphansExpireAfter("30d");
        scene.snapshot("gone", "uid-gone", "2026-02-08 04:17");
        scene.snapshot("gone", "uid-gone", "2020-02-07 04:17");

        assertThat(scene.orphans())
                .containsExactly(
                        "gone uid-gone: 2026-02-08 04:17 kept: its claim is gone; at least 1",
                        "gone uid-gone: 2020-02-07 04:17 kept: its claim is gone; until 2026-03-10 04:17");
    }

    @Test
    void at_least_so_many_ready_ones_stay_for_ever() {
        Scene scene = at(NOW).keeping("last=1").orphansExpireAfter("30d").limits(10, 2, "24h");
        scene.snapshot("gone", "uid-gone", "2020-01-05 00:00").unready();
        scene.snapshot("gone", "uid-gone", "2020-01-04 00:00").held();
        scene.snapshot("gone", "uid-gone", "2020-01-03 00:00");
        scene.snapshot("gone", "uid-gone", "2020-01-02 00:00");
        scene.snapshot("gone", "uid-gone", "2020-01-01 00:00");

        assertThat(scene.orphans())
                .containsExactly(
                        "gone uid-gone: 2020-01-05 00:00 set aside: not ready",
                        "gone uid-gone: 2020-01-04 00:00 set aside: held",
                        "gone uid-gone: 2020-01-03 00:00 kept: its claim is gone; at least 2",
                        "gone uid-gone: 2020-01-02 00:00 kept: its claim is gone; at least 2",
                        "gone uid-gone: 2020-01-01 00:00 EXPIRED: its claim is gone for more than 30d");
    }

    /**
     * The newest ready one is the newest ready one, whoever asked for it and whatever protects it.
     */
    @Test
    void a_manual_or_held_one_puts_the_end_off_for_all() {
        for (boolean manual : new boolean[] {true, false}) {
            Scene scene = at(NOW).keeping("last=1").orphansExpireAfter("30d");
            Scene.TestSnapshot newest = scene.snapshot("gone", "uid-gone", "2026-02-20 04:17");
            (manual ? newest.manual() : newest.held()).build();
            scene.snapshot("gone", "uid-gone", "2026-01-02 04:17");
            scene.snapshot("gone", "uid-gone", "2026-01-01 04:17");

            assertThat(scene.orphans())
                    .containsExactly(
                            "gone uid-gone: 2026-02-20 04:17 set aside: "
                                    + (manual ? "manual" : "held"),
                            "gone uid-gone: 2026-01-02 04:17 kept: its claim is gone; at least 1",
                            "gone uid-gone: 2026-01-01 04:17 kept: its claim is gone; until 2026-03-22 04:17");
        }
    }

    @Test
    void manual_unready_and_protected_ones_stay() {
        Scene scene = at(NOW).keeping("last=1").orphansExpireAfter("30d");
        scene.snapshot("gone", "uid-gone", "2020-01-08 00:00");
        scene.snapshot("gone", "uid-gone", "2020-01-07 00:00").manual();
        scene.snapshot("gone", "uid-gone", "2020-01-06 00:00").untaken();
        scene.snapshot("gone", "uid-gone", "2020-01-05 00:00").deleting();
        scene.snapshot("gone", "uid-gone", "2020-01-04 00:00").groupMember();
        scene.claim("copy").restoringFrom(scene.snapshot("gone", "uid-gone", "2020-01-03 00:00"));

        assertThat(scene.decide().orphans().getFirst().deletions()).isEmpty();
    }

    @Test
    void each_lost_claim_is_judged_alone() {
        Scene scene = at(NOW).keeping("last=1").orphansExpireAfter("30d");
        scene.snapshot("gone", "uid-1", "2020-01-02 00:00");
        scene.snapshot("gone", "uid-1", "2020-01-01 00:00");
        scene.snapshot("gone", "uid-2", "2026-03-02 00:00");
        scene.snapshot("gone", "uid-2", "2020-01-01 00:00");

        assertThat(scene.orphans())
                .containsExactly(
                        "gone uid-1: 2020-01-02 00:00 kept: its claim is gone; at least 1",
                        "gone uid-1: 2020-01-01 00:00 EXPIRED: its claim is gone for more than 30d",
                        "gone uid-2: 2026-03-02 00:00 kept: its claim is gone; at least 1",
                        "gone uid-2: 2020-01-01 00:00 kept: its claim is gone; until 2026-04-01 00:00");
    }

    @Test
    void the_pace_is_the_same() {
        Scene scene = at(NOW).keeping("last=1").orphansExpireAfter("30d").limits(1, 1, "24h");
        scene.snapshot("gone", "uid-gone", "2020-01-03 00:00");
        scene.snapshot("gone", "uid-gone", "2020-01-02 00:00");
        scene.snapshot("gone", "uid-gone", "2020-01-01 00:00");

        assertThat(scene.orphans())
                .containsExactly(
                        "gone uid-gone: 2020-01-03 00:00 kept: its claim is gone; at least 1",
                        "gone uid-gone: 2020-01-02 00:00 kept: expires later: a run deletes at most 1 of a claim, and 1 waits",
                        "gone uid-gone: 2020-01-01 00:00 EXPIRED: its claim is gone for more than 30d");
    }

    @Test
    void a_claim_of_the_same_name_is_another_claim() {
        Scene scene = at(NOW).keeping("last=1").orphansExpireAfter("30d");
        scene.claim("data").has("2026-03-09 04:17");
        scene.snapshot("data", "uid-before", "2026-03-08 04:17");

        assertThat(scene.fates("data")).containsExactly("2026-03-09 04:17 kept: last 1");
        assertThat(scene.orphans())
                .containsExactly(
                        "data uid-before: 2026-03-08 04:17 kept: its claim is gone; at least 1");
    }

    /**
     * A manifest copied into another namespace records the uid of a claim that lives, only not
     * there.
     */
    @Test
    void a_claim_that_lives_in_another_namespace_is_not_gone() {
        Scene scene = at(NOW).keeping("last=1").orphansExpireAfter("30d");
        scene.claim("bank", "data").uid("uid-1");
        scene.snapshot("data", "uid-1", "2020-01-02 00:00");
        scene.snapshot("data", "uid-1", "2020-01-01 00:00");

        assertThat(scene.orphans()).isEmpty();
        assertThat(scene.fates("data")).isEmpty();
    }

    @Test
    void a_person_who_looks_at_some_claims_only_sees_none() {
        Scene scene = at(NOW).keeping("last=1").orphansExpireAfter("30d").narrowedTo("gone");
        scene.snapshot("gone", "uid-gone", "2020-01-02 00:00");
        scene.snapshot("gone", "uid-gone", "2020-01-01 00:00");

        assertThat(scene.orphans()).isEmpty();
    }

    @Test
    void what_was_taken_in_the_future_is_not_the_one_that_stays() {
        Scene scene = at(NOW).keeping("last=1").orphansExpireAfter("30d");
        scene.snapshot("gone", "uid-gone", "2099-01-01 00:00");
        scene.snapshot("gone", "uid-gone", "2020-01-02 00:00");
        scene.snapshot("gone", "uid-gone", "2020-01-01 00:00");

        assertThat(scene.orphans())
                .containsExactly(
                        "gone uid-gone: 2099-01-01 00:00 set aside: taken in the future, by a clock that was wrong",
                        "gone uid-gone: 2020-01-02 00:00 kept: its claim is gone; at least 1",
                        "gone uid-gone: 2020-01-01 00:00 kept: its claim is gone; until 2099-01-31 00:00");
    }
}
