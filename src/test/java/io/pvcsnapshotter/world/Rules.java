package io.pvcsnapshotter.world;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.Glob;
import io.pvcsnapshotter.model.LabelSelector;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of an install, in which it is easy to say, without the program, which policy a
 * claim has.
 *
 * @param namespaces that the install may see; empty for all
 */
record Rules(
        List<String> namespaces,
        List<PolicyRule> policies,
        ZoneId zone,
        Limits limits,
        Duration unreadyExpireAfter,
        Optional<Duration> orphansExpireAfter) {

    record Limits(int inFlight, int expirePerClaim, int atLeast, Duration settle) {}

    /**
     * @param app the value of the label {@code app} that it selects; {@code *} for every claim
     */
    record PolicyRule(
            String name,
            String app,
            Optional<Duration> every,
            Optional<Retention> retention,
            Policy.Wait waiting,
            Policy.OnUnsupported unsupported) {
        boolean selects(Map<String, String> labels) {
            return app.equals("*") || app.equals(labels.get("app"));
        }

        Policy toPolicy() {
            return new Policy(
                    name,
                    new Policy.Selection(
                            Glob.ALL,
                            LabelSelector.ALL,
                            app.equals("*") ? LabelSelector.ALL : LabelSelector.parse("app=" + app),
                            Glob.ALL,
                            Glob.ALL),
                    every,
                    new Policy.SnapshotClassChoice.DriverDefault(),
                    waiting,
                    retention,
                    false,
                    unsupported,
                    Map.of(),
                    Map.of());
        }
    }

    /** What a snapshot is taken under. */
    record Under(Optional<Retention> retention, ZoneId zone) {
        String said() {
            return retention.map(Retention::canonical).orElse("all") + " " + zone;
        }
    }

    Rules {
        policies = List.copyOf(policies);
    }

    Rules with(List<PolicyRule> others) {
        return new Rules(namespaces, others, zone, limits, unreadyExpireAfter, orphansExpireAfter);
    }

    Rules in(ZoneId other) {
        return new Rules(
                namespaces, policies, other, limits, unreadyExpireAfter, orphansExpireAfter);
    }

    Rules withOrphans(Optional<Duration> expireAfter) {
        return new Rules(namespaces, policies, zone, limits, unreadyExpireAfter, expireAfter);
    }

    Settings toSettings(String instance) {
        return new Settings(
                namespaces.isEmpty()
                        ? new Settings.Scope.Cluster()
                        : new Settings.Scope.Namespaces(namespaces),
                Optional.of(instance),
                policies.stream().map(PolicyRule::toPolicy).toList(),
                unreadyExpireAfter,
                orphansExpireAfter,
                new Settings.Limits(
                        limits.inFlight(),
                        limits.expirePerClaim(),
                        limits.atLeast(),
                        limits.settle()),
                Settings.Events.FAILURES,
                zone);
    }

    boolean isOptedOut(Map<String, String> annotations) {
        return "false".equals(annotations.get("pvc-snapshotter.io/snapshot"));
    }

    /** The policy of a claim with these; empty too for one that is opted out. */
    Optional<PolicyRule> policyOf(Map<String, String> labels, Map<String, String> annotations) {
        if (isOptedOut(annotations)) {
            return Optional.empty();
        }
        String named = annotations.get("pvc-snapshotter.io/policy");
        for (PolicyRule each : policies) {
            if (named == null ? each.selects(labels) : named.equals(each.name())) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Whether it names a policy that is not there, and would have one otherwise: a mistake. */
    boolean namesNoPolicy(Map<String, String> labels, Map<String, String> annotations) {
        return !isOptedOut(annotations)
                && policyOf(labels, annotations).isEmpty()
                && policies.stream().anyMatch(each -> each.selects(labels));
    }

    Under under(PolicyRule policy) {
        return new Under(policy.retention(), zone);
    }
}
