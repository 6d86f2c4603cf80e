package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.cluster.Manifests;
import io.pvcsnapshotter.cluster.ObjectKind;
import io.pvcsnapshotter.restore.RestoreRequest.Beside;
import io.pvcsnapshotter.restore.RestoreRequest.Goal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a person must be allowed to do: all of it is asked before the first step. */
final class Rights {
    private static final Map<ObjectKind, List<String>> BESIDE = new LinkedHashMap<>();
    private static final Map<ObjectKind, List<String>> IN_PLACE = new LinkedHashMap<>();

    static {
        BESIDE.put(ObjectKind.CLAIM, List.of("get", "create"));
        BESIDE.put(ObjectKind.SNAPSHOT, List.of("list", "patch"));
        BESIDE.put(ObjectKind.EVENT, List.of("list"));
        IN_PLACE.put(ObjectKind.CLAIM, List.of("get", "create", "patch", "delete"));
        IN_PLACE.put(ObjectKind.SNAPSHOT, List.of("list", "create", "patch"));
        IN_PLACE.put(ObjectKind.EVENT, List.of("list"));
        IN_PLACE.put(ObjectKind.POD, List.of("list", "delete"));
        IN_PLACE.put(ObjectKind.STATEFUL_SET, List.of("list", "patch"));
        IN_PLACE.put(ObjectKind.DEPLOYMENT, List.of("list", "patch"));
        IN_PLACE.put(ObjectKind.REPLICA_SET, List.of("list"));
        IN_PLACE.put(ObjectKind.DAEMON_SET, List.of("list"));
        IN_PLACE.put(ObjectKind.JOB, List.of("list"));
        IN_PLACE.put(ObjectKind.CRON_JOB, List.of("list", "patch"));
        IN_PLACE.put(ObjectKind.AUTOSCALER, List.of("list"));
    }

    private Rights() {}

    /** Which are missing, like {@code delete persistentvolumeclaims}. */
    static List<String> missing(Manifests cluster, String namespace, Goal goal) {
        List<String> missing = new ArrayList<>();
        (goal instanceof Beside ? BESIDE : IN_PLACE)
                .forEach((kind, verbs) ->
                        verbs.stream()
                                .filter(verb -> !cluster.may(verb, kind, namespace))
                                .forEach(verb -> missing.add(verb + " " + kind)));
        return missing;
    }
}
