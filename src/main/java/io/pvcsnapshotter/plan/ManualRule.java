package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Histories.Owned;
import io.pvcsnapshotter.plan.Judgement.Fate;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * What a person had taken expires by its age alone, and never so that fewer than the floor stay.
 * The newest go last: where one has to stay for the floor, all newer ones stay too. The newest
 * stays that no newer ready one has replaced, of whatever run.
 *
 * @param atLeast the floor, for which everything counts that is kept
 */
record ManualRule(Retention retain, ZoneId zone, int atLeast, Instant now)
        implements Verdicts.Rule {
    @Override
    public Verdicts apply(Verdicts verdicts) {
        long kept = verdicts.count(Fate.KEPT);
        Optional<Snapshot> newest = newest(verdicts);
        return verdicts.decideInTurn((each, newer) -> {
            if (kept + newer < atLeast) {
                return judge(each, Optional.of("at least " + atLeast));
            }
            return judge(each, newest.filter(each.snapshot()::equals).map(_ -> "the newest"));
        });
    }

    /** Of those that no rule has set aside. */
    private static Optional<Snapshot> newest(Verdicts verdicts) {
        return verdicts.all().stream()
                .filter(each ->
                        each.isUndecided()
                                || each.judgement()
                                        .filter(judged -> judged.fate() == Fate.KEPT)
                                        .isPresent())
                .map(Verdicts.Verdict::snapshot)
                .findFirst();
    }

    /**
     * @param needed why it stays whatever its age is, if it does
     */
    private Judgement judge(Owned each, Optional<String> needed) {
        Snapshot snapshot = each.snapshot();
        if (retain.manual().isEmpty()) {
            return new Judgement(snapshot, Fate.KEPT, "manual, kept for ever");
        }
        Instant until = snapshot.time().plus(retain.manual().get());
        if (!until.isBefore(now)) {
            return new Judgement(snapshot, Fate.KEPT, "manual, until " + WallTime.of(until, zone));
        }
        return needed.map(why -> new Judgement(snapshot, Fate.KEPT, "manual, " + why))
                .orElseGet(() ->
                        new Judgement(
                                snapshot,
                                Fate.EXPIRED,
                                "manual, older than "
                                        + DurationWords.period(retain.manual().get())));
    }
}
