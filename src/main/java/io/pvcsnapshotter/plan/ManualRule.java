package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Histories.Owned;
import io.pvcsnapshotter.plan.Judgement.Fate;
import java.time.Instant;
import java.time.ZoneId;

/**
 * What a person had taken expires by its age alone, and never so that fewer than the floor stay.
 * The newest go last: where one has to stay for the floor, all newer ones stay too.
 *
 * @param atLeast the floor, for which everything counts that is kept
 */
record ManualRule(Retention retain, ZoneId zone, int atLeast, Instant now)
        implements Verdicts.Rule {
    @Override
    public Verdicts apply(Verdicts verdicts) {
        long kept = verdicts.count(Fate.KEPT);
        return verdicts.decideInTurn((each, newer) -> judge(each, kept + newer >= atLeast));
    }

    private Judgement judge(Owned each, boolean enoughStay) {
        Snapshot snapshot = each.snapshot();
        if (retain.manual().isEmpty()) {
            return new Judgement(snapshot, Fate.KEPT, "manual, kept for ever");
        }
        Instant until = snapshot.time().plus(retain.manual().get());
        if (!until.isBefore(now)) {
            return new Judgement(snapshot, Fate.KEPT, "manual, until " + WallTime.of(until, zone));
        }
        return enoughStay
                ? new Judgement(
                        snapshot,
                        Fate.EXPIRED,
                        "manual, older than " + DurationWords.period(retain.manual().get()))
                : new Judgement(snapshot, Fate.KEPT, "manual, at least " + atLeast);
    }
}
