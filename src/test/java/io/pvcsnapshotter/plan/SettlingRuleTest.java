package io.pvcsnapshotter.plan;

import static io.pvcsnapshotter.plan.Scene.at;
import static io.pvcsnapshotter.plan.Scene.policy;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Runs are daily at 04:17; today's retention is {@code last=1}, and nothing more than one stays
 * once it has settled.
 */
class SettlingRuleTest {
    private static final String NOW = "2026-03-10 04:17";
    private static final String OLD = "last=9";
    private static final String SINCE = "pvc-snapshotter.io/retention-since";

    @Test
    void expires_when_every_snapshot_records_todays_retention() {
        Scene scene = lastOne();
        scene.claim("data").has("2026-03-09 04:17", "2026-03-08 04:17");

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 1",
                        "2026-03-08 04:17 EXPIRED: no tier of last=1 keeps it");
        assertThat(scene.postponed("data")).isEmpty();
    }

    @Test
    void a_retention_that_no_snapshot_was_taken_under_yet_expires_nothing() {
        Scene scene = lastOne();
        scene.claim("data").snapshot("2026-03-09 04:17").under(OLD);
        scene.claim("data").snapshot("2026-03-08 04:17").under(OLD);

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 1",
                        "2026-03-08 04:17 kept: settling until a snapshot taken under today's retention is 1d old");
        assertThat(scene.postponed("data"))
                .containsExactly(
                        "retention changed: 1 snapshot expires later, settling until a snapshot taken under today's"
                                + " retention is 1d old");
    }

    @Test
    void a_retention_that_is_younger_than_the_settling_time_expires_nothing() {
        Scene scene = lastOne();
        scene.claim("data").has("2026-03-10 04:00", "2026-03-09 04:18");
        scene.claim("data").snapshot("2026-03-09 04:16").under(OLD);

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-10 04:00 kept: last 1",
                        "2026-03-09 04:18 kept: settling until 2026-03-10 04:18",
                        "2026-03-09 04:16 kept: settling until 2026-03-10 04:18");
        assertThat(scene.postponed("data"))
                .containsExactly(
                        "retention changed: 2 snapshots expire later, settling until 2026-03-10 04:18");
    }

    @Test
    void a_retention_that_has_been_in_force_for_the_settling_time_expires() {
        Scene scene = lastOne();
        scene.claim("data").has("2026-03-10 04:00", "2026-03-09 04:17");
        scene.claim("data").snapshot("2026-03-09 04:16").under(OLD);

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-10 04:00 kept: last 1",
                        "2026-03-09 04:17 EXPIRED: no tier of last=1 keeps it",
                        "2026-03-09 04:16 EXPIRED: no tier of last=1 keeps it");
    }

    @Test
    void an_edit_and_its_revert_settle_again() {
        Scene scene = lastOne();
        scene.claim("data").has("2026-03-09 04:17").snapshot("2026-03-09 05:00").under(OLD);
        scene.claim("data").has("2026-03-10 04:00", "2026-03-01 04:17");

        assertThat(scene.decide().claims().getFirst().deletions()).isEmpty();
        assertThat(scene.postponed("data"))
                .containsExactly(
                        "retention changed: 3 snapshots expire later, settling until 2026-03-11 04:00");
    }

    @Test
    void another_zone_is_another_retention() {
        Scene scene = lastOne();
        scene.claim("data")
                .has("2026-03-08 04:17")
                .snapshot("2026-03-09 04:17")
                .inZone("Europe/Berlin");

        assertThat(scene.decide().claims().getFirst().deletions()).isEmpty();
    }

    @Test
    void a_retention_where_there_was_none_must_settle() {
        Scene scene = lastOne();
        scene.claim("data").snapshot("2026-03-09 04:17").under("all");
        scene.claim("data").snapshot("2026-03-08 04:17").under("all");

        assertThat(scene.decide().claims().getFirst().deletions()).isEmpty();
    }

    @Test
    void the_same_retention_written_otherwise_is_the_same() {
        Scene scene = at(NOW).keeping("last=1,within=1d,manual=5d");
        scene.claim("data").snapshot("2026-03-09 04:17").under("manual=120h,last=1,within=24h");
        scene.claim("data")
                .snapshot("2026-03-07 04:17")
                .under("last=1,daily=0,within=24h,manual=120h");

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 1, within 1d",
                        "2026-03-07 04:17 EXPIRED: no tier of last=1,within=24h,manual=120h keeps it");
    }

    @Test
    void another_policy_of_the_same_retention_is_no_change() {
        Scene scene = at(NOW).policy(policy("renamed").keeping("last=1"));
        scene.claim("data").has("2026-03-09 04:17");
        scene.claim("data")
                .snapshot("2026-03-08 04:17")
                .label("pvc-snapshotter.io/policy", "before");

        assertThat(scene.decide().claims().getFirst().deletions()).hasSize(1);
    }

    // ---- what was in force is handed on, because the snapshots that showed it expire

    /** Hourly, with {@code last=1}: no snapshot ever gets to be a day old. */
    @Test
    void a_retention_that_keeps_less_than_the_settling_time_is_settled_by_what_was_handed_on() {
        Scene scene = lastOne();
        scene.claim("data").snapshot("2026-03-10 03:17").annotation(SINCE, "2026-03-09T04:16:00Z");
        scene.claim("data").snapshot("2026-03-10 02:17").annotation(SINCE, "2026-03-09T04:16:00Z");

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-10 03:17 kept: last 1",
                        "2026-03-10 02:17 EXPIRED: no tier of last=1 keeps it");
        assertThat(scene.fates(scene.foresee(), "data"))
                .containsExactly(
                        "2026-03-10 03:17 EXPIRED: no tier of last=1 keeps it",
                        "2026-03-10 02:17 EXPIRED: no tier of last=1 keeps it");
    }

    @Test
    void what_was_handed_on_ends_with_a_snapshot_of_another_retention() {
        Scene scene = lastOne();
        scene.claim("data").snapshot("2026-03-10 03:17").annotation(SINCE, "2026-01-01T00:00:00Z");
        scene.claim("data").snapshot("2026-03-10 02:17").under(OLD);
        scene.claim("data").snapshot("2026-03-01 02:17").annotation(SINCE, "2026-01-01T00:00:00Z");

        assertThat(scene.postponed("data"))
                .containsExactly(
                        "retention changed: 2 snapshots expire later, settling until 2026-03-11 03:17");
    }

    @Test
    void what_was_handed_on_since_that_snapshot_counts() {
        Scene scene = lastOne();
        scene.claim("data").snapshot("2026-03-10 03:17").annotation(SINCE, "2026-03-10T02:18:00Z");
        scene.claim("data").snapshot("2026-03-10 02:17").under(OLD);

        assertThat(scene.postponed("data"))
                .containsExactly(
                        "retention changed: 1 snapshot expires later, settling until 2026-03-11 02:18");
    }

    @Test
    void what_cannot_be_read_was_not_handed_on() {
        Scene scene = lastOne();
        scene.claim("data").snapshot("2026-03-10 03:17").annotation(SINCE, "long ago");
        scene.claim("data").snapshot("2026-03-10 02:17");

        assertThat(scene.postponed("data"))
                .containsExactly(
                        "retention changed: 1 snapshot expires later, settling until 2026-03-11 02:17");
    }

    @Test
    void the_new_snapshot_hands_on_what_the_last_one_did() {
        Scene scene = lastOne();
        scene.claim("data").snapshot("2026-03-10 03:17").annotation(SINCE, "2026-01-01T00:00:00Z");

        assertThat(handedOn(scene)).isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void the_first_snapshot_of_a_claim_and_the_first_under_another_retention_begin_anew() {
        Scene first = lastOne();
        first.claim("data");
        Scene changed = lastOne();
        changed.claim("data")
                .snapshot("2026-03-10 03:17")
                .under(OLD)
                .annotation(SINCE, "2026-01-01T00:00:00Z");
        Scene future = lastOne();
        future.claim("data").snapshot("2099-03-10 03:17");

        for (Scene scene : new Scene[] {first, changed, future}) {
            assertThat(handedOn(scene)).isNull();
        }
    }

    @Test
    void that_nothing_expires_is_handed_on_too() {
        Scene scene = at(NOW).policy(policy("all"));
        scene.claim("data").has("2026-03-01 04:17");

        assertThat(handedOn(scene)).isEqualTo("2026-03-01T04:17:00Z");
    }

    @Test
    void snapshots_that_were_never_taken_prove_nothing() {
        Scene scene = lastOne();
        scene.claim("data").snapshot("2026-03-08 05:17").untaken();
        scene.claim("data").snapshot("2026-03-08 04:17").under(OLD);
        scene.claim("data").snapshot("2026-03-07 04:17").under(OLD);

        assertThat(scene.decide().claims().getFirst().deletions())
                .noneMatch(each -> each.snapshot().ready());
    }

    @Test
    void one_that_was_never_taken_under_the_old_retention_is_no_objection() {
        Scene scene = lastOne();
        scene.claim("data").has("2026-03-09 04:17", "2026-03-08 04:17");
        scene.claim("data").snapshot("2026-03-09 23:17").under(OLD).untaken();

        assertThat(scene.fates("data"))
                .contains("2026-03-08 04:17 EXPIRED: no tier of last=1 keeps it");
    }

    @Test
    void manual_held_and_unready_ones_show_what_was_in_force_too() {
        Scene manual = lastOne();
        manual.claim("data").has("2026-03-09 04:17", "2026-03-08 04:17");
        manual.claim("data").snapshot("2026-03-10 03:00").under(OLD).manual();
        Scene held = lastOne();
        held.claim("data").has("2026-03-09 04:17", "2026-03-08 04:17");
        held.claim("data").snapshot("2026-03-10 03:00").under(OLD).held();
        Scene unready = lastOne();
        unready.claim("data").has("2026-03-09 04:17", "2026-03-08 04:17");
        unready.claim("data").snapshot("2026-03-10 03:00").under(OLD).unready();

        for (Scene scene : new Scene[] {manual, held, unready}) {
            assertThat(scene.decide().claims().getFirst().deletions()).isEmpty();
        }
    }

    @Test
    void manual_ones_settle_too() {
        Scene scene = at(NOW).keeping("last=1,manual=5d");
        scene.claim("data").snapshot("2026-03-09 04:17").under("last=1,manual=30d");
        scene.claim("data").snapshot("2026-03-01 04:17").under("last=1,manual=30d").manual();

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 1",
                        "2026-03-01 04:17 kept: settling until a snapshot taken under today's retention is 1d old");
    }

    @Test
    void nothing_is_said_where_nothing_would_expire() {
        Scene scene = lastOne();
        scene.claim("data").snapshot("2026-03-09 04:17").under(OLD);

        assertThat(scene.postponed("data")).isEmpty();
    }

    @Test
    void with_no_settling_time_an_edit_is_in_force_from_the_first_snapshot_on() {
        Scene scene = at(NOW).keeping("last=1").limits(10, 1, "0h");
        scene.claim("data").snapshot("2026-03-09 04:17").under(OLD);
        scene.claim("data").snapshot("2026-03-08 04:17").under(OLD);
        assertThat(scene.decide().claims().getFirst().deletions()).isEmpty();
        assertThat(scene.fates(scene.decide(), "data"))
                .last()
                .asString()
                .endsWith("settling until there is a snapshot taken under today's retention");

        scene.claim("data").has("2026-03-10 04:17");
        assertThat(scene.decide().claims().getFirst().deletions()).hasSize(2);
    }

    /**
     * The storage's clock is two days behind: what it took a minute ago does not look two days old.
     */
    @Test
    void a_storage_with_a_wrong_clock_does_not_settle_a_change() {
        Scene scene = lastOne();
        scene.claim("data").snapshot("2026-03-10 04:16").taken("2026-03-08 04:16");
        scene.claim("data").snapshot("2026-03-09 04:16").taken("2026-03-07 04:16").under(OLD);

        assertThat(scene.decide().claims().getFirst().deletions()).isEmpty();
    }

    @Test
    void leftovers_need_no_settling() {
        Scene scene = lastOne();
        scene.claim("data").snapshot("2026-03-09 04:17").under(OLD);
        scene.claim("data").snapshot("2026-03-08 04:17").under(OLD).untaken();

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 1",
                        "2026-03-08 04:17 LEFTOVER: not taken yet after 1d");
    }

    private static String handedOn(Scene scene) {
        return ((Decision.Take) scene.decision("data")).request().annotations().get(SINCE);
    }

    private static Scene lastOne() {
        return at(NOW).keeping("last=1");
    }
}
