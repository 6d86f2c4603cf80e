package io.pvcsnapshotter.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.CronJobState;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.ScheduleFields;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import io.pvcsnapshotter.plan.Survey;
import io.pvcsnapshotter.sample.ClaimBuilder;
import io.pvcsnapshotter.sample.SnapshotBuilder;
import io.pvcsnapshotter.timetable.RunSchedule;
import io.pvcsnapshotter.timetable.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusReportTest {
    private static final Plan RICH = Sample.rich(Sample.NOW, "20260310-041700");
    private static final Optional<Duration> A_DAY = Optional.of(Duration.ofDays(1));
    private static final ObjectName CRON_JOB = new ObjectName("pvc-snapshotter", "pvc-snapshotter");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Judgement READY = RICH.claims().getFirst().snapshots().getFirst();

    private static RunSchedule schedule(boolean suspended, String lastSuccessful) {
        CronJobState cronJob =
                new CronJobState(
                        CRON_JOB,
                        new ScheduleFields(
                                Optional.of("17 4 * * *"),
                                Optional.of("Europe/Berlin"),
                                Optional.of(suspended)),
                        Sample.NOW.minus(Duration.ofDays(90)),
                        Optional.of(Instant.parse("2026-03-10T03:17:00Z")),
                        Optional.ofNullable(lastSuccessful).map(Instant::parse));
        return new RunSchedule.Known(cronJob, Timetable.of(cronJob, Sample.NOW));
    }

    private static final RunSchedule DAILY = schedule(false, "2026-03-10T03:19:20Z");

    private static StatusReport report(Plan plan, Optional<Duration> longestAge) {
        return StatusReport.of(
                new Survey(plan, Map.of()), new RunsSeen(DAILY), longestAge, "pvc-snapshotter");
    }

    private static StatusReport report(Optional<Duration> longestAge) {
        return report(RICH, longestAge);
    }

    private static String table(StatusReport report) {
        return new StatusTable(report, BERLIN).render(Width.UNLIMITED, false);
    }

    @Test
    void the_table_has_the_schedule_above_the_worst_first_and_the_totals_last() {
        assertThat(table(report(Optional.empty())))
                .isEqualTo(
                        """
                        Next run: Wed 11 Mar 04:17, in 23h (schedule "17 4 * * *" in Europe/Berlin)
                        Last success: Tue 10 Mar 04:19, 57m ago
                        CLAIM              POLICY   READY  NEWEST  AGE  STATE
                        shop/data-default  strict   0      -       -    no snapshot is ready
                        shop/evil          -        0      -       -    no policy  [2J where
                        shop/late          strict   0      -       -    no snapshot is ready
                        shop/not-due       strict   0      -       -    no snapshot is ready
                        shop/settling      strict   0      -       -    no snapshot is ready
                        shop/strict        strict   0      -       -    no class
                        shop/lenient       lenient  0      -       -    no CSI volume
                        shop/nobodys       -        0      -       -    no policy selects it: no run takes any; widen a policy's select, or annotate it with pvc-snapshotter.io/policy
                        shop/skipped       strict   0      -       -    it is deleted
                        shop/data          strict   3      data-9  23h  ok
                        shop/old           -        2      data-8  47h  the claim is gone: pvc-snapshotter snapshots old -n shop shows what is left
                        shop/settling: 2 expire after 2026-03-11 04:17
                        policy databases selects nothing
                        shop/copy is not ours: a copy made by hand
                        selected 7 of 10 claims: 1 ok, 6 not
                        """);
    }

    @Test
    void it_fits_80_columns() {
        assertThat(new StatusTable(report(Optional.empty()), BERLIN).render(new Width(80), false))
                .isEqualTo(
                        """
                        Next run: Wed 11 Mar 04:17, in 23h (schedule "17 4 * * *" in Europe/Berlin)
                        Last success: Tue 10 Mar 04:19, 57m ago
                        CLAIM              POLICY   READY  NEWEST  AGE  STATE
                        shop/data-default  strict   0      -       -    no snapshot is ready
                        shop/evil          -        0      -       -    no policy  [2J where
                        shop/late          strict   0      -       -    no snapshot is ready
                        shop/not-due       strict   0      -       -    no snapshot is ready
                        shop/settling      strict   0      -       -    no snapshot is ready
                        shop/strict        strict   0      -       -    no class
                        shop/lenient       lenient  0      -       -    no CSI volume
                        shop/nobodys       -        0      -       -    no policy selects it: no run
                                                                        takes any; widen a policy's
                                                                        select, or annotate it with
                                                                        pvc-snapshotter.io/policy
                        shop/skipped       strict   0      -       -    it is deleted
                        shop/data          strict   3      data-9  23h  ok
                        shop/old           -        2      data-8  47h  the claim is gone:
                                                                        pvc-snapshotter snapshots old -n
                                                                        shop shows what is left
                        shop/settling: 2 expire after 2026-03-11 04:17
                        policy databases selects nothing
                        shop/copy is not ours: a copy made by hand
                        selected 7 of 10 claims: 1 ok, 6 not
                        """);
    }

    @Test
    void wide_has_the_limits_and_what_others_have() {
        Survey survey =
                new Survey(
                        Sample.of(Sample.plan("data", Sample.take(Optional.empty(), "1"), READY)),
                        Map.of(
                                new ObjectName("shop", "data"),
                                new Survey.Others(2, 1),
                                new ObjectName("shop", "other"),
                                new Survey.Others(0, 4)));
        assertThat(
                        new StatusTable(
                                        StatusReport.of(
                                                survey,
                                                new RunsSeen(DAILY),
                                                Optional.empty(),
                                                "pvc-snapshotter"),
                                        BERLIN)
                                .render(Width.UNLIMITED, true))
                .isEqualTo(
                        """
                        Next run: Wed 11 Mar 04:17, in 23h (schedule "17 4 * * *" in Europe/Berlin)
                        Last success: Tue 10 Mar 04:19, 57m ago
                        CLAIM      POLICY  READY  NEWEST  AGE  TAKEN (Europe/Berlin)  MAX AGE  EARLIER  OTHER INSTALLS  BY HAND  STATE
                        shop/data  strict  1      data-9  23h  Mon 09 Mar 05:17       2d       0        2               1        ok; 2 of other installs
                        1 snapshot was made by hand or by another program: -o wide counts them, and they are never touched
                        4 more of claims that are gone were made by hand or by other installs: pvc-snapshotter snapshots CLAIM -n NAMESPACE lists them
                        selected 1 of 1 claims: 1 ok
                        """);
    }

    @Test
    void a_problem_is_told_for_each_claim_that_is_to_be_snapshotted_and_cannot_be_restored() {
        assertThat(report(Optional.empty()).problems())
                .startsWith("policy databases selects nothing")
                .contains("shop/strict: no class", "shop/not-due: no snapshot is ready")
                .noneMatch(each -> each.startsWith("shop/nobodys"))
                .noneMatch(each -> each.startsWith("shop/lenient"));
    }

    @Test
    void data_grows_stale() {
        Plan fresh = Sample.of(Sample.plan("data", Sample.take(Optional.empty(), "1"), READY));
        assertThat(report(fresh, A_DAY).isStale()).isFalse();
        assertThat(report(fresh, Optional.of(Duration.ofHours(23))).isStale()).isTrue();
        assertThat(report(fresh, Optional.empty()).isStale()).isFalse();
        assertThat(report(fresh, A_DAY).totals()).isEqualTo("selected 1 of 1 claims: 1 ok");
    }

    /** Nobody has to say how old data may be: the schedule does. */
    @Test
    void a_snapshot_that_is_older_than_the_schedule_promises_is_not_ok() {
        Judgement old =
                new Judgement(
                        Sample.snapshot(
                                "data-1", Optional.of(Instant.parse("2025-03-10T04:17:00Z")), true),
                        Judgement.Fate.KEPT,
                        "last 1");
        Plan plan = Sample.of(Sample.plan("data", Sample.take(Optional.empty(), "1"), old));
        assertThat(table(report(plan, Optional.empty())))
                .contains("365d  its data is older than it may be")
                .endsWith("selected 1 of 1 claims: 0 ok, 1 not\n");
        RunSchedule unknown = new RunSchedule.Unknown(CRON_JOB, "it may not be read");
        assertThat(
                        table(
                                StatusReport.of(
                                        new Survey(plan, Map.of()),
                                        new RunsSeen(unknown),
                                        Optional.empty(),
                                        "pvc-snapshotter")))
                .startsWith("When the next run starts is not known: it may not be read\n")
                .contains("365d  ok");
    }

    /** An edit of the selectors must not end a claim's backups in green. */
    @Test
    void a_claim_that_has_snapshots_is_judged_even_if_no_policy_selects_it_any_more() {
        Plan dropped = Sample.of(Sample.plan("data", Decision.noPolicy(), READY));
        StatusReport report = report(dropped, Optional.of(Duration.ofHours(23)));
        assertThat(report.isStale()).isTrue();
        assertThat(report.problems())
                .containsExactly(
                        "No claim is snapshotted: no policy selects one that can be. If that is not meant, widen the select of a policy",
                        "shop/data: its data is older than it may be");
        assertThat(report.totals()).isEqualTo("selected 0 of 1 claims: 0 ok");
        Plan never = Sample.of(Sample.plan("data", Decision.noPolicy()));
        assertThat(report(never, A_DAY).isStale()).isFalse();
    }

    @Test
    void the_json_says_the_same() {
        JsonObject json =
                JsonParser.parseString(StatusJson.render(report(A_DAY))).getAsJsonObject();
        JsonObject data =
                json.getAsJsonArray("claims").asList().stream()
                        .map(each -> each.getAsJsonObject())
                        .filter(each -> each.get("claim").getAsString().equals("data"))
                        .findFirst()
                        .orElseThrow();
        assertThat(data.get("newest").getAsString()).isEqualTo("data-9");
        assertThat(data.get("taken").getAsString()).isEqualTo("2026-03-09T04:17:01Z");
        assertThat(data.get("ready").getAsInt()).isEqualTo(3);
        assertThat(data.get("longestAgeSeconds").getAsLong()).isEqualTo(86400);
        assertThat(json.getAsJsonArray("unmatched").asList())
                .extracting(each -> each.getAsString())
                .isEqualTo(List.of("policy databases selects nothing"));
        assertThat(json.getAsJsonObject("runs").toString())
                .isEqualTo(
                        """
                        {"cronJob":"pvc-snapshotter/pvc-snapshotter","schedule":"17 4 * * *","timeZone":"Europe/Berlin","suspended":false,\
                        "next":"2026-03-11T03:17:00Z","lastScheduled":"2026-03-10T03:17:00Z","lastSuccessful":"2026-03-10T03:19:20Z"}\
                        """);
    }

    @Test
    void nothing_in_the_table_moves_the_cursor() {
        assertThat(table(report(A_DAY))).doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\n]]");
    }

    private static List<String> linesOf(RunSchedule schedule) {
        return new ScheduleLines(schedule, Optional.empty(), Sample.NOW).lines();
    }

    @Test
    void the_lines_above_say_when_runs_start_and_what_to_do_where_none_does() {
        assertThat(linesOf(DAILY))
                .containsExactly(
                        "Next run: Wed 11 Mar 04:17, in 23h (schedule \"17 4 * * *\" in Europe/Berlin)",
                        "Last success: Tue 10 Mar 04:19, 57m ago");
        assertThat(linesOf(schedule(true, "2026-03-01T03:19:20Z")))
                .containsExactly(
                        "No run starts: the CronJob pvc-snapshotter/pvc-snapshotter is suspended. Set suspend=false in the ConfigMap if it is set there, else kubectl -n pvc-snapshotter patch cronjob pvc-snapshotter -p '{\"spec\":{\"suspend\":false}}'",
                        "Last success: Sun 01 Mar 04:19, 9d ago",
                        "The run of Tue 10 Mar 04:17 has not succeeded so far: kubectl -n pvc-snapshotter get jobs shows its state");
        assertThat(linesOf(schedule(false, null))).contains("Last success: none yet");
        assertThat(linesOf(new RunSchedule.Missing(CRON_JOB)))
                .containsExactly(
                        "No run starts by itself: there is no CronJob pvc-snapshotter/pvc-snapshotter. Install one with kubectl apply -k manifests, or name the right --install-namespace.");
    }

    /** What somebody planted, and the words that name it. */
    @Test
    void every_state_is_in_words_that_say_what_to_do() {
        Claim optedOut =
                ClaimBuilder.claim("opted-out")
                        .withAnnotation(Claim.SNAPSHOT_ANNOTATION, "false")
                        .build();
        Claim pending = ClaimBuilder.claim("pending").withPhase(Claim.Phase.PENDING).build();
        Judgement deleting =
                new Judgement(
                        SnapshotBuilder.snapshot("data-5", Sample.NOW).withDeleting(true).build(),
                        Judgement.Fate.SET_ASIDE,
                        "being deleted");
        Plan plan =
                new Plan(
                        Sample.NOW,
                        List.of(
                                new ClaimPlan(
                                        optedOut,
                                        Decision.skip(
                                                Optional.empty(),
                                                "its annotation %s is false"
                                                        .formatted(Claim.SNAPSHOT_ANNOTATION)),
                                        List.of(),
                                        List.of()),
                                new ClaimPlan(
                                        pending,
                                        Decision.skip(
                                                Optional.of(Sample.STRICT),
                                                "it is not bound to a volume"),
                                        List.of(),
                                        List.of()),
                                Sample.plan("nobodys", Decision.noPolicy()),
                                Sample.plan("dropped", Decision.noPolicy(), READY),
                                Sample.plan(
                                        "data",
                                        Sample.take(Optional.empty(), "1"),
                                        READY,
                                        deleting)),
                        List.of(
                                new Plan.LostClaim("shop", "data", "uid-1", List.of(READY, READY)),
                                new Plan.LostClaim("shop", "lost", "uid-2", List.of(READY))),
                        List.of(),
                        List.of(),
                        Optional.empty());
        Survey survey =
                new Survey(plan, Map.of(new ObjectName("shop", "data"), new Survey.Others(3, 0)));
        assertThat(
                        StatusReport.of(
                                        survey,
                                        new RunsSeen(DAILY),
                                        Optional.empty(),
                                        "kubectl pvc-snapshotter")
                                .rows()
                                .stream()
                                .map(each -> each.claim().name() + ": " + each.words()))
                .containsExactly(
                        "dropped: no policy selects it: what it has stays, and no run takes more; widen a policy's select, or annotate it with pvc-snapshotter.io/policy",
                        "nobodys: no policy selects it: no run takes any; widen a policy's select, or annotate it with pvc-snapshotter.io/policy",
                        "opted-out: its annotation pvc-snapshotter.io/snapshot is false: remove it to have snapshots again",
                        "pending: it is not bound to a volume: no pod uses it yet, or kubectl describe pvc says why",
                        "data: ok; 1 being deleted; 2 of an earlier claim of the name; 3 of other installs",
                        "lost: the claim is gone: kubectl pvc-snapshotter snapshots lost -n shop shows what is left");
    }
}
