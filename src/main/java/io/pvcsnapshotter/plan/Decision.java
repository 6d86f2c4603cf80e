package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.plan.Tally.Heading;
import java.util.List;
import java.util.Optional;

/** What a run does about one claim, and why. */
public sealed interface Decision {

    /** All that can be decided. */
    enum Kind {
        TAKE("take", Heading.DUE),
        ADOPT("adopt", Heading.DUE),
        /** Its policy's {@code every} has not passed yet. */
        NOT_DUE("not due", Heading.NOT_DUE),
        /** There is nothing to snapshot, or the claim does not want to be. */
        SKIP("skip", Heading.SKIPPED),
        /**
         * Its policy selects it, but its storage has no snapshots: not a CSI volume, or a driver
         * without any snapshot class. Whether that is a failure is the policy's to say.
         */
        UNSUPPORTED("unsupported", Heading.UNSUPPORTED),
        /** Its annotation names a policy that does not exist. */
        UNKNOWN_POLICY("unknown policy", Heading.MISTAKEN),
        /**
         * Its annotation or its policy names a snapshot class that does not exist: a mistake,
         * whatever the policy makes of claims that cannot be snapshotted.
         */
        UNKNOWN_CLASS("unknown class", Heading.MISTAKEN),
        /**
         * Somebody has to mend something before there can be a snapshot of it, and until then its
         * backups have ended: a failure, whatever the policy makes of unsupported claims.
         */
        IMPOSSIBLE("impossible", Heading.MISTAKEN),
        NO_POLICY("none", Heading.NO_POLICY);

        private final String word;
        private final Heading heading;

        Kind(String word, Heading heading) {
            this.word = word;
            this.heading = heading;
        }

        /** As people and scripts read it. */
        public String word() {
            return word;
        }

        /** What a claim is counted as of which this is decided. */
        public Heading heading() {
            return heading;
        }
    }

    Kind kind();

    /** The policy that the claim belongs to; empty if it belongs to none. */
    Optional<Policy> policyOfClaim();

    /** Why, and with what: a sentence without a full stop. */
    String reason();

    /** Why a run fails for the claim without trying, if it does: what somebody has to mend. */
    default Optional<String> mistake() {
        return Optional.empty();
    }

    /** Whether there are to be snapshots of the claim, be it in this run or another. */
    default boolean isWanted() {
        return this instanceof Due || kind() == Kind.NOT_DUE || mistake().isPresent();
    }

    /** The claim's policy wants a snapshot of it in this run. */
    sealed interface Due extends Decision {
        Policy policy();

        /** What the run waits for. */
        default Policy.Until until() {
            return policy().waiting().until();
        }

        @Override
        default Optional<Policy> policyOfClaim() {
            return Optional.of(policy());
        }
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

        @Override
        public Kind kind() {
            return Kind.TAKE;
        }

        @Override
        public String reason() {
            String with =
                    request.snapshotClass()
                            .map("with class "::concat)
                            .orElse("with the default class of its driver");
            return warnings.isEmpty() ? with : with + "; " + String.join("; ", warnings);
        }
    }

    /**
     * A snapshot that exists already counts as this run's; the run waits for it instead of adding
     * another.
     *
     * @param until what the run waits for; one that an earlier run took is this run's success only
     *     when it is ready
     * @param why it counts
     */
    record Adopt(Policy policy, Snapshot snapshot, Policy.Until until, String why) implements Due {
        public Adopt(Policy policy, Snapshot snapshot, String why) {
            this(policy, snapshot, policy.waiting().until(), why);
        }

        @Override
        public Kind kind() {
            return Kind.ADOPT;
        }

        @Override
        public String reason() {
            return snapshot.name().name() + ": " + why;
        }
    }

    /** The run gets no snapshot of the claim. */
    record Without(Kind kind, Optional<Policy> policyOfClaim, String reason) implements Decision {
        @Override
        public Optional<String> mistake() {
            boolean fails =
                    switch (kind) {
                        case UNKNOWN_POLICY, UNKNOWN_CLASS, IMPOSSIBLE -> true;
                        case UNSUPPORTED ->
                                policyOfClaim
                                        .filter(policy ->
                                                policy.unsupported() == Policy.OnUnsupported.FAIL)
                                        .isPresent();
                        case TAKE, ADOPT, NOT_DUE, SKIP, NO_POLICY -> false;
                    };
            return fails ? Optional.of(reason) : Optional.empty();
        }
    }

    static Decision notDue(Policy policy, String reason) {
        return new Without(Kind.NOT_DUE, Optional.of(policy), reason);
    }

    static Decision skip(Optional<Policy> policy, String reason) {
        return new Without(Kind.SKIP, policy, reason);
    }

    static Decision unsupported(Policy policy, String reason) {
        return new Without(Kind.UNSUPPORTED, Optional.of(policy), reason);
    }

    static Decision unknownPolicy(String reason) {
        return new Without(Kind.UNKNOWN_POLICY, Optional.empty(), reason);
    }

    static Decision unknownClass(Policy policy, String reason) {
        return new Without(Kind.UNKNOWN_CLASS, Optional.of(policy), reason);
    }

    static Decision impossible(Policy policy, String reason) {
        return new Without(Kind.IMPOSSIBLE, Optional.of(policy), reason);
    }

    static Decision noPolicy() {
        return new Without(Kind.NO_POLICY, Optional.empty(), "no policy selects it");
    }
}
