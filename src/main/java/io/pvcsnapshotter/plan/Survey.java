package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Snapshot;
import java.util.HashMap;
import java.util.Map;

/**
 * All that somebody wants to know of the snapshots in a cluster: what the next run would do, and
 * what there is that is none of its business.
 *
 * @param others by the name of the claim; those of claims that are gone too
 */
public record Survey(Plan plan, Map<ObjectName, Others> others) {
    public Survey {
        others = Map.copyOf(others);
    }

    /**
     * How many snapshots of one claim name this install has not made.
     *
     * @param otherInstalls those of other installs of pvc-snapshotter
     * @param unmarked those that a person or another program made
     */
    public record Others(int otherInstalls, int unmarked) {
        public static final Others NONE = new Others(0, 0);

        public int all() {
            return otherInstalls + unmarked;
        }

        Others and(Others more) {
            return new Others(otherInstalls + more.otherInstalls, unmarked + more.unmarked);
        }
    }

    public Others others(ObjectName claim) {
        return others.getOrDefault(claim, Others.NONE);
    }

    static Map<ObjectName, Others> others(Inventory inventory, String instance) {
        Map<ObjectName, Others> others = new HashMap<>();
        for (Snapshot each : inventory.snapshots()) {
            if (each.claim().isPresent()) {
                switch (Ownership.judge(each, instance)) {
                    case Ownership.Ours _ -> {}
                    case Ownership.Foreign _ -> count(others, each, new Others(0, 1));
                    case Ownership.Unrelated() ->
                            count(
                                    others,
                                    each,
                                    isOfAnInstall(each) ? new Others(1, 0) : new Others(0, 1));
                }
            }
        }
        return others;
    }

    private static void count(Map<ObjectName, Others> others, Snapshot snapshot, Others one) {
        ObjectName claim =
                new ObjectName(snapshot.name().namespace(), snapshot.claim().orElseThrow());
        others.merge(claim, one, Others::and);
    }

    private static boolean isOfAnInstall(Snapshot snapshot) {
        return Ownership.PROGRAM.equals(snapshot.labels().get(Ownership.MANAGED_BY));
    }
}
