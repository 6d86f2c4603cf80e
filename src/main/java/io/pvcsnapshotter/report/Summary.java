package io.pvcsnapshotter.report;

import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Tally.Heading;
import io.pvcsnapshotter.run.ClaimResult;
import io.pvcsnapshotter.run.Deletion;
import io.pvcsnapshotter.run.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A run in words. */
public final class Summary {
    private Summary() {}

    /**
     * The numbers, like {@code selected 3 of 5 claims: 2 ready, 1 failed; 2 in no policy; 1
     * expired}.
     */
    public static String totals(RunResult result) {
        long refused = result.refused();
        String deletions =
                result.deleted()
                        + " expired"
                        + (refused == 0 ? "" : ", %d could not be deleted".formatted(refused));
        return result.tally().sentence(Heading.READY, deletions);
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
        for (Deletion each : result.deletions()) {
            if (each instanceof Deletion.Refused(_, String reason, _)) {
                sentences.add(reason);
            }
        }
        return sentences;
    }

    /**
     * Why a run has nothing to show though nothing failed, if its policies pass over every claim
     * that they select: the reason of the first.
     */
    public static Optional<String> passedOver(RunResult result) {
        if (result.tally().selected() > 0) {
            return Optional.empty();
        }
        for (ClaimResult each : result.claims()) {
            if (each.decision().kind() == Decision.Kind.UNSUPPORTED) {
                return Optional.of(
                        "no claim can be snapshotted, like "
                                + failure(each.claim().name(), each.decision().reason()));
            }
        }
        return Optional.empty();
    }

    static String failure(ObjectName claim, String reason) {
        return claim + ": " + reason;
    }
}
