package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Manifests;
import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.model.Quantity;
import io.pvcsnapshotter.restore.Step.Create;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Has the API server check what would be created, before anything is done. */
final class Trial {
    private final Manifests cluster;
    private final Findings findings;

    Trial(Manifests cluster, Findings findings) {
        this.cluster = cluster;
        this.findings = findings;
    }

    Plan of(Plan.Steps steps) {
        List<Refusal> refusals = new ArrayList<>();
        for (Step each : steps.steps()) {
            if (each.action() instanceof Create create) {
                refusal(each, create).ifPresent(refusals::add);
            }
        }
        return refusals.isEmpty() ? steps : new Plan.Refused(refusals);
    }

    private Optional<Refusal> refusal(Step step, Create create) {
        try {
            cluster.tryCreate(create.of(), create.object());
            return Optional.empty();
        } catch (ApiFailure failure) {
            return switch (failure.kind()) {
                // Its name is free when it is made.
                case ALREADY_EXISTS -> Optional.empty();
                case QUOTA ->
                        step.kind() == Step.Kind.CREATE_CLAIM && isNoLarger(create.object())
                                ? Optional.empty()
                                : Optional.of(
                                        new Refusal(
                                                failure.getMessage(),
                                                "Make room in that quota, or have it raised."));
                case INVALID, DENIED ->
                        Optional.of(
                                new Refusal(
                                        failure.getMessage(),
                                        "Change what it refuses, or ask who set that rule."));
                default -> throw failure;
            };
        }
    }

    /** The claim that it replaces leaves as much of the quota as it takes. */
    private boolean isNoLarger(Manifest claim) {
        return findings.found()
                .filter(each -> each.name().equals(claim.name()))
                .filter(each -> size(claim).compareTo(size(each)) <= 0)
                .isPresent();
    }

    private static BigDecimal size(Manifest claim) {
        return claim.text("spec", "resources", "requests", "storage")
                .flatMap(Quantity::parse)
                .map(Quantity::bytes)
                .orElse(BigDecimal.ZERO);
    }
}
