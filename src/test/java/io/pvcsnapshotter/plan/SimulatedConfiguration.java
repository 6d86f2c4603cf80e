package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.plan.SimulatedCluster.Effective;
import io.pvcsnapshotter.plan.SimulatedCluster.SimClaim;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * A configuration in which it is easy to say, without a planner, which policy a claim has.
 *
 * @param policies in order
 * @param orphansExpireAfter absent means never
 */
record SimulatedConfiguration(
        List<SimPolicy> policies,
        ZoneId zone,
        int atLeast,
        int expirePerClaim,
        Duration settle,
        Optional<Duration> orphansExpireAfter) {

    /**
     * @param app the value of the label {@code app} that it selects; {@code *} for every claim
     */
    record SimPolicy(
            String name, String app, Optional<Duration> every, Optional<Retention> retention) {
        Policy toPolicy() {
            Scene.TestPolicy policy = Scene.policy(name).mayMatchNothing();
            if (!app.equals("*")) {
                policy.labels("app=" + app);
            }
            return new Policy(
                    name,
                    policy.build().select(),
                    every,
                    new Policy.SnapshotClassChoice.DriverDefault(),
                    new Policy.Wait(Policy.Until.READY, Duration.ofMinutes(90)),
                    retention,
                    false,
                    Policy.OnUnsupported.SKIP,
                    java.util.Map.of(),
                    java.util.Map.of());
        }
    }

    SimulatedConfiguration {
        policies = List.copyOf(policies);
    }

    Settings toSettings() {
        return new Settings(
                new Settings.Scope.Cluster(),
                Optional.of("here"),
                policies.stream().map(SimPolicy::toPolicy).toList(),
                Duration.ofHours(24),
                orphansExpireAfter,
                new Settings.Limits(20, expirePerClaim, atLeast, settle),
                Settings.Events.FAILURES,
                zone);
    }

    Optional<SimPolicy> policyOf(SimClaim claim) {
        return policyOf(claim.labels, claim.annotations);
    }

    Optional<SimPolicy> policyOf(
            java.util.Map<String, String> labels, java.util.Map<String, String> annotations) {
        if ("false".equals(annotations.get("pvc-snapshotter.io/snapshot"))) {
            return Optional.empty();
        }
        String named = annotations.get("pvc-snapshotter.io/policy");
        for (SimPolicy each : policies) {
            boolean selects = each.app.equals("*") || each.app.equals(labels.get("app"));
            if (named == null ? selects : named.equals(each.name)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    Effective effective(SimPolicy policy) {
        return new Effective(policy.retention, zone);
    }
}
