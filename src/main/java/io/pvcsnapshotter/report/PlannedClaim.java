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
 */
record PlannedClaim(String action, Optional<String> policy, String reason) {

    static PlannedClaim of(Decision decision) {
        return new PlannedClaim(
                action(decision), decision.policyOfClaim().map(Policy::name), reason(decision));
    }

    private static String action(Decision decision) {
        return switch (decision) {
            case Decision.Take _ -> "take";
            case Decision.Adopt _ -> "adopt";
            case Decision.NotDue _ -> "not due";
            case Decision.Skip _ -> "skip";
            case Decision.Unsupported _ -> "unsupported";
            case Decision.UnknownPolicy _ -> "unknown policy";
            case Decision.UnknownClass _ -> "unknown class";
            case Decision.NoPolicy() -> "none";
        };
    }

    private static String reason(Decision decision) {
        return switch (decision) {
            case Decision.Take(_, var request, List<String> warnings) ->
                    taking(request.snapshotClass(), warnings);
            case Decision.Adopt(_, var snapshot, String reason) ->
                    snapshot.name().name() + ": " + reason;
            case Decision.NotDue(_, String reason) -> reason;
            case Decision.Skip(_, String reason) -> reason;
            case Decision.Unsupported(_, String reason) -> reason;
            case Decision.UnknownPolicy(_, String reason) -> reason;
            case Decision.UnknownClass(_, String reason) -> reason;
            case Decision.NoPolicy() -> "no policy selects it";
        };
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
