package io.pvcsnapshotter.report;

import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.report.TotalsSentence.Count;
import io.pvcsnapshotter.run.ClaimResult;
import io.pvcsnapshotter.run.Expiry;
import io.pvcsnapshotter.run.RunResult;
import java.util.ArrayList;
import java.util.List;

/** A run in words. */
public final class Summary {
    private Summary() {}

    /**
     * The numbers, like {@code selected 3 of 5 claims: 2 ready, 1 failed; 2 in no policy; 1
     * expired}.
     */
    public static String totals(RunResult result) {
        RunResult.Totals totals = result.totals();
        return TotalsSentence.of(
                totals.selected(),
                totals.claims(),
                List.of(
                        new Count(totals.ready(), "ready"),
                        new Count(totals.taken(), "taken"),
                        new Count(totals.failed(), "failed"),
                        new Count(totals.notDue(), "not due")),
                List.of(
                        new Count(totals.skipped(), "skipped"),
                        new Count(totals.unsupported(), "unsupported"),
                        new Count(totals.noPolicy(), "in no policy")),
                new Count(totals.expired(), "expired"));
    }

    /** A sentence for each failure, those of the run as a whole first. */
    public static List<String> failures(RunResult result) {
        List<String> sentences = new ArrayList<>();
        result.problems().forEach(each -> sentences.add(each.reason()));
        for (ClaimResult each : result.failures()) {
            if (each.outcome() instanceof Outcome.Failed(String reason, _)) {
                sentences.add(failure(each.claim().name(), reason));
            }
        }
        for (Expiry each : result.expiries()) {
            if (each instanceof Expiry.Refused(_, String reason, _)) {
                sentences.add(reason);
            }
        }
        return sentences;
    }

    static String failure(ObjectName claim, String reason) {
        return claim + ": " + reason;
    }
}
