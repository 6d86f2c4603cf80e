package io.pvcsnapshotter.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.history.ClaimHistory;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.SizedSnapshot;
import io.pvcsnapshotter.sample.ClaimBuilder;
import io.pvcsnapshotter.sample.RunBuilder;
import io.pvcsnapshotter.sample.SnapshotBuilder;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryReportTest {
    private static final ObjectName NAME = new ObjectName("shop", "data-postgres-0");
    private static final Instant NOW = Instant.parse("2026-11-24T01:54:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static SnapshotBuilder taken(String instance, Instant time, Run.Trigger trigger) {
        Run run =
                RunBuilder.run("run-" + time, time)
                        .withInstance(instance)
                        .withTrigger(trigger)
                        .build();
        return SnapshotBuilder.marked(
                Ownership.marks(run, NAME, "uid-1", "all", "last=3", "UTC"), NAME, time);
    }

    private static Claim claim(String uid, String created) {
        return ClaimBuilder.claim(NAME).withUid(uid).withCreated(Instant.parse(created)).build();
    }

    private static ClaimHistory history(List<Claim> claims, SnapshotBuilder... snapshots) {
        return ClaimHistory.of(
                NAME,
                Arrays.stream(snapshots)
                        .map(each -> new SizedSnapshot(each.build(), Optional.of(1L << 30)))
                        .toList(),
                claims,
                NOW);
    }

    /** A claim that was deleted, and that its StatefulSet made anew at once. */
    private static ClaimHistory madeAnew() {
        return history(
                List.of(claim("uid-2", "2026-11-24T01:51:00Z")),
                taken(
                        "pvc-snapshotter",
                        Instant.parse("2026-11-23T03:17:00Z"),
                        Run.Trigger.SCHEDULED),
                taken("pvc-snapshotter", Instant.parse("2026-11-22T10:00:00Z"), Run.Trigger.MANUAL)
                        .withLabel(Ownership.HOLD, "true"),
                taken("team", Instant.parse("2026-11-22T03:17:00Z"), Run.Trigger.SCHEDULED)
                        .withReady(false),
                SnapshotBuilder.snapshot(
                                new ObjectName("shop", "before-upgrade"),
                                Instant.parse("2025-11-20T03:17:00Z"))
                        .withClaim(NAME.name()));
    }

    private static HistoryTable table(ClaimHistory history) {
        return new HistoryTable(history, "pvc-snapshotter", BERLIN);
    }

    @Test
    void the_table_is_in_the_person_s_time_zone_and_says_what_the_claim_of_today_has() {
        assertThat(table(madeAnew()).render(Width.UNLIMITED, false))
                .isEqualTo(
                        """
                        TAKEN (Europe/Berlin)  AGE   SIZE  READY  KEPT  CLAIM          MADE BY           SNAPSHOT
                        Mon 23 Nov 04:17       22h   1Gi   yes          gone by 02:51  schedule          data-postgres-0-20261123-031700-2fb38004
                        Sun 22 Nov 11:00       39h   1Gi   yes    held  gone by 02:51  manual run        data-postgres-0-20261122-100000-6eb68f19
                        Sun 22 Nov 04:17       46h   1Gi   no           gone by 02:51  schedule of team  data-postgres-0-20261122-031700-bc2ee9a4
                        20 Nov 2025 04:17      368d  1Gi   yes          gone by 02:51  hand              before-upgrade
                        data-postgres-0-20261122-031700-bc2ee9a4 is not ready: taken at 2026-11-22T03:17:00Z, still uploading
                        3 ready, 1 not. The claim of today was made 3m ago and has none.
                        """);
    }

    @Test
    void it_fits_80_columns() {
        assertThat(table(madeAnew()).render(new Width(80), false))
                .isEqualTo(
                        """
                        TAKEN              AGE   SIZE  READY  KEPT  CLAIM      MADE BY    SNAPSHOT
                        (Europe/Berlin)
                        Mon 23 Nov 04:17   22h   1Gi   yes          gone by    schedule   dat..-2fb38004
                                                                    02:51
                        Sun 22 Nov 11:00   39h   1Gi   yes    held  gone by    manual     dat..-6eb68f19
                                                                    02:51      run
                        Sun 22 Nov 04:17   46h   1Gi   no           gone by    schedule   dat..-bc2ee9a4
                                                                    02:51      of team
                        20 Nov 2025 04:17  368d  1Gi   yes          gone by    hand       before-upgrade
                                                                    02:51
                        data-postgres-0-20261122-031700-bc2ee9a4 is not ready: taken at 2026-11-22T03:17:00Z, still uploading
                        3 ready, 1 not. The claim of today was made 3m ago and has none.
                        """);
    }

    @Test
    void it_fits_120_columns() {
        assertThat(table(madeAnew()).render(new Width(120), false))
                .isEqualTo(
                        """
                        TAKEN                 AGE   SIZE  READY  KEPT  CLAIM          MADE BY           SNAPSHOT
                        (Europe/Berlin)
                        Mon 23 Nov 04:17      22h   1Gi   yes          gone by 02:51  schedule          data-postgres-0-20261123-031700-2fb38004
                        Sun 22 Nov 11:00      39h   1Gi   yes    held  gone by 02:51  manual run        data-postgres-0-20261122-100000-6eb68f19
                        Sun 22 Nov 04:17      46h   1Gi   no           gone by 02:51  schedule of team  data-postgres-0-20261122-031700-bc2ee9a4
                        20 Nov 2025 04:17     368d  1Gi   yes          gone by 02:51  hand              before-upgrade
                        data-postgres-0-20261122-031700-bc2ee9a4 is not ready: taken at 2026-11-22T03:17:00Z, still uploading
                        3 ready, 1 not. The claim of today was made 3m ago and has none.
                        """);
    }

    @Test
    void the_time_to_restore_to_is_before_the_claim_was_made_anew() {
        assertThat(table(madeAnew()).before()).contains("2026-11-24 02:52");
    }

    @Test
    void of_a_claim_that_has_its_own_or_is_gone_it_is_the_newest() {
        SnapshotBuilder own =
                taken("here", Instant.parse("2026-11-23T03:17:09Z"), Run.Trigger.SCHEDULED);
        ClaimHistory there = history(List.of(claim("uid-1", "2026-01-01T00:00:00Z")), own);
        assertThat(table(there).before()).contains("2026-11-23 04:18");
        assertThat(table(there).summary())
                .isEqualTo("1 ready. The claim of today was made 327d ago and has all of them.");
        ClaimHistory gone = history(List.of(), own);
        assertThat(table(gone).before()).contains("2026-11-23 04:18");
        assertThat(table(gone).summary()).isEqualTo("1 ready. There is no claim of this name now.");
    }

    /** 02:30 is twice there when summer time ends. */
    @Test
    void in_the_repeated_hour_the_time_to_type_has_its_offset() {
        SnapshotBuilder first =
                taken("here", Instant.parse("2026-10-25T00:30:00Z"), Run.Trigger.SCHEDULED);
        assertThat(table(history(List.of(), first)).before()).contains("2026-10-25T02:31+02:00");
    }

    @Test
    void without_a_ready_one_there_is_nothing_to_type() {
        SnapshotBuilder unready =
                taken("here", Instant.parse("2026-11-23T03:17:09Z"), Run.Trigger.SCHEDULED)
                        .untaken();
        ClaimHistory history = history(List.of(), unready);
        assertThat(table(history).before()).isEmpty();
        assertThat(table(history).summary())
                .isEqualTo("None is ready, 1 not. There is no claim of this name now.");
        ClaimHistory none = history(List.of(claim("uid-1", "2026-11-24T01:51:00Z")));
        assertThat(table(none).render(Width.UNLIMITED, false))
                .isEqualTo(
                        "There is no snapshot of shop/data-postgres-0. The claim of today was made 3m ago.\n");
    }

    @Test
    void a_claim_that_is_being_deleted_is_said_to_be() {
        Claim going =
                ClaimBuilder.claim(NAME)
                        .withCreated(Instant.parse("2026-11-24T01:51:00Z"))
                        .withDeleting(true)
                        .build();
        assertThat(table(history(List.of(going))).summary()).contains("Its deletion was asked for");
    }

    @Test
    void the_json_has_the_whole_names_and_the_times_in_utc() {
        JsonObject json = JsonParser.parseString(HistoryJson.render(madeAnew())).getAsJsonObject();
        assertThat(json.getAsJsonObject("living").get("uid").getAsString()).isEqualTo("uid-2");
        JsonObject first = json.getAsJsonArray("snapshots").get(0).getAsJsonObject();
        assertThat(first.toString())
                .contains(
                        "\"taken\":\"2026-11-23T03:17:00Z\"",
                        "\"restoreSize\":1073741824",
                        "\"ready\":true",
                        "\"of\":\"earlier\"",
                        "\"claimUid\":\"uid-1\"",
                        "\"goneBefore\":\"2026-11-24T01:51:00Z\"",
                        "\"madeBy\":\"pvc-snapshotter\"",
                        "\"trigger\":\"scheduled\"");
        assertThat(json.getAsJsonArray("snapshots").get(3).toString())
                .contains("\"madeBy\":\"hand\"")
                .doesNotContain("\"instance\"");
    }
}
