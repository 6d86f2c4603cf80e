package io.pvcsnapshotter.config;

import io.pvcsnapshotter.config.Policy.Selection;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Glob;
import io.pvcsnapshotter.model.LabelSelector;
import java.util.List;
import java.util.Optional;

/**
 * Finds policies that come too late: a policy before them selects all claims, or exactly the same.
 * Two selections that merely overlap are not judged, so that no warning is ever wrong.
 */
final class UnreachablePolicies {
    private UnreachablePolicies() {}

    static List<Problem> warnings(List<PlacedPolicy> policies) {
        Problems warnings = new Problems();
        for (int index = 1; index < policies.size(); index++) {
            PlacedPolicy late = policies.get(index);
            first(policies.subList(0, index), late)
                    .ifPresent(early ->
                            warnings.add(late.location(), late.path(), message(early, late)));
        }
        return warnings.sorted();
    }

    private static Optional<PlacedPolicy> first(List<PlacedPolicy> earlier, PlacedPolicy late) {
        return earlier.stream()
                .filter(each -> takesAll(each.policy().select(), late.policy().select()))
                .findFirst();
    }

    private static boolean takesAll(Selection early, Selection late) {
        return early.equals(late) || selectsEverything(early);
    }

    private static boolean selectsEverything(Selection selection) {
        return matchesEveryName(selection.namespaces())
                && selectsEverything(selection.namespaceLabels())
                && selectsEverything(selection.labels())
                && matchesEveryName(selection.claims())
                // A claim may have no storage class, which no pattern matches.
                && selection.storageClasses().equals(Glob.ALL);
    }

    private static boolean selectsEverything(LabelSelector selector) {
        return selector.requirements().isEmpty();
    }

    private static boolean matchesEveryName(Glob glob) {
        List<String> patterns = glob.patterns();
        boolean excludes = patterns.stream().anyMatch(each -> each.startsWith("!"));
        return !excludes && (patterns.isEmpty() || patterns.contains("*"));
    }

    private static String message(PlacedPolicy early, PlacedPolicy late) {
        return "selects no claim, because %s in line %d comes first and selects them all; move it up. Only claims with the annotation %s: %s belong to it"
                .formatted(
                        early.path(),
                        early.location().line(),
                        Claim.POLICY_ANNOTATION,
                        late.policy().name());
    }
}
