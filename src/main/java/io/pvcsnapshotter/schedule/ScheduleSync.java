package io.pvcsnapshotter.schedule;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.cluster.InstallObjects;
import io.pvcsnapshotter.model.ConfigMap;
import io.pvcsnapshotter.model.CronJob;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.ScheduleFields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Copies the schedule of a ConfigMap to a CronJob: all of its keys that differ, in one request, or
 * none.
 *
 * <p>That a change never starts a run for a slot of the past is not done here but by the CronJob's
 * {@code startingDeadlineSeconds}: see {@link CronJob}.
 */
public final class ScheduleSync {
    /** Somebody else who writes the CronJob that often at the same moment is a fight. */
    private static final int ATTEMPTS = 5;

    private static final ScheduleFields NOT_SUSPENDED =
            new ScheduleFields(Optional.empty(), Optional.empty(), Optional.of(false));

    private final InstallObjects cluster;
    private final ObjectName name;

    /**
     * @param cronJob to be changed
     */
    public ScheduleSync(InstallObjects cluster, ObjectName cronJob) {
        this.cluster = cluster;
        this.name = cronJob;
    }

    public Syncing copy(ConfigMap configMap) {
        ScheduleKeys keys = ScheduleKeys.read(configMap.data());
        try {
            Optional<CronJob> first = cluster.cronJob(name);
            return first.map(each -> copy(keys, each)).orElse(new Syncing.Missing(name));
        } catch (ApiFailure failure) {
            return failure.kind() == Kind.NOT_FOUND
                    ? new Syncing.Missing(name)
                    : new Syncing.Failed(failure);
        }
    }

    /**
     * A key that is removed undoes what it did: a suspension ends. It does not end what somebody
     * else did.
     */
    private static ScheduleFields wanted(ScheduleKeys keys, CronJob current) {
        return current.suspendedByUs() ? keys.wanted().over(NOT_SUSPENDED) : keys.wanted();
    }

    private Syncing copy(ScheduleKeys keys, CronJob first) {
        if (!keys.problems().isEmpty()) {
            return new Syncing.Refused(first, keys.problems());
        }
        CronJob current = first;
        for (int attempt = 1; ; attempt++) {
            ScheduleFields change = wanted(keys, current).unlike(current.fields());
            if (change.isEmpty()) {
                return done(first, wanted(keys, first));
            }
            try {
                cluster.reschedule(current, change);
                return done(first, wanted(keys, first));
            } catch (ApiFailure failure) {
                switch (failure.kind()) {
                    case INVALID, DENIED -> {
                        return new Syncing.Refused(
                                current, List.of(refusal(change, failure.reason())));
                    }
                    case CONFLICT -> {
                        if (attempt == ATTEMPTS) {
                            throw failure;
                        }
                        Optional<CronJob> read = cluster.cronJob(name);
                        if (read.isEmpty()) {
                            return new Syncing.Missing(name);
                        }
                        current = read.get();
                    }
                    default -> throw failure;
                }
            }
        }
    }

    /**
     * A conflict can come from our own request, if its answer was lost and it was sent again. So
     * the result is told by what the CronJob was at first.
     */
    private static Syncing done(CronJob first, ScheduleFields wanted) {
        ScheduleFields change = wanted.unlike(first.fields());
        return change.isEmpty() ? new Syncing.Unchanged(first) : new Syncing.Changed(first, change);
    }

    /** Names the keys that the API server names; all that were to change if it names none. */
    private static String refusal(ScheduleFields change, String reason) {
        Map<String, Object> given = change.given();
        boolean named = given.keySet().stream().anyMatch(key -> reason.contains("spec." + key));
        return given.entrySet().stream()
                .filter(each -> !named || reason.contains("spec." + each.getKey()))
                .map(each -> "%s: \"%s\"".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining(", ", "", " is refused by the API server: " + reason));
    }
}
