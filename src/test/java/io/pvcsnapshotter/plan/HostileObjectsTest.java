package io.pvcsnapshotter.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.history.ClaimHistory;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.SizedSnapshot;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.report.HistoryJson;
import io.pvcsnapshotter.report.HistoryTable;
import io.pvcsnapshotter.report.PlanJson;
import io.pvcsnapshotter.report.PlanTable;
import io.pvcsnapshotter.report.RunsSeen;
import io.pvcsnapshotter.report.ShownPlan;
import io.pvcsnapshotter.report.StatusHtml;
import io.pvcsnapshotter.report.StatusJson;
import io.pvcsnapshotter.report.StatusReport;
import io.pvcsnapshotter.report.StatusTable;
import io.pvcsnapshotter.report.Width;
import io.pvcsnapshotter.sample.ClaimBuilder;
import io.pvcsnapshotter.sample.SnapshotBuilder;
import io.pvcsnapshotter.timetable.RunSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Whatever a tenant can write is a value with a verdict: no claim and no snapshot of his ends a
 * plan, or changes what is planned for another's claim.
 */
class HostileObjectsTest {
    private static final List<String> TEXTS =
            List.of(
                    "",
                    " ",
                    "false",
                    "data",
                    "uid-data",
                    "shop",
                    "here",
                    "pvc-snapshotter",
                    "scheduled",
                    "\u0000\u0085\u009b[2J\u202e",
                    "+1000000000-01-01T00:00:00Z",
                    "-1000000000-01-01T00:00:00Z",
                    "+999999999-12-31T23:59:59.999999999Z",
                    "0000-01-01T00:00:00Z",
                    "9999-12-31T23:59:59Z",
                    "2026-03-09T04:17:00Z",
                    "last=1",
                    "UTC",
                    "Mars/Olympus",
                    ",,,,",
                    "x,".repeat(100_000),
                    "x".repeat(250_000),
                    "%s %d {} \\ $1");
    private static final List<String> KEYS =
            List.of(
                    Ownership.MANAGED_BY,
                    Ownership.INSTANCE,
                    Ownership.CLAIM,
                    Ownership.POLICY,
                    Ownership.JOB,
                    Ownership.TRIGGER,
                    Ownership.HOLD,
                    Ownership.RETENTION_SINCE,
                    Ownership.PREFIX + "claim-uid",
                    Ownership.PREFIX + "run-uid",
                    Ownership.PREFIX + "nominal-time",
                    Ownership.PREFIX + "retention",
                    Ownership.PREFIX + "time-zone",
                    Claim.SNAPSHOT_ANNOTATION,
                    Claim.CLASS_ANNOTATION,
                    Claim.RESTORED_FROM_ANNOTATION,
                    "volume.kubernetes.io/storage-provisioner");
    private static final List<Instant> TIMES =
            List.of(
                    Instant.EPOCH,
                    Instant.parse("0001-01-01T00:00:00Z"),
                    Instant.parse("9999-12-31T23:59:59Z"),
                    Instant.parse("2026-03-09T04:17:00Z"),
                    Instant.parse("2026-03-10T05:07:00Z"));

    private final RandomGenerator random = new Random(1);

    private String text() {
        return Seeds.pick(TEXTS, random);
    }

    private Optional<Instant> time() {
        return random.nextInt(4) == 0 ? Optional.empty() : Optional.of(Seeds.pick(TIMES, random));
    }

    /** One of ours, of which he has changed what he likes. */
    private Snapshot snapshot(Snapshot ours) {
        SnapshotBuilder forged =
                random.nextBoolean()
                        ? SnapshotBuilder.like(ours)
                        : SnapshotBuilder.snapshot(new ObjectName("evil", "s"), ours.created());
        forged.withUid("evil-" + random.nextInt()).withNamespace("evil");
        for (int changes = random.nextInt(6); changes > 0; changes--) {
            switch (random.nextInt(7)) {
                case 0, 1 -> forged.withLabel(Seeds.pick(KEYS, random), text());
                case 2, 3 -> forged.withAnnotation(Seeds.pick(KEYS, random), text());
                case 4 -> forged.withTaken(time()).withReady(random.nextBoolean());
                case 5 -> forged.withDeletedAt(time()).withError(text());
                default -> forged.withClaim(text()).withSnapshotClass(text());
            }
        }
        return forged.withStatus(random.nextInt(5) > 0).build();
    }

    private Claim claim(int number) {
        ClaimBuilder claim =
                ClaimBuilder.claim(new ObjectName("evil", "c" + number))
                        .withUid(random.nextBoolean() ? "evil-" + number : text())
                        .withPhase(Seeds.pick(List.of(Claim.Phase.values()), random))
                        .withDeleting(random.nextInt(4) == 0)
                        .withStorageClass(text())
                        .withVolume(text())
                        .withCreated(time().orElse(Instant.EPOCH));
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            claim.withAnnotation(Seeds.pick(KEYS, random), text());
        }
        return claim.build();
    }

    @Test
    void no_object_of_a_tenant_ends_a_plan_or_changes_that_of_another() {
        Scene scene = Scene.at("2026-03-10 04:17").keeping("last=2,daily=3,manual=1d");
        scene.claim("data").has("2026-03-09 04:17", "2026-03-08 04:17", "2026-03-07 04:17");
        Inventory good = scene.inventory();
        List<String> fates = scene.fates(scene.planner().foresee(good), "data");
        for (int round = 0; round < 400; round++) {
            List<Claim> claims = new ArrayList<>(good.claims());
            List<Snapshot> snapshots = new ArrayList<>(good.snapshots());
            for (int i = random.nextInt(4); i >= 0; i--) {
                claims.add(claim(i));
                snapshots.add(snapshot(Seeds.pick(good.snapshots(), random)));
            }
            Inventory hostile =
                    new Inventory(
                            good.observed(),
                            good.namespaces(),
                            claims,
                            snapshots,
                            good.volumes(),
                            good.classes());
            for (Plan plan :
                    List.of(scene.planner().foresee(hostile), scene.planner().decide(hostile))) {
                assertThat(
                                new PlanTable(ShownPlan.whole(plan, 1), ZoneId.of("UTC"))
                                        .render(new Width(80)))
                        .doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\n]]");
                assertThat(PlanJson.render(ShownPlan.whole(plan, 1))).isNotEmpty();
            }
            assertThat(shown(scene.planner().survey(hostile)) + shown(hostile))
                    .doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\n]]");
            assertThat(scene.fates(scene.planner().foresee(hostile), "data")).isEqualTo(fates);
        }
    }

    private static String shown(Survey survey) {
        StatusReport status =
                StatusReport.of(
                        survey,
                        new RunsSeen(new RunSchedule.Missing(new ObjectName("a", "b"))),
                        Optional.of(Duration.ofDays(1)),
                        "pvc-snapshotter");
        assertThat(StatusJson.render(status)).isNotEmpty();
        StringBuilder page = new StringBuilder();
        new StatusHtml(status, ZoneId.of("UTC")).write(page);
        return page + new StatusTable(status, ZoneId.of("UTC")).render(new Width(80), true);
    }

    /** As the owner of a namespace sees it. */
    private static String shown(Inventory inventory) {
        StringBuilder text = new StringBuilder();
        List<SizedSnapshot> snapshots =
                inventory.snapshots().stream()
                        .map(each -> new SizedSnapshot(each, Optional.empty()))
                        .toList();
        for (ClaimHistory each :
                ClaimHistory.all("shop", snapshots, inventory.claims(), inventory.observed())) {
            assertThat(HistoryJson.render(each)).isNotEmpty();
            text.append(
                    new HistoryTable(each, "here", ZoneId.of("UTC")).render(new Width(80), true));
        }
        return text.toString();
    }
}
