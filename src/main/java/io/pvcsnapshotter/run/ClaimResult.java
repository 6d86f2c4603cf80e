package io.pvcsnapshotter.run;

import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Tally.Heading;

/**
 * One claim at the end of a run: what was decided, and what became of it.
 *
 * @param outcome for a claim that was not due, {@code Skipped} or {@code Failed} by its decision
 */
public record ClaimResult(Claim claim, Decision decision, Outcome outcome) {

    /** What it is counted as. */
    Heading heading() {
        return switch (outcome) {
            case Outcome.Ready _ -> Heading.READY;
            case Outcome.Taken _ -> Heading.TAKEN;
            case Outcome.Failed _ -> Heading.FAILED;
            case Outcome.Skipped _ ->
                    switch (decision.kind().heading()) {
                        case DUE, MISTAKEN -> Heading.SKIPPED;
                        case Heading planned -> planned;
                    };
        };
    }

    /** Whether it got what its policy asks for. */
    public boolean isGood() {
        return outcome instanceof Outcome.Ready || outcome instanceof Outcome.Taken;
    }
}
