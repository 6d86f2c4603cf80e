package io.pvcsnapshotter.report;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Judgement;
import java.util.List;
import java.util.Optional;

/**
 * A decision in the words that people and scripts read.
 *
 * @param action a word or two
 * @param policy empty if the claim belongs to none
 * @param reason why, and with what
 * @param fails whether a run would fail for it
 */
record PlannedClaim(String action, Optional<String> policy, String reason, boolean fails) {

    static PlannedClaim of(Decision decision) {
        return switch (decision) {
            case Decision.Take(Policy policy, var request, List<String> warnings) ->
                    new PlannedClaim(
                            "take",
                            named(policy),
                            taking(request.snapshotClass(), warnings),
                            false);
            case Decision.Adopt(Policy policy, var snapshot, String reason) ->
                    new PlannedClaim(
                            "adopt", named(policy), snapshot.name().name() + ": " + reason, false);
            case Decision.NotDue(Policy policy, String reason) ->
                    new PlannedClaim("not due", named(policy), reason, false);
            case Decision.Skip(Optional<Policy> policy, String reason) ->
                    new PlannedClaim("skip", policy.map(Policy::name), reason, false);
            case Decision.Unsupported(Policy policy, String reason) ->
                    new PlannedClaim(
                            "unsupported",
                            named(policy),
                            reason,
                            policy.unsupported() == Policy.OnUnsupported.FAIL);
            case Decision.UnknownPolicy(_, String reason) ->
                    new PlannedClaim("unknown policy", Optional.empty(), reason, true);
            case Decision.UnknownClass(Policy policy, String reason) ->
                    new PlannedClaim("unknown class", named(policy), reason, true);
            case Decision.NoPolicy() ->
                    new PlannedClaim("none", Optional.empty(), "no policy selects it", false);
        };
    }

    private static Optional<String> named(Policy policy) {
        return Optional.of(policy.name());
    }

    private static String taking(Optional<String> snapshotClass, List<String> warnings) {
        String with =
                snapshotClass
                        .map("with class "::concat)
                        .orElse("with the default class of its driver");
        return warnings.isEmpty() ? with : with + "; " + String.join("; ", warnings);
    }

    /** What becomes of a snapshot, in one word. */
    static String verb(Judgement.Fate fate) {
        return switch (fate) {
            case Judgement.Kept _ -> "keep";
            case Judgement.SetAside _ -> "aside";
            case Judgement.Expired _ -> "expire";
            case Judgement.Leftover _ -> "remove";
        };
    }

    static List<String> reasons(Judgement.Fate fate) {
        return switch (fate) {
            case Judgement.Kept(List<String> reasons) -> reasons;
            case Judgement.SetAside(String reason) -> List.of(reason);
            case Judgement.Expired(String reason) -> List.of(reason);
            case Judgement.Leftover(String reason) -> List.of(reason);
        };
    }
}
