package io.pvcsnapshotter.run;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Tally;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run did.
 *
 * @param claims every claim in scope
 * @param deletions one for each deletion that was tried
 * @param problems failures that are no claim's own: a policy that selects nothing, a second list
 *     that failed
 * @param postponed sentences about what expires later
 * @param forbidden whether every snapshot that was due was refused for want of a right
 * @param stopped whether it was told to stop before it was done
 */
public record RunResult(
        List<ClaimResult> claims,
        List<Deletion> deletions,
        List<RunProblem> problems,
        List<String> postponed,
        boolean forbidden,
        boolean stopped) {

    public RunResult {
        claims = List.copyOf(claims);
        deletions = List.copyOf(deletions);
        problems = List.copyOf(problems);
        postponed = List.copyOf(postponed);
    }

    /** A failure of the run as a whole. */
    public record RunProblem(String reason, boolean retryMayHelp) {}

    /** The claims that failed, in order of their names. */
    public List<ClaimResult> failures() {
        return claims.stream().filter(each -> each.outcome() instanceof Outcome.Failed).toList();
    }

    public ExitStatus exitStatus() {
        if (forbidden && failures().stream().anyMatch(RunResult::wasDue)) {
            return ExitStatus.FORBIDDEN;
        }
        List<Boolean> retryMayHelp = retryMayHelp();
        if (retryMayHelp.isEmpty()) {
            return ExitStatus.OK;
        }
        return retryMayHelp.contains(true) ? ExitStatus.RETRY : ExitStatus.FAILED;
    }

    /** Of those that were not due, nothing was asked. */
    private static boolean wasDue(ClaimResult claim) {
        return claim.decision() instanceof Decision.Due;
    }

    /** For each failure, whether a retry may help. */
    private List<Boolean> retryMayHelp() {
        List<Boolean> answers = new ArrayList<>();
        for (ClaimResult each : claims) {
            if (each.outcome() instanceof Outcome.Failed(_, boolean mayHelp)) {
                answers.add(mayHelp);
            }
        }
        for (Deletion each : deletions) {
            if (each instanceof Deletion.Refused(_, _, boolean mayHelp)) {
                answers.add(mayHelp);
            }
        }
        problems.forEach(each -> answers.add(each.retryMayHelp()));
        return answers;
    }

    /** What the claims are counted as. */
    public Tally tally() {
        return Tally.of(claims.stream().map(ClaimResult::heading));
    }

    /** How many deletions the API server refused. */
    public long refused() {
        return deletions.stream().filter(Deletion.Refused.class::isInstance).count();
    }

    /** How many snapshots were deleted. */
    public long deleted() {
        return deletions.stream().filter(Deletion.Deleted.class::isInstance).count();
    }
}
