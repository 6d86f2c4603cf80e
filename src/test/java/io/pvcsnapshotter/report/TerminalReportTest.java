package io.pvcsnapshotter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.run.ClaimResult;
import io.pvcsnapshotter.run.Deletion;
import io.pvcsnapshotter.run.RunNews;
import io.pvcsnapshotter.run.RunResult;
import io.pvcsnapshotter.run.RunResult.RunProblem;
import io.pvcsnapshotter.sample.MovingClock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TerminalReportTest {
    private static final String CLEAR = "\r\033[K";
    private static final Decision DUE = Sample.take(Optional.empty(), "1");

    private final StringWriter screen = new StringWriter();
    private final TerminalReport report =
            new TerminalReport(
                    new PrintWriter(screen),
                    Width.UNLIMITED,
                    Clock.fixed(Sample.NOW, ZoneOffset.UTC));

    private static ClaimResult result(String claim, Decision decision, Outcome outcome) {
        return new ClaimResult(Sample.claim(claim), decision, outcome);
    }

    private String lastLine() {
        String all = screen.toString();
        int cleared = all.lastIndexOf(CLEAR);
        return cleared < 0 ? all : all.substring(cleared + CLEAR.length());
    }

    @Test
    void one_line_moves() {
        report.accept(
                new RunNews.Planned(
                        Sample.of(Sample.plan("a", DUE), Sample.plan("b", Decision.noPolicy()))));
        assertThat(lastLine()).isEqualTo("0:00  0 of 1 ready");
        report.accept(new RunNews.Finished(result("a", DUE, new Outcome.Ready(Sample.NOW))));
        assertThat(lastLine()).isEqualTo("0:00  1 of 1 ready");
        assertThat(screen.toString()).doesNotContain("\n");
    }

    @Test
    void a_claim_of_which_is_told_twice_counts_once() {
        report.accept(new RunNews.Finished(result("a", DUE, new Outcome.Failed("deleted", true))));
        report.accept(
                new RunNews.Finished(
                        result("a", DUE, new Outcome.Skipped("the claim was deleted meanwhile"))));
        report.accept(new RunNews.Planned(Sample.of(Sample.plan("a", DUE))));
        assertThat(lastLine()).isEqualTo("0:00  0 of 1 ready");
    }

    private static RunNews requested(String claim) {
        return new RunNews.Requested(
                Sample.claim(claim).name(), Sample.snapshot("s", Optional.empty(), false));
    }

    @Test
    void the_line_names_the_slowest_claim_and_what_it_waits_for() {
        MovingClock clock = new MovingClock(Sample.NOW);
        TerminalReport ticking =
                new TerminalReport(new PrintWriter(screen), Width.UNLIMITED, clock);
        ticking.tick();
        assertThat(lastLine()).isEqualTo("0:00  looking at the cluster");
        ticking.accept(
                new RunNews.Planned(
                        Sample.of(
                                Sample.plan("a", DUE),
                                Sample.plan("b", DUE),
                                Sample.plan("c", DUE),
                                Sample.plan("d", DUE))));
        ticking.accept(requested("a"));
        clock.pass(Duration.ofSeconds(30));
        ticking.accept(requested("b"));
        assertThat(lastLine())
                .isEqualTo("0:30  0 of 4 ready, 2 waiting; slowest shop/a, 30s: being taken");
        ticking.accept(new RunNews.Waiting(Sample.claim("a").name(), "uploading"));
        ticking.accept(new RunNews.Finished(result("c", DUE, new Outcome.Failed("no", false))));
        clock.pass(Duration.ofMinutes(4));
        ticking.tick();
        assertThat(lastLine())
                .isEqualTo(
                        "4:30  0 of 4 ready, 1 failed, 2 waiting; slowest shop/a, 4m: uploading");
        ticking.accept(new RunNews.Finished(result("a", DUE, new Outcome.Ready(Sample.NOW))));
        assertThat(lastLine())
                .isEqualTo(
                        "4:30  1 of 4 ready, 1 failed, 1 waiting; slowest shop/b, 4m: being taken");
    }

    @Test
    void the_line_is_never_wider_than_the_terminal_which_could_not_clear_it() {
        TerminalReport narrow =
                new TerminalReport(
                        new PrintWriter(screen),
                        new Width(40),
                        Clock.fixed(Sample.NOW, ZoneOffset.UTC));
        narrow.accept(new RunNews.Planned(Sample.of(Sample.plan("a", DUE))));
        narrow.accept(requested("a"));
        narrow.accept(new RunNews.Waiting(Sample.claim("a").name(), "x\u001b[2J\n".repeat(50)));
        assertThat(lastLine()).hasSize(39).endsWith("..").doesNotContain("\u001b", "\n");
    }

    @Test
    void nothing_moves_after_the_end() {
        report.tick();
        report.close();
        String shown = screen.toString();
        report.tick();
        assertThat(screen).hasToString(shown);
        assertThat(shown).endsWith(CLEAR);
    }

    @Test
    void at_the_end_a_table_stands_there() {
        report.accept(
                new RunNews.Ended(
                        new RunResult(
                                List.of(
                                        result("a", DUE, new Outcome.Ready(Sample.NOW)),
                                        result("b", DUE, new Outcome.Failed("no class", false)),
                                        result(
                                                "c",
                                                Decision.noPolicy(),
                                                new Outcome.Skipped("none"))),
                                List.of(),
                                List.of(new RunProblem("policy x selects nothing", false)),
                                List.of("shop/a: 1 snapshot expires later"),
                                false,
                                false)));
        assertThat(lastLine())
                .isEqualTo(
                        """
                        CLAIM   RESULT  REASON
                        shop/a  ready   taken at 2026-03-10T04:17:00Z
                        shop/b  failed  no class
                        policy x selects nothing
                        shop/a: 1 snapshot expires later
                        selected 2 of 3 claims: 1 ready, 1 failed; 1 in no policy; 0 expired
                        """);
    }

    @Test
    void the_table_fits_the_terminal() {
        String reason = "its snapshot is not ready after 1h30m: taken at 04:17, still uploading";
        new TerminalReport(
                        new PrintWriter(screen),
                        new Width(60),
                        Clock.fixed(Sample.NOW, ZoneOffset.UTC))
                .accept(
                        new RunNews.Ended(
                                new RunResult(
                                        List.of(
                                                result(
                                                        "data-postgres-0",
                                                        DUE,
                                                        new Outcome.Failed(reason, true))),
                                        List.of(),
                                        List.of(new RunProblem(reason, false)),
                                        List.of(reason),
                                        false,
                                        false)));
        assertThat(lastLine().lines()).hasSizeGreaterThan(6).allMatch(each -> each.length() <= 60);
    }

    @Test
    void what_the_cluster_says_does_not_move_the_cursor() {
        String evil = "x\u001b[2Jy\nz";
        var snapshot = Sample.snapshot("s", Optional.empty(), false);
        report.accept(new RunNews.Warned(evil));
        report.accept(new RunNews.Adopted(Sample.claim("a").name(), snapshot, evil));
        report.accept(
                new RunNews.Expired(
                        new Judgement(snapshot, Judgement.Fate.EXPIRED, evil),
                        new Deletion.Refused(snapshot, evil, true)));
        report.accept(
                new RunNews.Ended(
                        new RunResult(
                                List.of(result("b", DUE, new Outcome.Failed(evil, false))),
                                List.of(),
                                List.of(new RunProblem(evil, false)),
                                List.of(evil),
                                false,
                                false)));
        assertThat(screen.toString()).doesNotContain("\u001b[2J").doesNotContain("y\nz");
    }
}
