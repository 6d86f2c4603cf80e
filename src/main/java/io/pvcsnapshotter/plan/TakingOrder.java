package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.plan.Plan.DueClaim;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

/**
 * In which order a run takes its snapshots, so that one that has to stop early costs the least: the
 * namespaces take turns, and in each the claim goes first that has been without a ready snapshot
 * for longest.
 */
public final class TakingOrder {
    private TakingOrder() {}

    /** The claims of the plan that are due. */
    public static List<DueClaim> of(Plan plan) {
        Map<String, Queue<DueClaim>> byNamespace = new TreeMap<>();
        plan.due()
                .sorted(Comparator.comparing(DueClaim::newestReady))
                .forEach(each ->
                        byNamespace
                                .computeIfAbsent(
                                        each.claim().name().namespace(), _ -> new ArrayDeque<>())
                                .add(each));
        List<DueClaim> order = new ArrayList<>();
        while (!byNamespace.isEmpty()) {
            byNamespace.values().forEach(each -> order.add(each.remove()));
            byNamespace.values().removeIf(Queue::isEmpty);
        }
        return order;
    }
}
