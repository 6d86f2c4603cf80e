package io.pvcsnapshotter.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.SizedSnapshot;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.sample.ClaimBuilder;
import io.pvcsnapshotter.sample.RunBuilder;
import io.pvcsnapshotter.sample.SnapshotBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whoever made a snapshot of the name, and whichever claim it was of. */
class ClaimHistoryTest {
    private static final ObjectName DATA = new ObjectName("shop", "data");
    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

    private final List<SizedSnapshot> snapshots = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();

    private static Instant day(int day) {
        return Instant.parse("2026-03-%02dT04:17:00Z".formatted(day));
    }

    private void claim(String uid, Instant created) {
        claims.add(ClaimBuilder.claim(DATA).withUid(uid).withCreated(created).build());
    }

    private static SnapshotBuilder marked(String uid, Instant taken, String instance) {
        Run run = RunBuilder.run("run-" + taken, taken).withInstance(instance).build();
        return SnapshotBuilder.marked(
                Ownership.marks(run, DATA, uid, "all", "last=3", "UTC"), DATA, taken);
    }

    private void has(SnapshotBuilder snapshot) {
        snapshots.add(new SizedSnapshot(snapshot.build(), Optional.empty()));
    }

    private ClaimHistory history() {
        return ClaimHistory.of(DATA, snapshots, claims, NOW);
    }

    private List<Whose> whose() {
        return history().entries().stream().map(Entry::whose).toList();
    }

    private Entry only(SnapshotBuilder snapshot) {
        has(snapshot);
        return history().entries().getFirst();
    }

    @Test
    void the_newest_is_first_and_other_names_are_left_out() {
        has(marked("uid-1", day(7), "here"));
        has(marked("uid-1", day(9), "here"));
        has(SnapshotBuilder.snapshot("logs-1", day(8)).withClaim("logs"));
        has(SnapshotBuilder.snapshot("elsewhere", day(8)).withNamespace("bank"));
        assertThat(history().entries()).extracting(Entry::time).containsExactly(day(9), day(7));
    }

    @Test
    void snapshots_of_the_claim_that_there_is_are_its_own() {
        claim("uid-1", day(1));
        has(marked("uid-1", day(9), "here"));
        has(SnapshotBuilder.snapshot("by-hand", day(8)));
        assertThat(whose()).containsOnly(new Whose.Living());
        assertThat(history().usableOfLiving()).isEqualTo(2);
    }

    @Test
    void a_claim_that_was_made_anew_has_none_of_those_before_it() {
        claim("uid-2", day(9));
        has(marked("uid-1", day(8), "here"));
        has(SnapshotBuilder.snapshot("by-hand", day(7)));
        assertThat(whose()).containsOnly(new Whose.Earlier(Optional.of(day(9))));
        assertThat(history().usable()).hasSize(2);
        assertThat(history().usableOfLiving()).isZero();
    }

    @Test
    void one_that_was_made_anew_several_times_left_each_before_the_next_was_seen() {
        claim("uid-3", day(9));
        has(marked("uid-2", day(8), "here"));
        has(marked("uid-2", day(7), "here"));
        has(marked("uid-1", day(5), "here"));
        assertThat(whose())
                .containsExactly(
                        new Whose.Earlier(Optional.of(day(9))),
                        new Whose.Earlier(Optional.of(day(9))),
                        new Whose.Earlier(Optional.of(day(7))));
    }

    @Test
    void of_a_claim_that_nobody_replaced_nobody_knows_when_it_went() {
        has(marked("uid-1", day(8), "here"));
        has(SnapshotBuilder.snapshot("by-hand", day(9)));
        assertThat(whose()).containsOnly(new Whose.Earlier(Optional.empty()));
        assertThat(history().living()).isEmpty();
    }

    @Test
    void a_claim_that_was_restored_in_place_goes_on_with_its_predecessors_history() {
        claims.add(
                ClaimBuilder.claim(DATA)
                        .withUid("uid-2")
                        .withCreated(day(9))
                        .withAnnotation(Claim.RESTORED_FROM_ANNOTATION, "uid-1")
                        .build());
        has(marked("uid-1", day(8), "here"));
        assertThat(whose()).containsExactly(new Whose.Predecessor());
        assertThat(history().usableOfLiving()).isOne();
    }

    /** A VolumeSnapshot names its source, and is cut from what has that name then. */
    @Test
    void what_was_taken_after_the_claim_had_been_made_anew_is_of_the_new_one_and_says_so() {
        claim("uid-2", day(7));
        Entry mixed = only(marked("uid-1", day(8), "here"));
        assertThat(mixed.whose()).isEqualTo(new Whose.Living());
        assertThat(mixed.remarks())
                .singleElement()
                .asString()
                .endsWith("it holds the data of the claim of today");
    }

    @Test
    void who_made_it_is_read_from_the_marks_that_only_a_run_writes() {
        Run run = RunBuilder.run("run", day(8)).withInstance("there").manual().build();
        Ownership.Marks marks = Ownership.marks(run, DATA, "uid-1", "all", "all", "UTC");
        assertThat(only(SnapshotBuilder.marked(marks, DATA, day(8))).maker())
                .isEqualTo(new Maker.Install("there", Run.Trigger.MANUAL));
        snapshots.clear();
        Entry copy =
                only(
                        SnapshotBuilder.snapshot("copy", day(8))
                                .withLabels(marks.labels())
                                .withAnnotations(marks.annotations()));
        assertThat(copy.maker()).isEqualTo(new Maker.Unmarked());
        assertThat(copy.claimUid()).isEmpty();
        assertThat(copy.remarks())
                .containsExactly(
                        "copy was not made by pvc-snapshotter: we would have named it %s: it is a copy made by hand"
                                .formatted(marks.name()));
        snapshots.clear();
        assertThat(only(SnapshotBuilder.snapshot("by-hand", day(8))).maker())
                .isEqualTo(new Maker.Unmarked());
        snapshots.clear();
        SnapshotBuilder others =
                SnapshotBuilder.snapshot("velero-1", day(8))
                        .withLabel(Ownership.MANAGED_BY, "velero");
        assertThat(only(others).maker()).isEqualTo(new Maker.Program("velero"));
    }

    @Test
    void one_that_an_administrator_made_from_content_is_found_by_its_label() {
        Snapshot imported =
                SnapshotBuilder.snapshot("imported", day(8))
                        .withClaim(null)
                        .withLabel(Ownership.CLAIM, "data")
                        .build();
        snapshots.add(new SizedSnapshot(imported, Optional.of(5L)));
        assertThat(history().entries())
                .singleElement()
                .matches(each -> each.size().equals(Optional.of(5L)));
    }

    @Test
    void why_nobody_deletes_it_is_said() {
        assertThat(
                        only(SnapshotBuilder.snapshot("a", day(8))
                                        .withLabel(Ownership.HOLD, "true"))
                                .kept())
                .contains("held");
        snapshots.clear();
        assertThat(
                        only(SnapshotBuilder.snapshot("a", day(8))
                                        .withLabel(Ownership.HOLD, "false")
                                        .withAnnotation(Ownership.HOLD, "before upgrade"))
                                .kept())
                .contains("held: before upgrade");
        snapshots.clear();
        assertThat(only(SnapshotBuilder.snapshot("a", day(8)).withGroupMember(true)).kept())
                .contains("member of a group");
        snapshots.clear();
        claims.add(
                ClaimBuilder.claim("copy")
                        .withPhase(Claim.Phase.PENDING)
                        .withSources(Set.of(new ObjectName("shop", "a")))
                        .build());
        assertThat(only(SnapshotBuilder.snapshot("a", day(8))).kept()).contains("restore to copy");
        assertThat(only(SnapshotBuilder.snapshot("b", day(9))).kept()).isEmpty();
    }

    @Test
    void a_text_of_a_tenant_costs_a_bounded_number_of_letters() {
        String endless = "x".repeat(200_000);
        Entry entry =
                only(
                        SnapshotBuilder.snapshot("a", day(8))
                                .withReady(false)
                                .withAnnotation(Ownership.HOLD, endless)
                                .withError(endless));
        assertThat(entry.kept().orElseThrow()).hasSizeLessThan(80);
        assertThat(entry.remarks()).allMatch(each -> each.length() < 500);
    }

    @Test
    void what_cannot_be_used_says_why_and_does_not_count() {
        has(SnapshotBuilder.snapshot("a", day(8)).untaken().withError("no room"));
        has(SnapshotBuilder.snapshot("b", day(7)).withDeletedAt(Optional.of(NOW.minusSeconds(60))));
        has(SnapshotBuilder.snapshot("c", day(6)).withDeletedAt(Optional.of(day(7))));
        assertThat(history().usable()).isEmpty();
        assertThat(history().entries().stream().flatMap(each -> each.remarks().stream()))
                .containsExactly(
                        "a is not ready: no room",
                        "b is being deleted",
                        "c is being deleted since 3d ago, and not gone: the storage does not delete it, or a finalizer holds it");
    }

    @Test
    void a_storage_whose_clock_is_ahead_makes_nothing_younger() {
        has(SnapshotBuilder.snapshot("ahead", day(1)).withTaken(day(20)));
        has(SnapshotBuilder.snapshot("right", day(2)));
        assertThat(history().entries()).extracting(Entry::time).containsExactly(day(2), day(1));
    }

    @Test
    void the_names_that_may_have_been_meant_are_those_of_claims_and_of_snapshots() {
        claims.add(ClaimBuilder.claim("logs").build());
        has(SnapshotBuilder.snapshot("a", day(8)).withClaim("gone"));
        has(SnapshotBuilder.snapshot("b", day(8)).withClaim(null));
        assertThat(ClaimHistory.names(snapshots, claims)).containsExactly("gone", "logs");
    }
}
