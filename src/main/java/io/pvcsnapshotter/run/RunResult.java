package io.pvcsnapshotter.run;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.plan.Decision;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run did.
 *
 * @param claims every claim in scope
 * @param expiries one for each deletion that was tried
 * @param problems failures that are no claim's own: a policy that selects nothing, a second list
 *     that failed
 * @param postponed sentences about what expires later
 * @param forbidden whether every snapshot that was due was refused for want of a right
 * @param stopped whether it was told to stop before it was done
 */
public record RunResult(
        List<ClaimResult> claims,
        List<Expiry> expiries,
        List<RunProblem> problems,
        List<String> postponed,
        boolean forbidden,
        boolean stopped) {

    public RunResult {
        claims = List.copyOf(claims);
        expiries = List.copyOf(expiries);
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
        if (forbidden) {
            return ExitStatus.FORBIDDEN;
        }
        List<Boolean> retryMayHelp = retryMayHelp();
        if (retryMayHelp.isEmpty()) {
            return ExitStatus.OK;
        }
        return retryMayHelp.contains(true) ? ExitStatus.RETRY : ExitStatus.FAILED;
    }

    /** For each failure, whether a retry may help. */
    private List<Boolean> retryMayHelp() {
        List<Boolean> answers = new ArrayList<>();
        for (ClaimResult each : claims) {
            if (each.outcome() instanceof Outcome.Failed(_, boolean mayHelp)) {
                answers.add(mayHelp);
            }
        }
        for (Expiry each : expiries) {
            if (each instanceof Expiry.Refused(_, _, boolean mayHelp)) {
                answers.add(mayHelp);
            }
        }
        problems.forEach(each -> answers.add(each.retryMayHelp()));
        return answers;
    }

    /** The numbers of one run. {@code selected} are the claims that a policy wants snapshots of. */
    public Totals totals() {
        int ready = 0;
        int taken = 0;
        int failed = 0;
        int notDue = 0;
        int skipped = 0;
        int unsupported = 0;
        int noPolicy = 0;
        for (ClaimResult each : claims) {
            switch (each.outcome()) {
                case Outcome.Ready _ -> ready++;
                case Outcome.Taken _ -> taken++;
                case Outcome.Failed _ -> failed++;
                case Outcome.Skipped _ -> {
                    switch (each.decision()) {
                        case Decision.NoPolicy _ -> noPolicy++;
                        case Decision.NotDue _ -> notDue++;
                        case Decision.Unsupported _ -> unsupported++;
                        case Decision.Skip _,
                                Decision.UnknownPolicy _,
                                Decision.UnknownClass _,
                                Decision.Due _ ->
                                skipped++;
                    }
                }
            }
        }
        int expired = (int) expiries.stream().filter(Expiry.Deleted.class::isInstance).count();
        return new Totals(
                claims.size(),
                ready,
                taken,
                failed,
                notDue,
                skipped,
                unsupported,
                noPolicy,
                expired);
    }

    public record Totals(
            int claims,
            int ready,
            int taken,
            int failed,
            int notDue,
            int skipped,
            int unsupported,
            int noPolicy,
            int expired) {
        public int selected() {
            return ready + taken + failed + notDue;
        }
    }
}
