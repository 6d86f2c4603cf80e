package io.pvcsnapshotter.world;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.sample.Retentions;
import io.pvcsnapshotter.world.Rules.PolicyRule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a world begins: its installs, their configuration, and what was there before. */
final class Beginnings {
    private static final List<String> ZONES =
            List.of(
                    "UTC",
                    "Europe/Berlin",
                    "America/New_York",
                    "Australia/Lord_Howe",
                    "Asia/Kathmandu");
    private static final List<ObjectName> CLAIMS =
            List.of(
                    new ObjectName("shop", "data-0"),
                    new ObjectName("shop", "files"),
                    new ObjectName("lab", "data-0"),
                    new ObjectName("shop", "data-1"));

    private final long seed;
    private final Duration period;
    private int renamed;

    Beginnings(long seed) {
        this.seed = seed;
        this.period = Duration.ofHours(Chance.of(seed, 3).of(List.of(1, 6, 24, 24, 24)));
    }

    Duration period() {
        return period;
    }

    Instant start() {
        return Instant.parse("2025-06-01T04:17:00Z")
                .plus(Duration.ofHours(Chance.of(seed, 4).below(300 * 24)));
    }

    /** Lets what was before happen, which is over when the first slot comes. */
    void populate(World world, People people) {
        Chance chance = Chance.of(seed, 5);
        Install here = new Install("here", rules(chance), deadline(chance));
        world.installs.add(here);
        if (chance.percent(50)) {
            world.installs.add(new Install("there", rules(chance), deadline(chance)));
        }
        int claims = chance.between(1, CLAIMS.size());
        for (ObjectName each : CLAIMS.subList(0, claims)) {
            WorldClaim claim = people.newClaim(each, chance);
            claim.driver = chance.percent(94) ? World.DRIVER : "";
        }
        int past = chance.between(0, 11);
        Rules before = chance.percent(70) ? here.rules : edited(here.rules, chance);
        int changed = chance.below(past + 1);
        for (int slot = 0; slot < past; slot++) {
            WorldJob job =
                    WorldJob.past(
                            world,
                            here,
                            chance.percent(85) ? Optional.of(world.apiTime()) : Optional.empty());
            for (WorldClaim each : world.claims()) {
                if (chance.percent(90)) {
                    took(world, job, each, slot < changed ? before : here.rules);
                }
            }
            world.time.pass(world.time.now() + period.toMillis(), () -> false);
        }
    }

    private static void took(World world, WorldJob job, WorldClaim claim, Rules rules) {
        Optional<PolicyRule> policy = rules.policyOf(claim.labels, claim.annotations);
        if (policy.isEmpty()
                || !rules.namespaces().isEmpty()
                        && !rules.namespaces().contains(claim.name.namespace())) {
            return;
        }
        Ownership.Marks marks =
                Ownership.marks(
                        job.run(),
                        claim.name,
                        claim.uid,
                        policy.get().name(),
                        policy.get().retention().map(Retention::canonical).orElse("all"),
                        rules.zone().getId());
        WorldSnapshot made =
                world.add(
                        new SnapshotRequest(
                                new ObjectName(claim.name.namespace(), marks.name()),
                                claim.name.name(),
                                Optional.of("fast"),
                                Optional.of(World.DRIVER),
                                marks.labels(),
                                marks.annotations()),
                        Optional.of(
                                new WorldSnapshot.Maker(
                                        job, claim.uid, rules.under(policy.get()))));
        made.holds = claim.uid;
        made.reconcile("");
        made.take(world.storageTime());
        made.becomeReady();
    }

    private static Duration deadline(Chance chance) {
        return Duration.ofSeconds(chance.of(List.of(3600, 3600, 1800, 420)));
    }

    private Rules rules(Chance chance) {
        List<PolicyRule> policies = new ArrayList<>();
        for (String app : chance.percent(80) ? List.of("a", "b", "*") : List.of("a", "b")) {
            policies.add(
                    new PolicyRule(
                            "policy-" + app.replace("*", "rest"),
                            app,
                            every(chance),
                            retention(chance),
                            new Policy.Wait(
                                    chance.percent(65) ? Policy.Until.READY : Policy.Until.TAKEN,
                                    Duration.ofMinutes(chance.of(List.of(8, 8, 20)))),
                            chance.percent(70)
                                    ? Policy.OnUnsupported.SKIP
                                    : Policy.OnUnsupported.FAIL));
        }
        return new Rules(
                chance.percent(80)
                        ? List.of()
                        : chance.of(List.of(List.of("shop"), World.NAMESPACES)),
                policies,
                ZoneId.of(chance.of(ZONES)),
                new Rules.Limits(
                        chance.of(List.of(50, 2, 1)),
                        chance.between(1, 8),
                        chance.of(List.of(1, 1, 2, 3)),
                        Duration.ofHours(chance.of(List.of(24, 24, 3, 72)))),
                Duration.ofHours(24),
                orphans(chance));
    }

    private Optional<Duration> every(Chance chance) {
        return chance.percent(65)
                ? Optional.empty()
                : Optional.of(period.multipliedBy(chance.between(1, 3)));
    }

    private static Optional<Retention> retention(Chance chance) {
        return chance.percent(8)
                ? Optional.empty()
                : Optional.of(
                        Retentions.of(
                                chance.percent(85)
                                        ? chance.of(Retentions.MANY)
                                        : "last=2,manual=6h"));
    }

    private static Optional<Duration> orphans(Chance chance) {
        return chance.percent(50) ? Optional.empty() : Optional.of(Duration.ofDays(2));
    }

    /** What somebody makes of a configuration. */
    Rules edited(Rules rules, Chance chance) {
        List<PolicyRule> policies = new ArrayList<>(rules.policies());
        int which = chance.below(policies.size());
        PolicyRule old = policies.get(which);
        switch (chance.below(7)) {
            case 0 ->
                    policies.set(
                            which,
                            changed(old, "renamed-" + ++renamed, old.every(), old.retention()));
            case 1 -> {
                if (policies.size() > 1) {
                    policies.remove(which);
                }
            }
            case 2, 3, 4 ->
                    policies.set(which, changed(old, old.name(), old.every(), retention(chance)));
            case 5 -> policies.set(which, changed(old, old.name(), every(chance), old.retention()));
            default -> {
                return chance.percent(50)
                        ? rules.in(ZoneId.of(chance.of(ZONES)))
                        : rules.withOrphans(orphans(chance));
            }
        }
        return rules.with(policies);
    }

    private static PolicyRule changed(
            PolicyRule old, String name, Optional<Duration> every, Optional<Retention> retention) {
        return new PolicyRule(name, old.app(), every, retention, old.waiting(), old.unsupported());
    }
}
