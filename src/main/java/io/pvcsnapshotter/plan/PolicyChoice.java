package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Inventory;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which policy a claim belongs to: the one that its annotation names, else the first that selects
 * it.
 */
final class PolicyChoice {
    private final List<Policy> policies;
    private final Map<String, Map<String, String>> namespaces;

    PolicyChoice(List<Policy> policies, Inventory inventory) {
        this.policies = policies;
        this.namespaces = inventory.namespaces();
    }

    Optional<Policy> policyOf(Claim claim) {
        Optional<String> named = named(claim);
        return policies.stream()
                .filter(each ->
                        named.map(each.name()::equals).orElseGet(() -> selects(each, claim)))
                .findFirst();
    }

    /** Whether a policy selects the claim, whatever its annotation asks for. */
    boolean wouldSelect(Claim claim) {
        return policies.stream().anyMatch(each -> selects(each, claim));
    }

    /** The policy that the claim's annotation asks for, whether it exists or not. */
    static Optional<String> named(Claim claim) {
        return Optional.ofNullable(claim.annotations().get(Claim.POLICY_ANNOTATION));
    }

    /**
     * A sentence for each policy that must match and that no claim's labels, name, class or
     * annotation matches.
     */
    List<String> unmatched(List<Claim> claims) {
        return policies.stream()
                .filter(Policy::requireMatch)
                .filter(each ->
                        claims.stream()
                                .noneMatch(claim -> asksFor(each, claim) || selects(each, claim)))
                .map(each ->
                        "policy %s selects no claim: mend its selectors, or set requireMatch = false"
                                .formatted(each.name()))
                .toList();
    }

    private static boolean asksFor(Policy policy, Claim claim) {
        return named(claim).filter(policy.name()::equals).isPresent();
    }

    private boolean selects(Policy policy, Claim claim) {
        Policy.Selection select = policy.select();
        Map<String, String> namespaceLabels =
                namespaces.getOrDefault(claim.name().namespace(), Map.of());
        return select.namespaces().matches(claim.name().namespace())
                && select.claims().matches(claim.name().name())
                && matchesStorageClass(select, claim)
                && select.labels().matches(claim.labels())
                && select.namespaceLabels().matches(namespaceLabels);
    }

    /**
     * A claim without a storage class is matched as one whose class has an empty name: by
     * exclusions only.
     */
    private static boolean matchesStorageClass(Policy.Selection select, Claim claim) {
        return select.storageClasses().matches(claim.spec().storageClass().orElse(""));
    }
}
