package io.pvcsnapshotter.report;

import io.pvcsnapshotter.plan.Plan;

/** Whether a run of this plan would fail for what is known already. */
public final class PlanVerdict {
    private PlanVerdict() {}

    public static boolean fails(Plan plan) {
        return !plan.unmatched().isEmpty()
                || plan.claims().stream().anyMatch(each -> each.decision().mistake().isPresent());
    }
}
