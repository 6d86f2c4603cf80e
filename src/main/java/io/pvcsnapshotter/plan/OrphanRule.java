package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Histories.Owned;
import io.pvcsnapshotter.plan.Judgement.Fate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of the snapshots of a claim that no longer exists: they stay, unless the settings
 * say for how long. Counted from the newest ready one, and {@code atLeast} of the newest stay for
 * ever.
 *
 * @param until when they may go; empty for never
 */
record OrphanRule(Settings settings, Optional<Instant> until, Instant now)
        implements Verdicts.Rule {

    /**
     * @param owned newest first
     */
    static OrphanRule of(List<Owned> owned, Settings settings, Instant now) {
        Optional<Instant> newestReady =
                owned.stream()
                        .map(Owned::snapshot)
                        .filter(Snapshot::ready)
                        .map(Snapshot::time)
                        .findFirst();
        Optional<Instant> until =
                settings.orphansExpireAfter()
                        .flatMap(after -> newestReady.map(time -> time.plus(after)));
        return new OrphanRule(settings, until, now);
    }

    @Override
    public Verdicts apply(Verdicts verdicts) {
        return verdicts.decide(each ->
                        whyUncounted(each)
                                .map(reason ->
                                        new Judgement(each.snapshot(), Fate.SET_ASIDE, reason)))
                .decideInTurn((each, newer) -> judge(each.snapshot(), newer));
    }

    private static Optional<String> whyUncounted(Owned each) {
        if (!each.snapshot().ready()) {
            return Optional.of("not ready");
        }
        return each.origin().trigger() == Run.Trigger.MANUAL
                ? Optional.of("manual")
                : Optional.empty();
    }

    private Judgement judge(Snapshot snapshot, int newer) {
        if (until.isEmpty()) {
            return kept(snapshot, "its claim is gone, and orphans are kept for ever");
        }
        if (newer < settings.limits().atLeast()) {
            return kept(snapshot, "its claim is gone; at least " + settings.limits().atLeast());
        }
        if (!until.get().isBefore(now)) {
            return kept(
                    snapshot,
                    "its claim is gone; until " + WallTime.of(until.get(), settings.timeZone()));
        }
        return new Judgement(
                snapshot,
                Fate.EXPIRED,
                "its claim is gone for more than "
                        + DurationWords.period(settings.orphansExpireAfter().orElseThrow()));
    }

    private static Judgement kept(Snapshot snapshot, String reason) {
        return new Judgement(snapshot, Fate.KEPT, reason);
    }
}
