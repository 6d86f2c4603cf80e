package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.Bookmark;
import io.pvcsnapshotter.plan.Plan;
import io.pvcsnapshotter.plan.Plan.DueClaim;
import io.pvcsnapshotter.plan.TakingOrder;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a run needs of its first look at the cluster while it takes snapshots. The inventory and the
 * plan are not kept.
 *
 * @param due in the order in which their snapshots are taken
 * @param deletions the uids of the snapshots that the plan deletes
 * @param known the state of the cluster that was listed
 */
record FirstPlan(
        List<DueClaim> due,
        Set<String> deletions,
        List<String> postponed,
        Bookmark known,
        Clock clock,
        RunTiming timing) {

    static FirstPlan of(Plan plan, Bookmark known, Clock clock, RunTiming timing) {
        return new FirstPlan(
                TakingOrder.of(plan),
                plan.deletions()
                        .map(each -> each.snapshot().uid())
                        .collect(Collectors.toUnmodifiableSet()),
                plan.postponed(),
                known,
                clock,
                timing);
    }
}
