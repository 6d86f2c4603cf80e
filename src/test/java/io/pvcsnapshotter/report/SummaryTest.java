package io.pvcsnapshotter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.config.ConfigurationReader;
import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.run.ClaimResult;
import io.pvcsnapshotter.run.Deletion;
import io.pvcsnapshotter.run.RunResult;
import io.pvcsnapshotter.run.RunResult.RunProblem;
import io.pvcsnapshotter.sample.SnapshotBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final Policy POLICY =
            ConfigurationReader.read(
                            "the test", Map.of("snapshotter.conf", "policies = [ { name = all } ]"))
                    .settings()
                    .policies()
                    .getFirst();
    private static final Decision DUE = new Decision.Adopt(POLICY, snapshot("s"), "why");
    private static final Outcome READY = new Outcome.Ready(Instant.EPOCH);
    private static final Outcome SKIPPED = new Outcome.Skipped("why");

    private final List<ClaimResult> claims = new ArrayList<>();
    private final List<Deletion> expiries = new ArrayList<>();
    private final List<RunProblem> problems = new ArrayList<>();

    private static Snapshot snapshot(String name) {
        return SnapshotBuilder.snapshot(name, Instant.EPOCH)
                .withUid("u")
                .untaken()
                .withStatus(false)
                .build();
    }

    private void claim(Decision decision, Outcome outcome) {
        claims.add(new ClaimResult(Sample.claim("c" + claims.size()), decision, outcome));
    }

    private RunResult result() {
        return new RunResult(claims, expiries, problems, List.of(), false, false);
    }

    @Test
    void the_totals_name_everything_that_happened() {
        for (int i = 0; i < 4; i++) {
            claim(DUE, READY);
        }
        for (int i = 0; i < 3; i++) {
            claim(DUE, new Outcome.Taken(Instant.EPOCH));
        }
        claim(DUE, new Outcome.Failed("why", true));
        claim(Decision.unknownPolicy("why"), new Outcome.Failed("why", false));
        claim(Decision.unsupported(POLICY, "why"), new Outcome.Failed("why", false));
        claim(Decision.notDue(POLICY, "why"), SKIPPED);
        claim(Decision.skip(Optional.empty(), "why"), SKIPPED);
        claim(DUE, SKIPPED);
        claim(Decision.unsupported(POLICY, "why"), SKIPPED);
        claim(Decision.noPolicy(), SKIPPED);
        claim(Decision.noPolicy(), SKIPPED);
        expiries.add(new Deletion.Deleted(snapshot("a")));
        expiries.add(new Deletion.LeftAlone(snapshot("b"), "why"));
        expiries.add(new Deletion.Refused(snapshot("c"), "why", true));
        assertThat(Summary.totals(result()))
                .isEqualTo(
                        "selected 11 of 16 claims: 4 ready, 3 taken, 3 failed, 1 not due;"
                                + " 2 skipped, 1 unsupported, 2 in no policy; 1 expired, 1 could not be deleted");
    }

    @Test
    void the_totals_of_a_good_run_are_short() {
        claim(DUE, READY);
        assertThat(Summary.totals(result()))
                .isEqualTo("selected 1 of 1 claims: 1 ready; 0 expired");
    }

    @Test
    void the_totals_of_an_empty_cluster_say_so() {
        assertThat(Summary.totals(result()))
                .isEqualTo("selected 0 of 0 claims: 0 ready; 0 expired");
    }

    @Test
    void failures_of_the_whole_run_come_before_those_of_claims_and_of_deletions() {
        expiries.add(
                new Deletion.Refused(snapshot("a"), "Tried to delete shop/a but failed", true));
        claim(DUE, new Outcome.Failed("no class", false));
        claim(DUE, READY);
        problems.add(new RunProblem("policy x selects nothing", false));
        assertThat(Summary.failures(result()))
                .containsExactly(
                        "policy x selects nothing",
                        "shop/c0: no class",
                        "Tried to delete shop/a but failed");
    }

    @Test
    void a_run_that_passes_over_every_claim_says_why() {
        claim(Decision.noPolicy(), SKIPPED);
        claim(Decision.unsupported(POLICY, "no default class"), SKIPPED);
        claim(Decision.unsupported(POLICY, "no CSI volume"), SKIPPED);
        assertThat(Summary.passedOver(result()))
                .contains("no claim can be snapshotted, like shop/c1: no default class");
        claim(DUE, READY);
        assertThat(Summary.passedOver(result())).isEmpty();
    }

    @Test
    void a_run_in_which_no_claim_is_due_passes_over_none() {
        claim(Decision.unsupported(POLICY, "why"), SKIPPED);
        claim(Decision.notDue(POLICY, "why"), SKIPPED);
        assertThat(Summary.passedOver(result())).isEmpty();
    }
}
