package io.pvcsnapshotter.report;

import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.run.ClaimResult;
import io.pvcsnapshotter.run.Expiry;
import io.pvcsnapshotter.run.RunResult;
import java.util.ArrayList;
import java.util.List;

/** A run in words. */
public final class Summary {
    private Summary() {}

    /** The numbers, like {@code selected 3 of 5 claims: 2 ready, 1 failed; 2 in no policy; 1 expired}. */
    public static String totals(RunResult result) {
        RunResult.Totals totals = result.totals();
        List<String> selected = new ArrayList<>();
        selected.add(totals.ready() + " ready");
        add(selected, totals.taken(), "taken");
        add(selected, totals.failed(), "failed");
        add(selected, totals.notDue(), "not due");
        List<String> parts = new ArrayList<>();
        parts.add(
                "selected %d of %d claims: %s"
                        .formatted(totals.selected(), totals.claims(), String.join(", ", selected)));
        List<String> others = new ArrayList<>();
        add(others, totals.skipped(), "skipped");
        add(others, totals.unsupported(), "unsupported");
        add(others, totals.noPolicy(), "in no policy");
        if (!others.isEmpty()) {
            parts.add(String.join(", ", others));
        }
        parts.add(totals.expired() + " expired");
        return String.join("; ", parts);
    }

    /** A sentence for each failure, those of the run as a whole first. */
    public static List<String> failures(RunResult result) {
        List<String> sentences = new ArrayList<>();
        result.problems().forEach(each -> sentences.add(each.reason()));
        for (ClaimResult each : result.failures()) {
            if (each.outcome() instanceof Outcome.Failed(String reason, _)) {
                sentences.add(each.claim().name() + ": " + reason);
            }
        }
        for (Expiry each : result.expiries()) {
            if (each instanceof Expiry.Refused(_, String reason, _)) {
                sentences.add(reason);
            }
        }
        return sentences;
    }

    private static void add(List<String> parts, int count, String what) {
        if (count > 0) {
            parts.add(count + " " + what);
        }
    }
}
