package io.pvcsnapshotter.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.model.Ownership.Foreign;
import io.pvcsnapshotter.model.Ownership.Marks;
import io.pvcsnapshotter.model.Ownership.Origin;
import io.pvcsnapshotter.model.Ownership.Ours;
import io.pvcsnapshotter.model.Ownership.Unrelated;
import io.pvcsnapshotter.sample.RunBuilder;
import io.pvcsnapshotter.sample.SnapshotBuilder;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnershipTest {
    private static final String SUBDOMAIN =
            "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private static final String LABEL_VALUE = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]|";
    private static final Instant SLOT = Instant.parse("2026-03-10T04:17:00Z");
    private static final Run RUN = run("here", "run-1");

    @Test
    void marks_say_everything_that_is_needed_years_later() {
        Marks marks = marks(RUN, "data-db-0");

        assertThat(marks.labels())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "app.kubernetes.io/managed-by", "pvc-snapshotter",
                                "pvc-snapshotter.io/instance", "here",
                                "pvc-snapshotter.io/claim", "data-db-0",
                                "pvc-snapshotter.io/policy", "databases",
                                "pvc-snapshotter.io/job", "job-1",
                                "pvc-snapshotter.io/trigger", "scheduled"));
        assertThat(marks.annotations())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "pvc-snapshotter.io/claim", "data-db-0",
                                "pvc-snapshotter.io/claim-uid", "uid-1",
                                "pvc-snapshotter.io/run-uid", "run-1",
                                "pvc-snapshotter.io/nominal-time", "2026-03-10T04:17:00Z",
                                "pvc-snapshotter.io/retention", "last=3,daily=7",
                                "pvc-snapshotter.io/time-zone", "Europe/Berlin"));
    }

    /** Written on snapshots for years: a release that changes it would call all of them foreign. */
    @Test
    void the_name_never_changes_between_releases() {
        // printf 'here\nuid-1\nrun-1' | sha256sum | cut -c1-8
        assertThat(marks(RUN, "data-db-0").name()).isEqualTo("data-db-0-20260310-041700-edc17870");
    }

    static Stream<String> adversarial_claim_names() {
        return Stream.of(
                "a",
                "0",
                "data",
                "a".repeat(38),
                "a".repeat(39),
                "a".repeat(253),
                "a".repeat(37) + ".b",
                "a".repeat(37) + "-b",
                "a".repeat(36) + ".b.c",
                "a".repeat(35) + "---b",
                "a".repeat(36) + "-.b".replace("-.", "."),
                ("a.".repeat(126) + "a"),
                ("1-".repeat(126) + "a"),
                "data-20260310-041700-3f2c1a7e",
                "3f2c1a7e",
                "xn--bcher-kva.example");
    }

    @ParameterizedTest
    @MethodSource("adversarial_claim_names")
    void names_fit_in_a_label_and_are_valid_object_names(String claim) {
        Marks marks = marks(RUN, claim);

        assertThat(marks.name()).matches(SUBDOMAIN).hasSizeLessThanOrEqualTo(63);
        assertThat(marks.name()).matches(".+-20260310-041700-[0-9a-f]{8}");
        assertThat(claim).startsWith(marks.name().substring(0, marks.name().length() - 25));
        assertThat(marks.labels().values())
                .allSatisfy(
                        each -> assertThat(each).matches(LABEL_VALUE).hasSizeLessThanOrEqualTo(63));
        assertThat(marks.annotations()).containsEntry("pvc-snapshotter.io/claim", claim);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "aaaaaaaaa-aaaaaaaaa-aaaaaaaaa-aaaaaaa-bcd, aaaaaaaaa-aaaaaaaaa-aaaaaaaaa-aaaaaaa",
        "aaaaaaaaa-aaaaaaaaa-aaaaaaaaa-aaaaaaa.bcd, aaaaaaaaa-aaaaaaaaa-aaaaaaaaa-aaaaaaa",
        "aaaaaaaaa-aaaaaaaaa-aaaaaaaaa-aaaaaaaabcd, aaaaaaaaa-aaaaaaaaa-aaaaaaaaa-aaaaaaaa",
        "aaaaaaaaa-aaaaaaaaa-aaaaaaaaa-aaaaa---bcd, aaaaaaaaa-aaaaaaaaa-aaaaaaaaa-aaaaa"
    })
    void a_name_that_is_cut_does_not_end_in_a_hyphen_or_dot(String claim, String start) {
        assertThat(marks(RUN, claim).name()).matches(start + "-20260310-041700-[0-9a-f]{8}");
    }

    @Test
    void a_label_that_is_cut_does_not_end_in_two_hyphens() {
        assertThat(Ownership.labelValue("a".repeat(50) + "--" + "b".repeat(20)))
                .matches("a{50}-[0-9a-f]{10}");
    }

    @ParameterizedTest
    @MethodSource("adversarial_claim_names")
    void what_we_wrote_we_know_again(String claim) {
        Snapshot snapshot = snapshot(marks(RUN, claim), claim);

        assertThat(Ownership.judge(snapshot, "here"))
                .isEqualTo(
                        new Ours(
                                new Origin(
                                        "uid-1",
                                        "run-1",
                                        SLOT,
                                        Run.Trigger.SCHEDULED,
                                        "databases",
                                        "last=3,daily=7",
                                        "Europe/Berlin")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "here",
                "a-namespace-with-a-name-as-long-as-a-namespace-can-be-63-chars-x",
                "an instance named by a person, with spaces and more than sixty-three characters",
                "日本",
                "_-.",
                "-",
                "x_"
            })
    void any_instance_job_and_policy_makes_valid_labels_and_is_known_again(String name) {
        Run run = RunBuilder.run("run-1", SLOT).withInstance(name).withJob(name).manual().build();
        Marks marks =
                Ownership.marks(
                        run, new ObjectName("shop", "data"), "uid-1", name, "last=3", "UTC");

        assertThat(marks.labels().values())
                .allSatisfy(
                        each -> assertThat(each).matches(LABEL_VALUE).hasSizeLessThanOrEqualTo(63));
        assertThat(Ownership.judge(snapshot(marks, "data"), name)).isInstanceOf(Ours.class);
    }

    @Test
    void the_same_run_and_claim_make_the_same_name_however_often_they_are_asked() {
        assertThat(marks(run("here", "run-1"), "data"))
                .isEqualTo(marks(run("here", "run-1"), "data"));
    }

    @Test
    void parts_of_a_second_make_no_other_name() {
        Run run = RunBuilder.run("run-1", SLOT.plusMillis(999)).withJob("job-1").build();

        assertThat(marks(run, "data")).isEqualTo(marks(RUN, "data"));
    }

    @Test
    void claims_with_the_same_first_38_characters_get_different_names() {
        String prefix = "a".repeat(38);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            names.add(
                    Ownership.marks(
                                    RUN,
                                    new ObjectName("shop", prefix + i),
                                    "uid-" + i,
                                    "p",
                                    "all",
                                    "UTC")
                            .name());
        }

        assertThat(names).hasSize(200);
    }

    @Test
    void other_runs_instances_and_claim_uids_make_other_names() {
        assertThat(
                        Stream.of(
                                        marks(RUN, "data"),
                                        marks(run("here", "run-2"), "data"),
                                        marks(run("there", "run-1"), "data"),
                                        Ownership.marks(
                                                RUN,
                                                new ObjectName("shop", "data"),
                                                "uid-2",
                                                "databases",
                                                "last=3,daily=7",
                                                "Europe/Berlin"))
                                .map(Marks::name))
                .doesNotHaveDuplicates();
    }

    /** Nobody can shift characters from one part to the next and get the same hash. */
    @Test
    void the_parts_of_the_hash_are_kept_apart() {
        assertThat(marks(run("here", "run-1"), "data").name())
                .isNotEqualTo(
                        Ownership.marks(
                                        run("her", "run-1"),
                                        new ObjectName("shop", "data"),
                                        "euid-1",
                                        "databases",
                                        "last=3,daily=7",
                                        "Europe/Berlin")
                                .name());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''              | ''
                    data            | data
                    a.b_c-d         | a.b_c-d
                    two words       | two-words-a1ba9d1ad7
                    """)
    void values_that_a_label_can_hold_stand_as_they_are(String value, String label) {
        if (label.startsWith("two")) {
            assertThat(Ownership.labelValue(value)).matches("two-words-[0-9a-f]{10}");
        } else {
            assertThat(Ownership.labelValue(value)).isEqualTo(label);
        }
    }

    @Test
    void long_values_that_differ_at_their_end_get_different_labels() {
        String prefix = "a".repeat(252);

        assertThat(Ownership.labelValue(prefix + "1"))
                .isNotEqualTo(Ownership.labelValue(prefix + "2"));
        assertThat(Ownership.labelValue("a".repeat(63))).isEqualTo("a".repeat(63));
        assertThat(Ownership.labelValue("a".repeat(64))).hasSize(63).matches("a{52}-[0-9a-f]{10}");
        assertThat(Ownership.labelValue("a".repeat(51) + "." + "b".repeat(20)))
                .matches("a{51}-[0-9a-f]{10}");
    }

    @Test
    void a_copy_made_by_hand_is_foreign() {
        Marks marks = marks(RUN, "data");
        Snapshot copy = snapshot(new Marks("my-copy", marks.labels(), marks.annotations()), "data");

        assertThat(Ownership.judge(copy, "here"))
                .isEqualTo(
                        new Foreign(
                                "we would have named it "
                                        + marks.name()
                                        + ": it is a copy made by hand"));
    }

    @Test
    void a_snapshot_of_another_claim_than_it_says_is_foreign() {
        Snapshot other = snapshot(marks(RUN, "data"), "other");

        assertThat(Ownership.judge(other, "here"))
                .isEqualTo(
                        new Foreign(
                                "its source is the claim other, but its annotation names the claim data"));
    }

    @Test
    void a_snapshot_made_from_existing_content_is_foreign() {
        assertThat(Ownership.judge(snapshot(marks(RUN, "data"), null), "here"))
                .isEqualTo(
                        new Foreign(
                                "its source is no claim, but its annotation names the claim data"));
    }

    static Stream<String> annotations_that_make_the_name() {
        return Stream.of("claim", "claim-uid", "run-uid", "nominal-time");
    }

    @ParameterizedTest
    @MethodSource("annotations_that_make_the_name")
    void a_snapshot_without_one_of_its_annotations_is_foreign(String annotation) {
        assertThat(
                        judgedWith(annotations ->
                                annotations.remove("pvc-snapshotter.io/" + annotation)))
                .isEqualTo(new Foreign("it has our labels but not the annotations that we write"));
    }

    @ParameterizedTest
    @CsvSource({
        "claim, data-2",
        "claim-uid, uid-2",
        "run-uid, run-2",
        "nominal-time, 2026-03-10T04:17:01Z",
        "nominal-time, yesterday",
        "nominal-time, 2026-03-10"
    })
    void a_snapshot_with_a_changed_annotation_is_foreign(String annotation, String value) {
        assertThat(
                        judgedWith(annotations ->
                                annotations.put("pvc-snapshotter.io/" + annotation, value)))
                .isInstanceOf(Foreign.class);
    }

    @Test
    void what_a_person_did_to_the_other_annotations_does_not_matter() {
        assertThat(judgedWith(annotations -> annotations.put("note", "before the upgrade")))
                .isInstanceOf(Ours.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claim", "policy", "job"})
    void a_snapshot_without_one_of_our_labels_is_foreign(String label) {
        assertThat(labelled(labels -> labels.remove("pvc-snapshotter.io/" + label)))
                .isInstanceOf(Foreign.class);
    }

    @Test
    void a_trigger_that_we_do_not_know_is_foreign() {
        assertThat(labelled(labels -> labels.put("pvc-snapshotter.io/trigger", "hourly")))
                .isInstanceOf(Foreign.class);
        assertThat(labelled(labels -> labels.remove("pvc-snapshotter.io/trigger")))
                .isInstanceOf(Foreign.class);
    }

    @Test
    void snapshots_of_others_are_unrelated() {
        assertThat(labelled(labels -> labels.remove("app.kubernetes.io/managed-by")))
                .isEqualTo(new Unrelated());
        assertThat(labelled(labels -> labels.put("app.kubernetes.io/managed-by", "velero")))
                .isEqualTo(new Unrelated());
        assertThat(labelled(Map::clear)).isEqualTo(new Unrelated());
    }

    @Test
    void snapshots_of_another_instance_are_unrelated() {
        assertThat(Ownership.judge(snapshot(marks(run("there", "run-1"), "data"), "data"), "here"))
                .isEqualTo(new Unrelated());
        assertThat(labelled(labels -> labels.remove("pvc-snapshotter.io/instance")))
                .isEqualTo(new Unrelated());
    }

    /**
     * Relabelling another instance's snapshot does not hand it over: the name was made with the
     * other's name.
     */
    @Test
    void a_relabelled_snapshot_of_another_instance_is_foreign() {
        Marks theirs = marks(run("there", "run-1"), "data");
        Map<String, String> labels = new HashMap<>(theirs.labels());
        labels.put("pvc-snapshotter.io/instance", "here");

        assertThat(
                        Ownership.judge(
                                snapshot(
                                        new Marks(theirs.name(), labels, theirs.annotations()),
                                        "data"),
                                "here"))
                .isInstanceOf(Foreign.class);
    }

    /**
     * An instance may be named as the label of a long-named one: the label cannot tell them apart,
     * the name can.
     */
    @Test
    void an_instance_named_as_the_hash_of_another_gets_nothing_of_it() {
        String longName = "a".repeat(100);
        String asHashed = Ownership.labelValue(longName);
        Snapshot theirs = snapshot(marks(run(longName, "run-1"), "data"), "data");

        assertThat(Ownership.judge(theirs, longName)).isInstanceOf(Ours.class);
        assertThat(Ownership.judge(theirs, asHashed)).isInstanceOf(Foreign.class);
    }

    @Test
    void a_run_knows_which_claim_it_took_it_of() {
        Snapshot snapshot = snapshot(marks(RUN, "data"), "data");

        assertThat(Ownership.isOf(snapshot, RUN, "uid-1")).isTrue();
        assertThat(Ownership.isOf(snapshot, RUN, "uid-2")).isFalse();
        assertThat(Ownership.isOf(snapshot, run("here", "run-2"), "uid-1")).isFalse();
        assertThat(Ownership.isOf(snapshot, run("there", "run-1"), "uid-1")).isFalse();
    }

    /** Its labels and annotations say so, but its name shows that somebody copied it. */
    @Test
    void a_copy_is_of_no_run() {
        Marks marks = marks(RUN, "data");
        Snapshot copy = snapshot(new Marks("my-copy", marks.labels(), marks.annotations()), "data");

        assertThat(Ownership.isOf(copy, RUN, "uid-1")).isFalse();
    }

    private static Ownership.Verdict judgedWith(Consumer<Map<String, String>> change) {
        Marks marks = marks(RUN, "data");
        Map<String, String> annotations = new HashMap<>(marks.annotations());
        change.accept(annotations);
        return Ownership.judge(
                snapshot(new Marks(marks.name(), marks.labels(), annotations), "data"), "here");
    }

    private static Ownership.Verdict labelled(Consumer<Map<String, String>> change) {
        Marks marks = marks(RUN, "data");
        Map<String, String> labels = new HashMap<>(marks.labels());
        change.accept(labels);
        return Ownership.judge(
                snapshot(new Marks(marks.name(), labels, marks.annotations()), "data"), "here");
    }

    private static Run run(String instance, String uid) {
        return RunBuilder.run(uid, SLOT).withInstance(instance).withJob("job-1").build();
    }

    private static Marks marks(Run run, String claim) {
        return Ownership.marks(
                run,
                new ObjectName("shop", claim),
                "uid-1",
                "databases",
                "last=3,daily=7",
                "Europe/Berlin");
    }

    private static Snapshot snapshot(Marks marks, String source) {
        return SnapshotBuilder.snapshot(marks.name(), SLOT)
                .withUid("snapshot-1")
                .withLabels(marks.labels())
                .withAnnotations(marks.annotations())
                .withClaim(source)
                .build();
    }
}
