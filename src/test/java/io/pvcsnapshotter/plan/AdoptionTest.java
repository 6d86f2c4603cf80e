package io.pvcsnapshotter.plan;

import static io.pvcsnapshotter.plan.Scene.at;
import static io.pvcsnapshotter.plan.Scene.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.plan.Scene.TestSnapshot;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A run takes a snapshot, or counts one that exists already as its own. */
class AdoptionTest {
    private final Scene scene = at("2026-03-10 04:17").keeping("last=3");

    @Test
    void takes_one_where_there_is_none() {
        scene.claim("data").has("2026-03-09 04:17");

        SnapshotRequest request = ((Decision.Take) scene.decision("data")).request();

        Ownership.Marks marks =
                Ownership.marks(
                        scene.run(),
                        new io.pvcsnapshotter.model.ObjectName("shop", "data"),
                        "uid-data",
                        "all",
                        "last=3",
                        "UTC");
        assertThat(request.name()).hasToString("shop/" + marks.name());
        assertThat(request.claim()).isEqualTo("data");
        assertThat(request.snapshotClass()).contains("fast");
        assertThat(request.driver()).contains(Scene.DRIVER);
        assertThat(request.labels()).isEqualTo(marks.labels());
        assertThat(request.annotations())
                .containsAllEntriesOf(marks.annotations())
                .containsEntry("pvc-snapshotter.io/retention-since", "2026-03-09T04:17:00Z")
                .hasSize(marks.annotations().size() + 1);
    }

    @Test
    void records_that_everything_is_kept_where_there_is_no_retention() {
        Scene keepingAll = at("2026-03-10 04:17").policy(policy("all"));
        keepingAll.claim("data");

        assertThat(((Decision.Take) keepingAll.decision("data")).request().annotations())
                .containsEntry("pvc-snapshotter.io/retention", "all");
    }

    @Test
    void adds_the_users_labels_but_ours_win() {
        Scene labelled =
                at("2026-03-10 04:17")
                        .policy(
                                policy("all")
                                        .snapshotLabel("team", "shop")
                                        .snapshotLabel("pvc-snapshotter.io/instance", "there"));
        labelled.claim("data");

        assertThat(((Decision.Take) labelled.decision("data")).request().labels())
                .containsAllEntriesOf(
                        Map.of("team", "shop", "pvc-snapshotter.io/instance", "here"));
    }

    // ---- the same run again

    @Test
    void a_retry_of_the_same_run_adopts_what_the_first_try_made() {
        TestSnapshot made = scene.claim("data").snapshot("2026-03-10 04:17").ofThisRun();
        for (TestSnapshot each : new TestSnapshot[] {made, made.unready(), made.untaken()}) {
            assertThat(Scene.text(scene.decision("data")))
                    .isEqualTo(
                            "adopt %s: taken by an earlier pod of this run".formatted(each.uid()));
        }
    }

    @Test
    void a_retry_adopts_even_though_its_first_try_made_the_claim_not_due() {
        Scene daily = at("2026-03-10 04:17").policy(policy("all").every("24h"));
        TestSnapshot made = daily.claim("data").snapshot("2026-03-10 04:17").ofThisRun();

        assertThat(Scene.text(daily.decision("data")))
                .isEqualTo("adopt %s: taken by an earlier pod of this run".formatted(made.uid()));
    }

    @Test
    void another_claims_snapshot_of_the_same_run_is_not_adopted() {
        scene.claim("other").snapshot("2026-03-10 04:17").ofThisRun();
        scene.claim("data").restoredFrom("uid-before");
        scene.snapshot("data", "uid-before", "2026-03-10 04:17").ofThisRun();

        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);
    }

    // ---- not yet taken

    @Test
    void one_that_an_earlier_run_asked_for_and_that_is_not_taken_yet_is_adopted() {
        TestSnapshot asked = scene.claim("data").snapshot("2026-03-09 04:17").untaken();

        assertThat(Scene.text(scene.decision("data")))
                .isEqualTo(
                        "adopt %s: an earlier run asked for it and it is not taken yet"
                                .formatted(asked.uid()));
    }

    @Test
    void one_that_is_old_enough_to_be_removed_is_not_adopted() {
        scene.claim("data").snapshot("2026-03-09 04:16").untaken();

        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);
    }

    @Test
    void one_of_another_class_is_not_adopted() {
        scene.claim("data").snapshot("2026-03-09 05:17").untaken().ofClass("slow");
        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);

        scene.claim("data").snapshot("2026-03-09 06:17").untaken().ofClass(null);
        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);
    }

    /**
     * The snapshot controller writes its choice into the snapshot: it is not another class for
     * that.
     */
    @Test
    void where_the_controller_chooses_the_class_any_is_todays() {
        scene.classesUnreadable().volumesUnreadable();
        TestSnapshot asked =
                scene.claim("data").snapshot("2026-03-09 05:17").untaken().ofClass("chosen");

        assertThat(Scene.text(scene.decision("data"))).startsWith("adopt " + asked.uid());
    }

    @Test
    void one_that_is_being_deleted_is_not_adopted() {
        scene.claim("data").snapshot("2026-03-09 05:17").untaken().deleting();

        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);
    }

    @Test
    void a_scheduled_run_does_not_adopt_a_manual_one_nor_the_other_way_round() {
        scene.claim("data").snapshot("2026-03-09 05:17").untaken().manual();
        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);

        Scene manual = at("2026-03-10 04:17").keeping("last=3").manually();
        manual.claim("data").snapshot("2026-03-09 05:17").untaken();
        assertThat(manual.decision("data")).isInstanceOf(Decision.Take.class);

        TestSnapshot asked = manual.claim("data").snapshot("2026-03-09 06:17").untaken().manual();
        assertThat(Scene.text(manual.decision("data"))).startsWith("adopt " + asked.uid());
    }

    /**
     * It asks for a snapshot of a volume that may be gone; this claim's data would not be in it.
     */
    @Test
    void one_of_the_claim_before_the_restore_is_not_adopted() {
        scene.claim("data").restoredFrom("uid-before");
        scene.snapshot("data", "uid-before", "2026-03-10 03:17").untaken();
        scene.snapshot("data", "uid-before", "2026-03-10 02:17").unready();
        scene.snapshot("data", "uid-before", "2026-03-10 01:17").unready();

        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);
    }

    @Test
    void a_claim_that_cannot_be_snapshotted_adopts_nothing() {
        scene.claim("data").driver(null).snapshot("2026-03-09 05:17").untaken();

        assertThat(scene.decision("data"))
                .extracting(Decision::kind)
                .isEqualTo(Decision.Kind.IMPOSSIBLE);
    }

    // ---- taken and not ready

    @Test
    void while_one_is_uploading_another_is_taken() {
        scene.claim("data").snapshot("2026-03-10 03:17").unready();

        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);
    }

    @Test
    void while_two_are_uploading_the_newer_is_waited_for() {
        scene.claim("data").snapshot("2026-03-10 02:17").unready();
        TestSnapshot newer = scene.claim("data").snapshot("2026-03-10 03:17").unready();
        scene.claim("data").has("2026-03-10 01:00");

        assertThat(Scene.text(scene.decision("data")))
                .isEqualTo(
                        "adopt %s: 2 snapshots of the claim are taken and not ready; no other is added"
                                .formatted(newer.uid()));
    }

    @Test
    void two_that_are_uploading_are_this_runs_success_only_when_one_is_ready() {
        scene.claim("data").snapshot("2026-03-10 02:17").unready();
        scene.claim("data").snapshot("2026-03-10 03:17").unready();

        assertThat(((Decision.Due) scene.decision("data")).until()).isEqualTo(Policy.Until.READY);
    }

    @Test
    void two_that_are_uploading_and_older_than_a_ready_one_are_not_waited_for() {
        scene.claim("data").snapshot("2026-03-10 02:17").unready();
        scene.claim("data").snapshot("2026-03-10 03:17").unready();
        scene.claim("data").has("2026-03-10 03:30");

        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);
    }

    /** A class that never gets ready and is mended stops the claim for a day, not for good. */
    @Test
    void two_that_are_uploading_are_waited_for_only_while_they_may_still_get_ready() {
        scene.claim("data").snapshot("2026-03-09 02:17").unready();
        scene.claim("data").snapshot("2026-03-09 03:17").unready();

        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);
    }

    @Test
    void two_that_are_uploading_to_another_class_are_not_waited_for() {
        scene.claim("data").snapshot("2026-03-10 02:17").unready().ofClass("slow");
        scene.claim("data").snapshot("2026-03-10 03:17").unready().ofClass("slow");

        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);
    }

    /** It would expire by {@code retain.manual} some day, and nothing would be left of the slot. */
    @Test
    void what_a_person_had_taken_is_not_credited_to_a_scheduled_run() {
        scene.claim("data").snapshot("2026-03-10 02:17").unready().manual();
        scene.claim("data").snapshot("2026-03-10 03:17").unready().manual();

        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);
    }

    @Test
    void what_is_being_deleted_is_not_waited_for() {
        scene.claim("data").snapshot("2026-03-10 02:17").unready();
        scene.claim("data").snapshot("2026-03-10 03:17").unready().deleting();

        assertThat(scene.decision("data")).isInstanceOf(Decision.Take.class);
    }

    @Test
    void one_that_is_not_taken_yet_comes_before_two_that_are_uploading() {
        scene.claim("data").snapshot("2026-03-10 01:17").unready();
        scene.claim("data").snapshot("2026-03-10 02:17").unready();
        TestSnapshot asked = scene.claim("data").snapshot("2026-03-10 00:17").untaken();

        assertThat(Scene.text(scene.decision("data"))).startsWith("adopt " + asked.uid());
    }

    @Test
    void the_run_is_what_it_says_it_is() {
        assertThat(Run.Trigger.SCHEDULED.label()).isEqualTo("scheduled");
        assertThat(Run.Trigger.MANUAL.label()).isEqualTo("manual");
    }
}
