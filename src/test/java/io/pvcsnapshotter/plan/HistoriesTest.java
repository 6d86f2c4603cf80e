package io.pvcsnapshotter.plan;

import static io.pvcsnapshotter.plan.Scene.at;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which snapshots belong to a claim that was restored in place, and so are judged with its own. */
class HistoriesTest {
    /** A VolumeSnapshot names its source, and is cut from what has that name then. */
    @Test
    void what_was_cut_after_the_claim_had_been_made_anew_is_not_the_old_ones() {
        Scene scene = Scene.at("2026-03-10 04:17").keeping("last=1");
        scene.claim("data").created("2026-03-09 12:00").restoredFrom("uid-old");
        scene.snapshot("data", "uid-old", "2026-03-09 11:59");
        scene.snapshot("data", "uid-old", "2026-03-09 12:00");

        Plan plan = scene.decide();
        assertThat(scene.fates(plan, "data"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("2026-03-09 11:59");
        assertThat(plan.foreign())
                .extracting(Plan.ForeignSnapshot::reason)
                .containsExactly(
                        "it was taken after a claim of that name had been made anew, and holds that one's data");
    }

    private final Scene scene = at("2026-03-10 04:17").keeping("last=2");

    @Test
    void a_claim_has_its_own_snapshots_and_not_those_of_one_that_had_its_name() {
        scene.claim("data").has("2026-03-09 04:17");
        scene.snapshot("data", "uid-before", "2026-03-08 04:17");

        assertThat(scene.fates("data")).containsExactly("2026-03-09 04:17 kept: last 1");
        assertThat(scene.orphans()).hasSize(1);
    }

    @Test
    void a_claim_that_was_restored_in_place_has_those_of_the_claims_before_too() {
        scene.claim("data").restoredFrom("uid-1, uid-2").has("2026-03-09 04:17");
        scene.snapshot("data", "uid-2", "2026-03-08 04:17");
        scene.snapshot("data", "uid-1", "2026-03-07 04:17");

        assertThat(scene.fates("data"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 1",
                        "2026-03-08 04:17 kept: last 2",
                        "2026-03-07 04:17 EXPIRED: no tier of last=2 keeps it");
        assertThat(scene.orphans()).isEmpty();
    }

    @Test
    void the_new_claim_may_have_another_name() {
        scene.claim("data-restored").restoredFrom("uid-1").has("2026-03-09 04:17");
        scene.snapshot("data", "uid-1", "2026-03-08 04:17");

        assertThat(scene.fates("data-restored"))
                .containsExactly("2026-03-09 04:17 kept: last 1", "2026-03-08 04:17 kept: last 2");
    }

    @Test
    void two_claims_that_name_the_same_lost_one_share_nothing_and_nothing_of_it_is_ever_deleted() {
        Scene orphans = at("2026-03-10 04:17").keeping("last=1").orphansExpireAfter("1d");
        orphans.claim("a").restoredFrom("uid-1").has("2026-03-09 04:17");
        orphans.claim("b").restoredFrom("uid-1").has("2026-03-09 04:17");
        orphans.snapshot("a", "uid-1", "2026-01-02 04:17");
        orphans.snapshot("a", "uid-1", "2026-01-01 04:17");

        assertThat(orphans.fates("a")).containsExactly("2026-03-09 04:17 kept: last 1");
        assertThat(orphans.fates("b")).containsExactly("2026-03-09 04:17 kept: last 1");
        assertThat(orphans.orphans()).isEmpty();
    }

    @Test
    void a_claim_that_lives_keeps_its_snapshots_whoever_names_it() {
        scene.claim("a").has("2026-03-09 04:17", "2026-03-08 04:17", "2026-03-07 04:17");
        scene.claim("thief").restoredFrom("uid-a").has("2026-03-09 04:17");

        assertThat(scene.fates("thief")).containsExactly("2026-03-09 04:17 kept: last 1");
        assertThat(scene.fates("a"))
                .containsExactly(
                        "2026-03-09 04:17 kept: last 1",
                        "2026-03-08 04:17 kept: last 2",
                        "2026-03-07 04:17 EXPIRED: no tier of last=2 keeps it");
    }

    @Test
    void claims_that_name_each_other_keep_their_own() {
        scene.claim("a").restoredFrom("uid-b").has("2026-03-09 04:17");
        scene.claim("b").restoredFrom("uid-a").has("2026-03-08 04:17");

        assertThat(scene.fates("a")).containsExactly("2026-03-09 04:17 kept: last 1");
        assertThat(scene.fates("b")).containsExactly("2026-03-08 04:17 kept: last 1");
    }

    @Test
    void a_claim_that_names_itself_has_its_own_once() {
        scene.claim("a").restoredFrom("uid-a,uid-a").has("2026-03-09 04:17");

        assertThat(scene.fates("a")).containsExactly("2026-03-09 04:17 kept: last 1");
    }

    @Test
    void nothing_is_inherited_from_another_namespace() {
        scene.claim("bank", "data").uid("uid-new").restoredFrom("uid-1").has("2026-03-09 04:17");
        scene.snapshot("data", "uid-1", "2026-03-08 04:17");

        assertThat(scene.fates("data")).containsExactly("2026-03-09 04:17 kept: last 1");
    }

    /**
     * Copies of another namespace's manifests, and a claim that names the claim that they are of.
     */
    @Test
    void nothing_is_inherited_of_a_claim_that_lives_in_another_namespace() {
        scene.claim("bank", "data").uid("uid-1");
        scene.claim("copy").restoredFrom("uid-1").has("2026-03-09 04:17");
        scene.snapshot("data", "uid-1", "2026-03-08 04:17");

        assertThat(scene.fates("copy")).containsExactly("2026-03-09 04:17 kept: last 1");
    }

    @Test
    void what_was_inherited_counts_for_every() {
        Scene daily = at("2026-03-10 05:17").policy(Scene.policy("all").every("24h"));
        daily.claim("data").restoredFrom("uid-1");
        daily.snapshot("data", "uid-1", "2026-03-10 04:17");

        assertThat(daily.decision("data"))
                .extracting(Decision::kind)
                .isEqualTo(Decision.Kind.NOT_DUE);
    }
}
