package io.pvcsnapshotter.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotRequest;
import io.pvcsnapshotter.plan.SimulatedCluster.Effective;
import io.pvcsnapshotter.plan.SimulatedCluster.SimClaim;
import io.pvcsnapshotter.plan.SimulatedCluster.SimSnapshot;
import io.pvcsnapshotter.plan.SimulatedConfiguration.SimPolicy;
import io.pvcsnapshotter.sample.RunBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * One cluster from its beginning to a quiet end: runs, two at once and killed half way, and in
 * between everything that people do to claims, snapshots and the configuration.
 */
final class SimulatedHistory {
    private static final List<String> APPS = List.of("a", "b", "c");

    private final RandomGenerator random;
    private final Duration period;
    private final boolean wrongClocks;
    private final SimulatedCluster cluster;
    private final Invariants invariants;
    private SimulatedConfiguration configuration;
    private boolean quiet;
    private int runs;

    SimulatedHistory(long seed, Duration period, boolean wrongClocks) {
        this.random = new Random(seed);
        this.period = period;
        this.wrongClocks = wrongClocks;
        this.cluster =
                new SimulatedCluster(
                        random,
                        Instant.parse("2025-06-01T04:17:00Z")
                                .plus(random.nextInt(300), ChronoUnit.DAYS));
        this.invariants = new Invariants(cluster, !wrongClocks);
        this.configuration =
                new SimulatedConfiguration(
                        randomPolicies(),
                        ZoneId.of(Seeds.pick(Seeds.ZONES, random)),
                        random.nextInt(1, 4),
                        random.nextInt(2, 12),
                        Duration.ofHours(Seeds.pick(List.of(24, 24, 24, 72), random)),
                        randomOrphans());
        for (String name : List.of("data-0", "data-1", "files")) {
            newClaim(new ObjectName("shop", name));
        }
    }

    /** Returns how many snapshots expired. */
    long live(int slots) {
        Instant slot = cluster.now;
        for (int i = 0; i < slots; i++) {
            slot = slot.plus(period);
            passUntil(slot.plusSeconds(random.nextInt(30)));
            happen(random.nextInt(3));
            runAt(slot);
        }
        if (!wrongClocks) {
            endQuietly(slot);
        }
        return invariants.expired();
    }

    private void passUntil(Instant time) {
        if (cluster.now.isBefore(time)) {
            cluster.pass(Duration.between(cluster.now, time));
        }
    }

    // ---- runs

    private void runAt(Instant slot) {
        int chance = random.nextInt(100);
        if (chance < 3) {
            return; // missed
        }
        SimulatedRun scheduled = newRun(slot, Run.Trigger.SCHEDULED, configuration);
        if (chance < 8) {
            twoAtOnce(scheduled, newRun(cluster.now, Run.Trigger.MANUAL, configuration));
        } else if (chance < 13) {
            SimulatedConfiguration before = configuration;
            edit();
            twoAtOnce(newRun(slot.minus(period), Run.Trigger.SCHEDULED, before), scheduled);
        } else if (chance < 18) {
            killed(scheduled);
        } else if (chance < 21) {
            newRun(cluster.now, Run.Trigger.MANUAL, configuration).finish();
        } else {
            scheduled.finish();
        }
    }

    private SimulatedRun newRun(
            Instant slot, Run.Trigger trigger, SimulatedConfiguration withConfiguration) {
        String uid = "run-" + ++runs;
        Instant nominal = slot.plus(cluster.apiServersError);
        return newRun(
                RunBuilder.run(uid, nominal).withJob("job-" + uid).withTrigger(trigger).build(),
                withConfiguration);
    }

    private SimulatedRun newRun(Run run, SimulatedConfiguration withConfiguration) {
        return new SimulatedRun(
                cluster,
                withConfiguration,
                run,
                quiet ? SimulatedRun.Storage.good() : SimulatedRun.Storage.bad(random),
                invariants,
                random);
    }

    private void twoAtOnce(SimulatedRun one, SimulatedRun other) {
        boolean oneGoesOn = true;
        boolean otherGoesOn = true;
        while (oneGoesOn || otherGoesOn) {
            if (random.nextBoolean()) {
                oneGoesOn = oneGoesOn && one.step();
            } else {
                otherGoesOn = otherGoesOn && other.step();
            }
            if (!one.isDeleting() && !other.isDeleting() && random.nextInt(8) == 0) {
                happen(1);
            }
        }
    }

    private void killed(SimulatedRun run) {
        for (int steps = random.nextInt(8); steps > 0; steps--) {
            run.step();
        }
        if (random.nextInt(3) > 0) {
            cluster.pass(Duration.ofMinutes(random.nextInt(20)));
            newRun(run.run(), configuration).finish();
        }
    }

    // ---- what happens in between

    private void happen(int times) {
        for (int i = 0; i < times; i++) {
            switch (random.nextInt(wrongClocks ? 44 : 40)) {
                case 0 -> edit();
                case 1, 2 -> relabel();
                case 3 -> replaceClaim(false);
                case 4 -> replaceClaim(true);
                case 5 -> restoreACopy();
                case 6, 7 -> endRestores();
                case 8, 9 -> hold();
                case 10, 11, 12 -> unhold();
                case 13, 14 -> somebodyDeletes();
                case 15 -> somebodyCopies();
                case 16 -> anotherInstanceTakes();
                case 17 -> startDeletingClaim();
                case 18, 19 -> endDeletingClaims();
                case 20 -> claimNamesAnothersUid();
                case 21, 22 -> somebodyCleansUp();
                case 23 -> someSnapshot().ifPresent(each -> each.joinGroup(random.nextInt(3) > 0));
                case 40, 41 -> cluster.apiServersError = randomError();
                case 42 -> cluster.storagesError = randomError();
                case 43 -> {
                    cluster.apiServersError = Duration.ZERO;
                    cluster.storagesError = Duration.ZERO;
                }
                default -> {}
            }
        }
    }

    private Duration randomError() {
        return Seeds.pick(
                List.of(
                        Duration.ofMinutes(-20),
                        Duration.ofHours(-30),
                        Duration.ofDays(-40),
                        Duration.ofMinutes(40),
                        Duration.ofHours(30),
                        Duration.ofDays(400)),
                random);
    }

    private void edit() {
        List<SimPolicy> policies = new ArrayList<>(configuration.policies());
        int which = random.nextInt(policies.size());
        SimPolicy old = policies.get(which);
        ZoneId zone = configuration.zone();
        Optional<Duration> orphans = configuration.orphansExpireAfter();
        switch (random.nextInt(8)) {
            case 0 ->
                    policies.set(
                            which,
                            new SimPolicy(
                                    "renamed-" + ++runs, old.app(), old.every(), old.retention()));
            case 1 -> {
                if (policies.size() > 1) {
                    policies.remove(which);
                }
            }
            case 2 -> Collections.shuffle(policies, Random.from(random));
            case 3, 4 ->
                    policies.set(
                            which,
                            new SimPolicy(old.name(), old.app(), old.every(), randomRetention()));
            case 5 -> zone = ZoneId.of(Seeds.pick(Seeds.ZONES, random));
            case 6 ->
                    policies.set(
                            which,
                            new SimPolicy(old.name(), old.app(), randomEvery(), old.retention()));
            default -> orphans = randomOrphans();
        }
        configuration =
                new SimulatedConfiguration(
                        policies,
                        zone,
                        configuration.atLeast(),
                        configuration.expirePerClaim(),
                        configuration.settle(),
                        orphans);
    }

    private List<SimPolicy> randomPolicies() {
        List<SimPolicy> policies = new ArrayList<>();
        for (String app : List.of("a", "b", "*")) {
            policies.add(new SimPolicy("policy-" + app, app, randomEvery(), randomRetention()));
        }
        return policies;
    }

    private Optional<Retention> randomRetention() {
        return random.nextInt(12) == 0
                ? Optional.empty()
                : Optional.of(Scene.retention(Seeds.pick(Seeds.RETENTIONS, random)));
    }

    private Optional<Duration> randomEvery() {
        return random.nextInt(3) > 0
                ? Optional.empty()
                : Optional.of(period.multipliedBy(random.nextInt(1, 4)));
    }

    private Optional<Duration> randomOrphans() {
        return random.nextBoolean() ? Optional.empty() : Optional.of(Duration.ofDays(2));
    }

    private SimClaim newClaim(ObjectName name) {
        SimClaim claim = cluster.addClaim(name);
        claim.labels.put("app", Seeds.pick(APPS, random));
        return claim;
    }

    private void relabel() {
        SimClaim claim = Seeds.pick(cluster.claims(), random);
        switch (random.nextInt(5)) {
            case 0 -> claim.annotations.put("pvc-snapshotter.io/snapshot", "false");
            case 1 ->
                    claim.annotations.put(
                            "pvc-snapshotter.io/policy",
                            Seeds.pick(configuration.policies(), random).name());
            case 2 -> claim.annotations.remove("pvc-snapshotter.io/policy");
            default -> {
                claim.annotations.remove("pvc-snapshotter.io/snapshot");
                claim.labels.put("app", Seeds.pick(APPS, random));
            }
        }
    }

    private void replaceClaim(boolean restoredInPlace) {
        SimClaim old = Seeds.pick(cluster.claims(), random);
        cluster.removeClaim(old);
        SimClaim claim = newClaim(old.name);
        if (restoredInPlace) {
            cluster.inherit(claim, old.uid);
            old.toClaim().history().stream().sorted().forEach(each -> cluster.inherit(claim, each));
        }
    }

    private void startDeletingClaim() {
        Seeds.pick(cluster.claims(), random).deleting = true;
    }

    private void endDeletingClaims() {
        for (SimClaim each : List.copyOf(cluster.claims())) {
            if (each.deleting) {
                cluster.removeClaim(each);
                newClaim(each.name);
            }
        }
    }

    private void claimNamesAnothersUid() {
        SimClaim claim = Seeds.pick(cluster.claims(), random);
        List<SimSnapshot> snapshots = List.copyOf(cluster.snapshots());
        if (!snapshots.isEmpty()) {
            cluster.inherit(claim, Seeds.pick(snapshots, random).claimUid);
        }
    }

    private void restoreACopy() {
        if (!cluster.snapshots().isEmpty()) {
            SimClaim copy = newClaim(new ObjectName("shop", "copy"));
            copy.phase = Claim.Phase.PENDING;
            copy.sources.add(Seeds.pick(cluster.snapshots(), random).request.name());
        }
    }

    private void endRestores() {
        cluster.claims().forEach(each -> each.phase = Claim.Phase.BOUND);
    }

    private void hold() {
        someSnapshot()
                .ifPresent(each -> {
                    (random.nextBoolean() ? each.labels : each.annotations)
                            .put("pvc-snapshotter.io/hold", "audit");
                    each.version++;
                });
    }

    private void unhold() {
        for (SimSnapshot each : cluster.snapshots()) {
            if (each.labels.remove("pvc-snapshotter.io/hold") != null) {
                each.version++;
            }
            if (each.annotations.replace("pvc-snapshotter.io/hold", "audit", "false")) {
                each.version++;
            }
        }
    }

    private void somebodyDeletes() {
        someSnapshot().ifPresent(cluster::remove);
    }

    /**
     * Two that never get ready block a claim until a person removes them; and storage costs money.
     */
    private void somebodyCleansUp() {
        Set<String> living =
                cluster.claims().stream()
                        .flatMap(each -> each.toClaim().history().stream())
                        .collect(Collectors.toSet());
        cluster.snapshots().stream()
                .filter(each -> !each.ours || !living.contains(each.claimUid))
                .filter(_ -> random.nextInt(3) == 0)
                .toList()
                .forEach(cluster::remove);
        cluster.snapshots().stream()
                .filter(each -> each.taken.isPresent() && !each.ready && each.willBeReady.isEmpty())
                .toList()
                .forEach(cluster::remove);
    }

    private Optional<SimSnapshot> someSnapshot() {
        return cluster.snapshots().isEmpty()
                ? Optional.empty()
                : Optional.of(Seeds.pick(cluster.snapshots(), random));
    }

    private void somebodyCopies() {
        someSnapshot()
                .ifPresent(each -> {
                    SnapshotRequest request =
                            new SnapshotRequest(
                                    new ObjectName("shop", "copy-" + ++runs),
                                    each.request.claim(),
                                    each.request.snapshotClass(),
                                    each.request.driver(),
                                    each.labels,
                                    each.annotations);
                    addForeign(request, each.claimUid);
                });
    }

    private void anotherInstanceTakes() {
        SimClaim claim = Seeds.pick(cluster.claims(), random);
        Run theirs =
                RunBuilder.run("run-" + ++runs, cluster.apiTime()).withInstance("there").build();
        Ownership.Marks marks =
                Ownership.marks(theirs, claim.name, claim.uid, "all", "last=1", "UTC");
        addForeign(
                new SnapshotRequest(
                        new ObjectName("shop", marks.name()),
                        claim.name.name(),
                        Optional.of("fast"),
                        Optional.of(SimulatedCluster.DRIVER),
                        marks.labels(),
                        marks.annotations()),
                claim.uid);
    }

    private void addForeign(SnapshotRequest request, String claimUid) {
        SimSnapshot foreign =
                cluster.add(
                        request,
                        false,
                        false,
                        claimUid,
                        new Effective(Optional.empty(), configuration.zone()));
        foreign.willBeTaken = Optional.of(cluster.now);
        foreign.willBeReady = Optional.of(cluster.now);
    }

    // ---- the end

    /** When nothing happens any more, nothing is left but what is kept by definition. */
    private void endQuietly(Instant lastSlot) {
        quiet = true;
        endDeletingClaims();
        endRestores();
        unhold();
        somebodyCleansUp();
        Instant slot = lastSlot;
        for (int i = 0; i < 120; i++) {
            slot = slot.plus(Duration.ofHours(25));
            passUntil(slot);
            newRun(slot, Run.Trigger.SCHEDULED, configuration).finish();
        }
        Inventory inventory = cluster.list();
        Plan plan =
                new Planner(
                                configuration.toSettings(),
                                RunBuilder.run("last", slot).build(),
                                Narrowing.NONE)
                        .decide(inventory);
        for (SimClaim each : cluster.claims()) {
            Optional<SimPolicy> policy = configuration.policyOf(each);
            if (policy.isPresent() && policy.get().retention().isPresent()) {
                onlyWhatIsKept(each.toClaim(), policy.get().retention().get(), inventory, plan);
            }
        }
    }

    private void onlyWhatIsKept(Claim claim, Retention retention, Inventory inventory, Plan plan) {
        List<Snapshot> counted =
                invariants.counted(invariants.historyOf(claim, inventory), inventory);
        Set<String> scheduled =
                counted.stream()
                        .map(Snapshot::uid)
                        .filter(each -> !cluster.truth(each).manual)
                        .collect(Collectors.toCollection(HashSet::new));
        List<String> fates =
                Scene.planOf(plan, claim.name().name()).snapshots().stream()
                        .map(each -> cluster.truth(each.snapshot().uid()) + " " + Scene.text(each))
                        .toList();
        assertThat(scheduled)
                .as(
                        "%s, %s, at %s: %s",
                        claim.name(), retention.canonical(), cluster.now, String.join("\n", fates))
                .isNotEmpty()
                .isEqualTo(invariants.keptByDefinition(counted, retention, configuration));
        assertThat(counted)
                .filteredOn(each -> cluster.truth(each.uid()).manual)
                .noneMatch(each ->
                        retention.manual().isPresent()
                                && each.time()
                                        .plus(retention.manual().get())
                                        .plus(Duration.ofDays(2))
                                        .isBefore(inventory.observed()));
    }
}
