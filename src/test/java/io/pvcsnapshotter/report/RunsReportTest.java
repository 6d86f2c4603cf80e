package io.pvcsnapshotter.report;

import static io.pvcsnapshotter.sample.RunJobBuilder.ended;
import static io.pvcsnapshotter.sample.RunJobBuilder.job;
import static io.pvcsnapshotter.sample.RunJobBuilder.pod;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.jobs.Course;
import io.pvcsnapshotter.jobs.Judge;
import io.pvcsnapshotter.jobs.Sightings;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.RunJob;
import io.pvcsnapshotter.model.RunPod.Container;
import io.pvcsnapshotter.model.RunSchedule;
import io.pvcsnapshotter.model.ScheduleFields;
import io.pvcsnapshotter.sample.RunJobBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunsReportTest {
    private static final Instant NOW = RunJobBuilder.CREATED.plusSeconds(7200);
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final RunJob good =
            job("pvc-snapshotter-29923457")
                    .condition("Complete", "CompletionsReached", "", Duration.ofSeconds(5))
                    .build();
    private final RunJob bad =
            job("pvc-snapshotter-manual-20261123-051730")
                    .byHand()
                    .created(RunJobBuilder.CREATED.plusSeconds(3630))
                    .arguments("snapshot -n shop")
                    .condition("Failed", "PodFailurePolicy", "", Duration.ofSeconds(65))
                    .build();
    private final RunJob now =
            job("pvc-snapshotter-29923577").created(NOW.minusSeconds(70)).build();

    private final RunsReport report =
            new RunsReport(
                    Optional.of(
                            new RunSchedule(
                                    new ObjectName("pvc-snapshotter", "pvc-snapshotter"),
                                    "uid",
                                    new ScheduleFields(
                                            Optional.of("17 4 * * *"),
                                            Optional.of("Etc/UTC"),
                                            Optional.empty()),
                                    Optional.of(RunJobBuilder.CREATED),
                                    Optional.of(RunJobBuilder.CREATED.plusSeconds(5)))),
                    Stream.of(now, bad, good).map(this::course).toList(),
                    List.of(),
                    NOW);

    private Course course(RunJob run) {
        return new Judge(
                        new Sightings(
                                Optional.of(
                                        List.of(
                                                pod(
                                                        good,
                                                        1,
                                                        ended(
                                                                0,
                                                                "selected 3 of 3 claims: 3 ready; 0 expired")),
                                                pod(
                                                        bad,
                                                        1,
                                                        ended(
                                                                73,
                                                                "shop/a: one | shop/b: two | shop/c: three | shop/d: its snapshot class has no default and there are two of them, so that nobody can know which one | selected 4 of 9 claims: 0 ready, 4 failed; 5 in no policy; 0 expired")),
                                                pod(
                                                        now,
                                                        1,
                                                        new Container.Running(Optional.empty())))),
                                Optional.of(Map.of())))
                .of(run);
    }

    @Test
    void the_table_fits_a_terminal_of_80_columns() {
        String table = report.table(BERLIN, new Width(80), false);
        assertThat(table)
                .isEqualTo(
                        """
                        CronJob pvc-snapshotter/pvc-snapshotter: schedule 17 4 * * * (Etc/UTC); last
                        success 119m ago
                        STARTED       TOOK   BY    RESULT     RUN
                        23 Nov 07:15  1m10s  cron  running    pvc-snapshotter-29923577
                        23 Nov 06:17  1m05s  hand  73 failed  pvc-snapshotter-manual-20261123-051730
                          shop/a: one
                          shop/b: two
                          and 2 more: -o wide
                          selected 4 of 9 claims: 0 ready, 4 failed; 5 in no policy; 0 expired
                        23 Nov 05:17  5s     cron  0 ok       pvc-snapshotter-29923457
                          selected 3 of 3 claims: 3 ready; 0 expired
                        Times are those of Europe/Berlin
                        """);
        assertThat(table.lines()).allMatch(each -> each.length() <= 80);
    }

    @Test
    void a_name_that_is_too_long_is_shortened() {
        assertThat(report.table(BERLIN, new Width(70), false))
                .contains(
                        "23 Nov 06:17  1m05s  hand  73 failed  pvc-sna..-manual-20261123-051730\n")
                .satisfies(
                        table -> assertThat(table.lines()).allMatch(each -> each.length() <= 70));
    }

    @Test
    void the_wide_form_has_every_reason_and_the_meaning_of_the_exit_status() {
        assertThat(report.table(BERLIN, Width.UNLIMITED, true))
                .contains(
                        "  shop/d: its snapshot class has no default and there are two of them, so that nobody can know which one\n",
                        "  some claims failed, and a retry does not help\n",
                        "  arguments: snapshot -n shop\n");
    }

    @Test
    void long_reasons_are_wrapped_within_the_width() {
        assertThat(report.table(BERLIN, new Width(40), true).lines().skip(3))
                .filteredOn(each -> each.startsWith("  "))
                .hasSizeGreaterThan(8)
                .allMatch(each -> each.length() <= 40);
    }

    @Test
    void no_run_at_all_is_said() {
        RunsReport none = new RunsReport(Optional.empty(), List.of(), List.of("A notice"), NOW);
        assertThat(none.table(BERLIN, new Width(80), false).lines())
                .startsWith("A notice")
                .last()
                .asString()
                .startsWith("No run is there");
    }

    @Test
    void what_others_wrote_moves_no_cursor() {
        RunJob hostile =
                job("run").condition("Failed", "x", "\u001b[2J\r\nnext", Duration.ZERO).build();
        RunsReport one =
                new RunsReport(
                        Optional.empty(), List.of(course(hostile)), List.of("\u009b2J"), NOW);
        assertThat(one.table(BERLIN, new Width(80), true)).doesNotContain("\u001b", "\r", "\u009b");
    }

    @Test
    void the_json_has_the_keys_of_the_compatibility_page() {
        JsonObject document = JsonParser.parseString(report.json()).getAsJsonObject();
        assertThat(document.keySet()).containsExactly("observed", "cronJob", "runs", "notices");
        assertThat(document.getAsJsonObject("cronJob").keySet())
                .containsExactly(
                        "namespace",
                        "name",
                        "schedule",
                        "timeZone",
                        "suspended",
                        "lastScheduled",
                        "lastSucceeded");
        JsonObject run = document.getAsJsonArray("runs").get(1).getAsJsonObject();
        assertThat(run.keySet())
                .containsExactly(
                        "job",
                        "trigger",
                        "created",
                        "ended",
                        "seconds",
                        "state",
                        "exitStatus",
                        "meaning",
                        "totals",
                        "reasons",
                        "arguments",
                        "pods");
        assertThat(run.get("exitStatus").getAsInt()).isEqualTo(73);
        assertThat(run.get("state").getAsString()).isEqualTo("failed");
        assertThat(run.get("trigger").getAsString()).isEqualTo("manual");
        assertThat(run.get("seconds").getAsInt()).isEqualTo(65);
    }
}
