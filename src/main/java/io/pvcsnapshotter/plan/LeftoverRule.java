package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Histories.Owned;
import io.pvcsnapshotter.plan.Judgement.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds the one snapshot, if any, that never became ready and may go: the oldest that was never
 * taken, or that a newer ready one has replaced.
 *
 * @param patience how long a snapshot may take
 */
record LeftoverRule(Claim claim, Decision decision, Run run, Duration patience, Instant now)
        implements Verdicts.Rule {
    /**
     * How long a snapshot of a claim that is being deleted may take to be taken: it may be that
     * claim's last.
     */
    private static final Duration LAST_CHANCE = Duration.ofHours(1);

    static LeftoverRule of(
            Claim claim, Decision decision, Run run, Duration expireAfter, Instant now) {
        return new LeftoverRule(
                claim, decision, run, claim.deleting() ? LAST_CHANCE : expireAfter, now);
    }

    @Override
    public Verdicts apply(Verdicts verdicts) {
        if (!claim.deleting() && !(decision instanceof Decision.Due)) {
            return verdicts;
        }
        Optional<Instant> newestReady =
                verdicts.undecided()
                        .map(Owned::snapshot)
                        .filter(Snapshot::ready)
                        .findFirst()
                        .map(Snapshot::time);
        Optional<Snapshot> oldest =
                verdicts.undecided()
                        .filter(each -> claim.deleting() || !isThisRuns(each))
                        .map(Owned::snapshot)
                        .filter(each -> isLeftover(each, newestReady))
                        .reduce((_, older) -> older);
        return verdicts.decide(each ->
                oldest.filter(found -> found == each.snapshot())
                        .map(snapshot -> new Judgement(snapshot, Fate.LEFTOVER, reason(snapshot))));
    }

    private boolean isLeftover(Snapshot snapshot, Optional<Instant> newestReady) {
        return !snapshot.ready()
                && snapshot.created().plus(patience).isBefore(now)
                && (snapshot.takenAt().isEmpty()
                        || newestReady.filter(snapshot.time()::isBefore).isPresent());
    }

    /** It may be of the claim that this one was restored from while the run went on. */
    private boolean isThisRuns(Owned snapshot) {
        return snapshot.origin().runUid().equals(run.uid());
    }

    private String reason(Snapshot snapshot) {
        return UnreadyRule.state(snapshot) + " after " + DurationWords.period(patience);
    }
}
