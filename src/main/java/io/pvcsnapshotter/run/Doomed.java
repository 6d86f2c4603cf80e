package io.pvcsnapshotter.run;

import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.Judgement.Fate;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What two plans, one from before and one from after the wait, both delete. */
final class Doomed {
    private static final Comparator<Judgement> OLDEST_FIRST =
            Comparator.comparing(Judgement::snapshot, Snapshot.OLDEST_FIRST);

    private Doomed() {}

    /**
     * Of a claim without a good snapshot of this run nothing ready is deleted.
     *
     * @param foreseen the uids of what the first plan deletes
     * @return those of one claim together, the oldest first
     */
    static List<List<Judgement>> byBoth(
            Set<String> foreseen, Plan second, Map<ObjectName, ClaimResult> results) {
        List<Stream<Judgement>> histories = new ArrayList<>();
        for (ClaimPlan each : second.claims()) {
            boolean good =
                    results.get(each.claim().name()) instanceof ClaimResult result
                            && result.claim().uid().equals(each.claim().uid())
                            && result.isGood();
            histories.add(
                    each.deletions().filter(judged -> good || judged.fate() == Fate.LEFTOVER));
        }
        second.orphans().forEach(each -> histories.add(each.deletions()));
        return histories.stream()
                .map(each -> each.filter(judged -> foreseen.contains(judged.snapshot().uid())))
                .map(each -> each.sorted(OLDEST_FIRST).toList())
                .filter(each -> !each.isEmpty())
                .toList();
    }
}
