package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotRequest;
import java.util.List;
import java.util.Optional;

/** What a run does about one claim, and why. */
public sealed interface Decision {

    /** The claim's policy wants a snapshot of it in this run. */
    sealed interface Due extends Decision {
        Policy policy();
    }

    /**
     * A new snapshot is taken.
     *
     * @param warnings what could not be checked, or will surprise later; each a sentence
     */
    record Take(Policy policy, SnapshotRequest request, List<String> warnings) implements Due {
        public Take {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * A snapshot that exists already counts as this run's; the run waits for it instead of adding
     * another.
     */
    record Adopt(Policy policy, Snapshot snapshot, String reason) implements Due {}

    /** Its policy's {@code every} has not passed yet. */
    record NotDue(Policy policy, String reason) implements Decision {}

    /** There is nothing to snapshot, or the claim does not want to be. */
    record Skip(Optional<Policy> policy, String reason) implements Decision {}

    /**
     * Its policy selects it, but no snapshot of it is possible. Whether that is a failure is the
     * policy's to say.
     */
    record Unsupported(Policy policy, String reason) implements Decision {}

    /** Its annotation names a policy that does not exist. */
    record UnknownPolicy(String name, String reason) implements Decision {}

    /**
     * Its annotation or its policy names a snapshot class that does not exist: a mistake, whatever
     * the policy makes of claims that cannot be snapshotted.
     */
    record UnknownClass(Policy policy, String reason) implements Decision {}

    /** No policy selects it. */
    record NoPolicy() implements Decision {}
}
