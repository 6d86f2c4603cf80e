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

    /** The policy that it belongs to. */
    default Optional<Policy> policyOfClaim() {
        return switch (this) {
            case Due due -> Optional.of(due.policy());
            case NotDue(Policy policy, _) -> Optional.of(policy);
            case Skip(Optional<Policy> policy, _) -> policy;
            case Unsupported(Policy policy, _) -> Optional.of(policy);
            case UnknownClass(Policy policy, _) -> Optional.of(policy);
            case UnknownPolicy _, NoPolicy _ -> Optional.empty();
        };
    }

    /** Whether there are to be snapshots of the claim, be it in this run or another. */
    default boolean isWanted() {
        return this instanceof Due || this instanceof NotDue || mistake().isPresent();
    }

    /** Why a run fails for the claim without trying, if it does: what somebody has to mend. */
    default Optional<String> mistake() {
        return switch (this) {
            case UnknownPolicy(_, String reason) -> Optional.of(reason);
            case UnknownClass(_, String reason) -> Optional.of(reason);
            case Unsupported(Policy policy, String reason) ->
                    policy.unsupported() == Policy.OnUnsupported.FAIL
                            ? Optional.of(reason)
                            : Optional.empty();
            case Due _, NotDue _, Skip _, NoPolicy _ -> Optional.empty();
        };
    }
}
