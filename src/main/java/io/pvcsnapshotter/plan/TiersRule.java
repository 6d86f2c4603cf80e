package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Histories.Owned;
import io.pvcsnapshotter.plan.Judgement.Fate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Of what the schedule took, the tiers keep what they name, and the floor the newest of the rest,
 * so that at least so many stay; the others expire.
 *
 * @param atLeast the floor
 */
record TiersRule(Retention retain, ZoneId zone, int atLeast) implements Verdicts.Rule {
    @Override
    public Verdicts apply(Verdicts verdicts) {
        List<Snapshot> scheduled =
                verdicts.undecided()
                        .filter(each -> each.origin().trigger() == Run.Trigger.SCHEDULED)
                        .map(Owned::snapshot)
                        .toList();
        Map<String, List<String>> kept = new RetentionRule(retain, zone).keep(scheduled);
        int missing = atLeast - kept.size();
        for (Snapshot each : scheduled) {
            if (missing > 0 && !kept.containsKey(each.uid())) {
                kept.put(each.uid(), List.of("at least " + atLeast));
                missing--;
            }
        }
        String none = "no tier of " + retain.canonical() + " keeps it";
        return verdicts.decide(each ->
                each.origin().trigger() == Run.Trigger.SCHEDULED
                        ? Optional.of(judgement(each.snapshot(), kept, none))
                        : Optional.empty());
    }

    private static Judgement judgement(
            Snapshot snapshot, Map<String, List<String>> kept, String none) {
        List<String> reasons = kept.get(snapshot.uid());
        return reasons == null
                ? new Judgement(snapshot, Fate.EXPIRED, none)
                : new Judgement(snapshot, Fate.KEPT, reasons);
    }
}
