package io.pvcsnapshotter.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.config.Policy.Until;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.sample.SnapshotBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadinessTest {
    private static final Instant START = Instant.parse("2026-03-10T04:17:00Z");
    private static final Optional<Instant> TAKEN = Optional.of(START.plusSeconds(3));
    private static final String NO_CLASS =
            "Failed to get snapshot class with error volumesnapshotclass.snapshot.storage.k8s.io \"gone\" not found";

    private static Snapshot snapshot(
            String uid, Optional<Instant> taken, boolean ready, String error, boolean deleting) {
        return SnapshotBuilder.snapshot("data-1", START)
                .withUid(uid)
                .withTaken(taken)
                .withReady(ready)
                .withError(error)
                .withDeleting(deleting)
                .withStatus(taken.isPresent() || ready || !error.isEmpty())
                .build();
    }

    private static Snapshot with(String error) {
        return snapshot("u", Optional.empty(), false, error, false);
    }

    private static Snapshot reconciled() {
        return SnapshotBuilder.like(with("")).withStatus(true).build();
    }

    @Test
    void what_it_waits_for_is_said_in_a_few_words() {
        Readiness readiness = following(Until.READY);
        assertThat(readiness.waitsFor()).isEqualTo("being taken");
        readiness.observe(Optional.of(with("busy")), at(1));
        assertThat(readiness.waitsFor()).isEqualTo("being taken, last error: busy");
        readiness.observe(Optional.of(snapshot("u", TAKEN, false, "", false)), at(2));
        assertThat(readiness.waitsFor()).isEqualTo("uploading");
    }

    private static Readiness following(Until until) {
        return new Readiness(with(""), until, Optional.of("csi.example.com"));
    }

    private static Instant at(int seconds) {
        return START.plusSeconds(seconds);
    }

    @ParameterizedTest(name = "waiting for {0}: taken {1}, ready {2}, error [{3}]: {4}")
    @CsvSource({
        "READY, false, false, '',        nothing yet",
        "READY, true,  false, '',        nothing yet",
        "READY, true,  true,  '',        Ready",
        "READY, false, true,  '',        Ready",
        "READY, true,  true,  'rpc error', Ready",
        "READY, true,  false, 'rpc error', nothing yet",
        "READY, false, false, 'rpc error', nothing yet",
        "TAKEN, false, false, '',        nothing yet",
        "TAKEN, true,  false, '',        Taken",
        "TAKEN, true,  false, 'rpc error', Taken",
        "TAKEN, true,  true,  '',        Ready"
    })
    void judges_what_was_read(
            Until until, boolean taken, boolean ready, String error, String outcome) {
        Snapshot read = snapshot("u", taken ? TAKEN : Optional.empty(), ready, error, false);
        assertThat(
                        following(until)
                                .observe(Optional.of(read), at(5))
                                .map(each -> each.getClass().getSimpleName())
                                .orElse("nothing yet"))
                .isEqualTo(outcome);
    }

    @Test
    void the_outcome_says_when_the_snapshot_was_taken() {
        Snapshot read = snapshot("u", TAKEN, true, "", false);
        assertThat(following(Until.READY).observe(Optional.of(read), at(5)))
                .contains(new Outcome.Ready(TAKEN.get()));
    }

    @Test
    void a_snapshot_that_is_gone_or_replaced_or_being_deleted_has_failed() {
        String deleted = "its snapshot was deleted by somebody else while the run waited for it";
        assertThat(following(Until.READY).observe(Optional.empty(), at(5)))
                .contains(new Outcome.Failed(deleted, true));
        Snapshot other = snapshot("another", TAKEN, true, "", false);
        assertThat(following(Until.READY).observe(Optional.of(other), at(5)))
                .contains(new Outcome.Failed(deleted, true));
        Snapshot deleting = snapshot("u", TAKEN, true, "", true);
        assertThat(following(Until.READY).observe(Optional.of(deleting), at(5)))
                .contains(
                        new Outcome.Failed("its snapshot is being deleted by somebody else", true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                NO_CLASS,
                "Failed to set default snapshot class with error cannot find default snapshot class",
                "Failed to set default snapshot class with error 2 default snapshot classes were found",
                "Failed to create snapshot content with error snapshotting non-CSI volumes is not supported, snapshot:shop/a",
                "Failed to create snapshot content with error cannot find CSI PersistentVolumeSource for volume pv-1",
                "failed to take snapshot shop/a without a snapshot class"
            })
    void an_error_that_an_administrator_has_to_mend_ends_the_wait_when_it_stays_for_30_seconds(
            String error) {
        Readiness readiness = following(Until.READY);
        assertThat(readiness.observe(Optional.of(with(error)), at(10))).isEmpty();
        assertThat(readiness.observe(Optional.of(with(error)), at(39))).isEmpty();
        assertThat(readiness.observe(Optional.of(with(error)), at(40)))
                .contains(new Outcome.Failed(error, false));
    }

    @Test
    void one_look_at_such_an_error_is_not_enough_however_old_the_snapshot_is() {
        assertThat(following(Until.READY).observe(Optional.of(with(NO_CLASS)), at(36_000)))
                .isEmpty();
    }

    @Test
    void such_an_error_that_went_away_in_between_starts_anew() {
        Readiness readiness = following(Until.READY);
        readiness.observe(Optional.of(with(NO_CLASS)), at(10));
        readiness.observe(Optional.of(with("")), at(30));
        assertThat(readiness.observe(Optional.of(with(NO_CLASS)), at(50))).isEmpty();
        assertThat(readiness.observe(Optional.of(with(NO_CLASS)), at(79))).isEmpty();
        assertThat(readiness.observe(Optional.of(with(NO_CLASS)), at(80))).isPresent();
    }

    @Test
    void such_an_error_on_a_snapshot_that_is_taken_does_not_end_the_wait() {
        Readiness readiness = following(Until.READY);
        Snapshot taken = snapshot("u", TAKEN, false, NO_CLASS, false);
        readiness.observe(Optional.of(taken), at(10));
        assertThat(readiness.observe(Optional.of(taken), at(1000))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Failed to create snapshot: failed to take snapshot of the volume h: \"rpc error: code = Internal desc = timeout, Snapshot x is still not Ready\"",
                "Failed to check and update snapshot content: failed to add VolumeSnapshotBeingCreated annotation: the object has been modified",
                "Failed to create snapshot: rpc error: code = ResourceExhausted desc = SnapshotCreationPerVolumeRateExceeded",
                "Failed to create snapshot: rpc error: code = PermissionDenied desc = no",
                "Failed to create snapshot content with error snapshot controller failed to update x on API server: Operation cannot be fulfilled"
            })
    void every_other_error_is_waited_out(String error) {
        Readiness readiness = following(Until.READY);
        readiness.observe(Optional.of(with(error)), at(10));
        assertThat(readiness.observe(Optional.of(with(error)), at(3600))).isEmpty();
        assertThat(readiness.timedOut(Duration.ofHours(1), Optional.empty()))
                .isEqualTo(
                        new Outcome.Failed(
                                "its snapshot is not ready after 1h00m: " + error, true));
    }

    @Test
    void a_time_out_says_what_was_seen_last() {
        Readiness readiness = following(Until.READY);
        assertThat(timedOut(readiness))
                .contains("it has no status, so the snapshot-controller is not running");
        readiness.observe(Optional.of(reconciled()), at(10));
        assertThat(timedOut(readiness))
                .contains(
                        "no CSI sidecar answers for the driver csi.example.com, or its CreateSnapshot hangs");
        readiness.observe(Optional.of(snapshot("u", TAKEN, false, "", false)), at(20));
        assertThat(timedOut(readiness))
                .isEqualTo(
                        "its snapshot is not ready after 1m30s: taken at 2026-03-10T04:17:03Z, still uploading");
        readiness.observe(Optional.of(snapshot("u", TAKEN, false, "rpc error", false)), at(30));
        assertThat(timedOut(readiness)).endsWith("still uploading (last error: rpc error)");
    }

    @Test
    void a_time_out_says_what_was_waited_for() {
        assertThat(timedOut(following(Until.TAKEN)))
                .startsWith("its snapshot is not taken after 1m30s: ");
    }

    @Test
    void a_driver_that_is_not_known_is_not_made_up() {
        Readiness readiness = new Readiness(reconciled(), Until.READY, Optional.empty());
        assertThat(timedOut(readiness)).contains("no CSI sidecar answers for its driver, or");
    }

    private static String timedOut(Readiness readiness) {
        return readiness.timedOut(Duration.ofSeconds(90), Optional.empty())
                        instanceof Outcome.Failed(String reason, _)
                ? reason
                : "";
    }

    @Test
    void knows_whether_it_is_taken() {
        Readiness readiness = following(Until.READY);
        assertThat(readiness.isTaken()).isFalse();
        readiness.observe(Optional.of(snapshot("u", TAKEN, false, "", false)), at(5));
        assertThat(readiness.isTaken()).isTrue();
    }
}
