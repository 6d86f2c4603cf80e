package io.pvcsnapshotter.world;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.cluster.Area;
import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.world.Rules.PolicyRule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** Judges what is left when nothing has gone wrong for a while: nothing stays broken for good. */
final class QuietEnd {
    private static final int RUNS = 4;

    private static final Duration PAUSE = Duration.ofHours(25);

    private final World world;
    private final Install install;

    QuietEnd(World world) {
        this.world = world;
        this.install = world.installs.getFirst();
    }

    /**
     * @param settled whether it lasts until even what had to settle is in order
     * @param pass lets so many milliseconds pass
     */
    void judge(boolean settled, LongConsumer pass) {
        for (int run = 1; run <= (settled ? 40 : RUNS) && world.judge.broken().isEmpty(); run++) {
            WorldJob job = WorldJob.start(world, install, Optional.of(world.apiTime()));
            pass.accept(PAUSE.toMillis());
            Optional<ExitStatus> status = job.status();
            world.judge.demand(
                    run < RUNS
                            || !world.clocksAreRight
                            || status.equals(Optional.of(ExitStatus.OK)),
                    "when all is mended, runs succeed again",
                    "%s ended with %s",
                    job,
                    status);
        }
        if (world.clocksAreRight && world.judge.broken().isEmpty()) {
            look(settled);
        }
    }

    private void look(boolean settled) {
        PodRecord.Look look =
                new PodRecord.Look(
                        world.time.now(),
                        world.apiTime(),
                        world.seenSnapshots(Area.EVERYWHERE),
                        world.seenClaims(Area.EVERYWHERE).stream().filter(this::isSeen).toList(),
                        Optional.empty());
        Truth truth = new Truth(world, install, install.rules, look);
        for (Claim claim : look.claims()) {
            Optional<PolicyRule> policy =
                    install.rules.policyOf(claim.labels(), claim.annotations());
            if (policy.isPresent()) {
                hasAFreshOne(claim);
                boolean waitedFor = policy.get().waiting().until() == Policy.Until.READY;
                boolean catchesUp = install.rules.limits().expirePerClaim() > 1;
                if (settled && catchesUp && waitedFor && policy.get().retention().isPresent()) {
                    onlyWhatIsKept(truth, claim, policy.get().retention().get());
                }
            }
        }
    }

    private boolean isSeen(Claim claim) {
        List<String> namespaces = install.rules.namespaces();
        return namespaces.isEmpty() || namespaces.contains(claim.name().namespace());
    }

    private void hasAFreshOne(Claim claim) {
        long young = world.time.now() - PAUSE.multipliedBy(RUNS).toMillis();
        world.judge.demand(
                world.snapshots().stream()
                        .filter(each -> each.isOf(install) && each.ready() && !each.deleting())
                        .anyMatch(each -> each.holds.equals(claim.uid()) && each.takenAt > young),
                "when all is mended, every claim gets its snapshots again",
                "%s has none",
                claim.name());
    }

    private void onlyWhatIsKept(Truth truth, Claim claim, Retention retention) {
        List<Snapshot> counted = truth.counted(truth.historyOf(claim));
        Set<String> scheduled =
                counted.stream()
                        .map(Snapshot::uid)
                        .filter(each -> !world.truth(each).isManual())
                        .collect(Collectors.toSet());
        world.judge.demand(
                scheduled.equals(truth.keptByDefinition(counted, retention)),
                "in the end there is what retention keeps, and nothing else",
                "%s has %s of %s",
                claim.name(),
                scheduled,
                retention.canonical());
    }
}
