package io.pvcsnapshotter.report;

import io.pvcsnapshotter.model.CronJobState;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.ScheduleFields;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.Judgement.Fate;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import io.pvcsnapshotter.plan.Survey;
import io.pvcsnapshotter.sample.SnapshotBuilder;
import io.pvcsnapshotter.timetable.RunSchedule;
import io.pvcsnapshotter.timetable.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The page of a status in which every kind of snapshot occurs. */
public final class StatusPage {
    public static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    static final ObjectName CRON_JOB = new ObjectName("pvc-snapshotter", "pvc-snapshotter");

    /** What somebody writes who wants to be more than text. */
    public static final List<String> EVIL =
            List.of(
                    "<script>alert(1)</script>",
                    "\"><img src=x onerror=alert(1)>",
                    "' onmouseover='alert(1)",
                    "</title></style></svg></td></table><b>",
                    "<!-- ",
                    "]]> --> &lt;b&gt; &#60;b&#62; &amp",
                    "%s %d \\ ${x} {{x}}",
                    "\u0000\u0007\u001b[2J\u0085\r\n\t",
                    "\u202egnp.exe\u2066\u200b\ufeff\u2028",
                    "\ud800 \udfff \ufffe \ud83d\ude80 \u05d0\u05d1");

    private StatusPage() {}

    private static Judgement judged(
            String name, Duration age, boolean ready, Fate fate, String... reasons) {
        Instant taken = Sample.NOW.minus(age);
        return new Judgement(
                Sample.snapshot(name, Optional.of(taken), ready), fate, List.of(reasons));
    }

    private static ClaimPlan full() {
        List<Judgement> snapshots = new ArrayList<>();
        for (int day = 1; day <= 7; day++) {
            snapshots.add(
                    judged(
                            "orders-%02d".formatted(day),
                            Duration.ofDays(day),
                            true,
                            Fate.KEPT,
                            "daily " + day));
        }
        for (int week = 2; week <= 5; week++) {
            snapshots.add(
                    judged(
                            "orders-w" + week,
                            Duration.ofDays(7 * week),
                            true,
                            Fate.KEPT,
                            "weekly " + week));
        }
        snapshots.add(
                judged(
                        "orders-later",
                        Duration.ofDays(10),
                        true,
                        Fate.POSTPONED,
                        "settling until 2026-03-11 04:17"));
        snapshots.add(
                judged(
                        "orders-next",
                        Duration.ofDays(12),
                        true,
                        Fate.EXPIRED,
                        "no tier of last=3,daily=7 keeps it"));
        snapshots.add(
                judged(
                        "orders-restoring",
                        Duration.ofDays(18),
                        true,
                        Fate.SET_ASIDE,
                        "the claim copy is being restored from it"));
        snapshots.add(
                new Judgement(
                        held("orders-held", Sample.NOW.minus(Duration.ofDays(90))),
                        Fate.SET_ASIDE,
                        "held"));
        return Sample.plan(
                "orders-db", Sample.take(Optional.of("fast"), "1"), newestFirst(snapshots));
    }

    private static Snapshot held(String name, Instant taken) {
        return SnapshotBuilder.snapshot(name, taken)
                .withTaken(Optional.of(taken))
                .withReady(true)
                .withLabel("pvc-snapshotter.io/hold", "audit")
                .build();
    }

    private static Judgement[] newestFirst(List<Judgement> judgements) {
        return judgements.stream()
                .sorted(Comparator.comparing(each -> Mark.of(each), Mark.NEWEST_FIRST))
                .toArray(Judgement[]::new);
    }

    static StatusReport report() {
        Plan rich = Sample.rich(Sample.NOW, "20260310-041700");
        List<ClaimPlan> claims = new ArrayList<>(rich.claims());
        claims.add(full());
        claims.add(
                Sample.plan(
                        "users-db",
                        Sample.take(Optional.of("fast"), "1"),
                        judged(
                                "users-stuck",
                                Duration.ofHours(5),
                                false,
                                Fate.SET_ASIDE,
                                "taken but not ready"),
                        judged("users-1", Duration.ofDays(1), true, Fate.KEPT, "last 1")));
        claims.add(
                Sample.plan(
                        "stale",
                        Sample.take(Optional.of("fast"), "1"),
                        judged("stale-1", Duration.ofDays(40), true, Fate.KEPT, "last 1")));
        Plan plan =
                new Plan(
                        rich.observed(),
                        claims,
                        rich.orphans(),
                        rich.foreign(),
                        rich.unmatched(),
                        rich.stuck());
        return StatusReport.of(
                new Survey(plan, Map.of(new ObjectName("shop", "data"), new Survey.Others(2, 1))),
                new RunsSeen(schedule()),
                Optional.empty(),
                "pvc-snapshotter");
    }

    static RunSchedule schedule() {
        CronJobState cronJob =
                new CronJobState(
                        CRON_JOB,
                        new ScheduleFields(
                                Optional.of("17 4 * * *"),
                                Optional.of("Europe/Berlin"),
                                Optional.of(false)),
                        Sample.NOW.minus(Duration.ofDays(90)),
                        Optional.of(Instant.parse("2026-03-10T03:17:00Z")),
                        Optional.of(Instant.parse("2026-03-10T03:19:20Z")));
        return new RunSchedule.Known(cronJob, Timetable.of(cronJob, Sample.NOW));
    }

    /** As {@code status -o html} prints it. */
    public static String rich() {
        return html(report());
    }

    static String html(StatusReport report) {
        StringBuilder page = new StringBuilder();
        new StatusHtml(report, BERLIN).write(page);
        return page.toString();
    }

    private static Judgement kept(String text, Instant taken) {
        return new Judgement(
                SnapshotBuilder.snapshot(text, taken).withTaken(taken).withReady(true).build(),
                Fate.KEPT,
                text);
    }

    /** A page in which a tenant has written that text wherever there is a text. */
    public static String with(String text) {
        RunSchedule unknown = new RunSchedule.Unknown(CRON_JOB, text);
        Judgement failed =
                new Judgement(
                        SnapshotBuilder.snapshot(text, Sample.NOW.minus(Duration.ofDays(3)))
                                .withError(text)
                                .build(),
                        Fate.SET_ASIDE,
                        text);
        var plan =
                Sample.of(
                        Sample.plan(
                                text,
                                Sample.take(Optional.of(text), "1"),
                                kept(text, Sample.NOW),
                                failed),
                        Sample.plan("other", Decision.unknownPolicy(text)));
        return html(
                StatusReport.of(
                        new Survey(plan, Map.of()),
                        new RunsSeen(unknown),
                        Optional.empty(),
                        "pvc-snapshotter"));
    }

    static StatusReport manyClaims(int claims, int snapshots) {
        Judgement[] judged =
                IntStream.range(0, snapshots)
                        .mapToObj(day ->
                                kept(
                                        "data-postgres-0-20261123-031700-5d97%04d".formatted(day),
                                        Sample.NOW.minus(Duration.ofDays(day))))
                        .toArray(Judgement[]::new);
        ClaimPlan[] plans =
                IntStream.range(0, claims)
                        .mapToObj(each ->
                                Sample.plan(
                                        "data-postgres-" + each,
                                        Sample.take(Optional.empty(), "1"),
                                        judged))
                        .toArray(ClaimPlan[]::new);
        return StatusReport.of(
                new Survey(Sample.of(plans), Map.of()),
                new RunsSeen(schedule()),
                Optional.empty(),
                "pvc-snapshotter");
    }

    public static String large(int claims, int snapshots) {
        return html(manyClaims(claims, snapshots));
    }
}
