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
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
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
        return all.substring(all.lastIndexOf(CLEAR) + CLEAR.length());
    }

    @Test
    void one_line_moves() {
        report.accept(
                new RunNews.Planned(
                        Sample.of(Sample.plan("a", DUE), Sample.plan("b", Decision.noPolicy()))));
        assertThat(lastLine()).isEqualTo("taken 0, ready 0, failed 0 of 1, 0:00");
        report.accept(new RunNews.Taken(Sample.claim("a").name()));
        report.accept(new RunNews.Finished(result("a", DUE, new Outcome.Ready(Sample.NOW))));
        assertThat(lastLine()).isEqualTo("taken 1, ready 1, failed 0 of 1, 0:00");
        assertThat(screen.toString()).doesNotContain("\n");
    }

    @Test
    void a_claim_of_which_is_told_twice_counts_once() {
        report.accept(new RunNews.Finished(result("a", DUE, new Outcome.Failed("deleted", true))));
        report.accept(
                new RunNews.Finished(
                        result("a", DUE, new Outcome.Skipped("the claim was deleted meanwhile"))));
        assertThat(lastLine()).startsWith("taken 0, ready 0, failed 0 of");
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
