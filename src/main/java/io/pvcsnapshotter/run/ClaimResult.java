package io.pvcsnapshotter.run;

import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.plan.Decision;

/**
 * One claim at the end of a run: what was decided, and what became of it.
 *
 * @param outcome for a claim that was not due, {@code Skipped} or {@code Failed} by its decision
 */
public record ClaimResult(Claim claim, Decision decision, Outcome outcome) {

    /** Whether it got what its policy asks for. */
    public boolean isGood() {
        return outcome instanceof Outcome.Ready || outcome instanceof Outcome.Taken;
    }
}
