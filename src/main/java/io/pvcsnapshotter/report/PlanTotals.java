package io.pvcsnapshotter.report;

import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.report.TotalsSentence.Count;
import java.util.List;

/** The numbers of a plan. {@code selected} are the claims that a policy wants snapshots of. */
record PlanTotals(
        int claims,
        int due,
        int notDue,
        int skipped,
        int unsupported,
        int mistaken,
        int noPolicy,
        int expiring) {

    public static PlanTotals of(Plan plan) {
        int due = 0;
        int notDue = 0;
        int skipped = 0;
        int unsupported = 0;
        int mistaken = 0;
        int noPolicy = 0;
        for (Plan.ClaimPlan each : plan.claims()) {
            switch (each.decision()) {
                case Decision.Due _ -> due++;
                case Decision.NotDue _ -> notDue++;
                case Decision.Skip _ -> skipped++;
                case Decision.Unsupported _ -> unsupported++;
                case Decision.UnknownPolicy _, Decision.UnknownClass _ -> mistaken++;
                case Decision.NoPolicy _ -> noPolicy++;
            }
        }
        return new PlanTotals(
                plan.claims().size(),
                due,
                notDue,
                skipped,
                unsupported,
                mistaken,
                noPolicy,
                (int) plan.deletions().count());
    }

    int selected() {
        return due + notDue + mistaken;
    }

    @Override
    public String toString() {
        return TotalsSentence.of(
                selected(),
                claims,
                List.of(
                        new Count(due, "due"),
                        new Count(notDue, "not due"),
                        new Count(mistaken, "mistaken")),
                List.of(
                        new Count(skipped, "skipped"),
                        new Count(unsupported, "unsupported"),
                        new Count(noPolicy, "in no policy")),
                new Count(expiring, "to expire"));
    }
}
