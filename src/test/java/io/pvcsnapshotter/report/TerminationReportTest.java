package io.pvcsnapshotter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.run.ClaimResult;
import io.pvcsnapshotter.run.RunNews;
import io.pvcsnapshotter.run.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminationReportTest {
    @TempDir private Path folder;

    private static ClaimResult failed(String name, String reason) {
        return new ClaimResult(
                Sample.claim(name),
                Decision.unknownPolicy(reason),
                new Outcome.Failed(reason, false));
    }

    /**
     * What kills a pod without a word, as the kernel does for want of memory, leaves what was
     * written last.
     */
    @Test
    void the_termination_message_is_rewritten_as_the_run_goes_on() throws IOException {
        Path file = Files.createFile(folder.resolve("message"));
        TerminationReport log = new TerminationReport(new TerminationMessage(file));
        assertThat(file).hasContent("the run was ended before it could report");
        log.accept(new RunNews.Finished(failed("a", "no class")));
        log.accept(new RunNews.Finished(failed("b", "no volume")));
        assertThat(file)
                .hasContent(
                        "shop/a: no class | shop/b: no volume | the run was ended after 0 of 0 due claims");
        log.accept(
                new RunNews.Ended(
                        new RunResult(
                                List.of(failed("a", "no class")),
                                List.of(),
                                List.of(),
                                List.of(),
                                false,
                                false)));
        assertThat(file)
                .hasContent(
                        "shop/a: no class | selected 1 of 1 claims: 0 ready, 1 failed; 0 expired");
    }

    @Test
    void a_run_that_passes_over_every_claim_leaves_the_reason() throws IOException {
        Path file = Files.createFile(folder.resolve("message"));
        ClaimResult passedOver =
                new ClaimResult(
                        Sample.claim("a"),
                        Decision.unsupported(Sample.LENIENT, "no class"),
                        new Outcome.Skipped("no class"));
        new TerminationReport(new TerminationMessage(file))
                .accept(
                        new RunNews.Ended(
                                new RunResult(
                                        List.of(passedOver),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        false,
                                        false)));
        assertThat(file)
                .hasContent(
                        "no claim can be snapshotted, like shop/a: no class"
                                + " | selected 0 of 1 claims: 0 ready; 1 unsupported; 0 expired");
    }

    @Test
    void a_claim_of_which_is_told_twice_counts_once() throws IOException {
        Path file = Files.createFile(folder.resolve("message"));
        TerminationReport report = new TerminationReport(new TerminationMessage(file));
        Decision due = Sample.take(Optional.empty(), "1");
        Claim claim = Sample.claim("a");
        report.accept(new RunNews.Planned(Sample.of(Sample.plan("a", due))));
        report.accept(
                new RunNews.Finished(
                        new ClaimResult(claim, due, new Outcome.Failed("deleted", true))));
        assertThat(file).hasContent("shop/a: deleted | the run was ended after 1 of 1 due claims");
        report.accept(
                new RunNews.Finished(
                        new ClaimResult(claim, due, new Outcome.Skipped("the claim is gone"))));
        assertThat(file).hasContent("the run was ended after 1 of 1 due claims");
    }

    @Test
    void many_failures_fit_and_cost_little() throws IOException {
        Path file = Files.createFile(folder.resolve("message"));
        TerminationReport report = new TerminationReport(new TerminationMessage(file));
        for (int i = 0; i < 5000; i++) {
            report.accept(new RunNews.Finished(failed("claim-" + i, "no class for the driver")));
        }
        assertThat(Files.size(file)).isLessThanOrEqualTo(4096);
        assertThat(Files.readString(file))
                .startsWith("shop/claim-0: no class")
                .containsPattern(
                        "and 49\\d\\d more \\| the run was ended after 0 of 0 due claims$");
    }
}
