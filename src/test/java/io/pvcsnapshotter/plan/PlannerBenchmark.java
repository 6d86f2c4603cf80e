package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.Metadata;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotClass;
import io.pvcsnapshotter.model.TwoPartMap;
import io.pvcsnapshotter.model.Volume;
import io.pvcsnapshotter.sample.ClaimBuilder;
import io.pvcsnapshotter.sample.RunBuilder;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * How long a plan of a large cluster takes, and how much memory: run {@code bench/planner}. Each
 * claim has 20 daily snapshots, of which retention keeps 13.
 */
final class PlannerBenchmark {
    private static final Instant NOW = Instant.parse("2026-03-10T04:17:00Z");
    private static final int SNAPSHOTS_PER_CLAIM = 20;
    private static final int NAMESPACES = 200;
    private static final int WARM_UP = 10;
    private static final int MEASURED = 7;

    /** What is equal is kept once, as the reader of lists does it. */
    private static final Map<Object, Object> SHARED = new HashMap<>();

    private PlannerBenchmark() {}

    public static void main(String[] arguments) {
        Planner planner = new Planner(settings(), run(0), Narrowing.NONE);
        Inventory small = inventory(1_000);
        for (int i = 0; i < WARM_UP; i++) {
            deletions(planner.foresee(small));
        }
        System.out.println(
                "| claims | snapshots | deletions | plan, median | slowest | its CPU time |"
                        + " a snapshot, CPU | heap: inventory | heap: plan |");
        System.out.println("|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        for (int claims : new int[] {100, 1_000, 2_500, 5_000, 10_000}) {
            measure(planner, claims);
        }
    }

    private static void measure(Planner planner, int claims) {
        Inventory inventory = inventory(claims);
        SHARED.clear();
        System.gc();
        long inventoryBytes = usedHeap();
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long[] nanos = new long[MEASURED];
        long[] cpuNanos = new long[MEASURED];
        Plan plan = null;
        for (int i = 0; i < MEASURED; i++) {
            plan = null;
            long cpuStart = thread.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            plan = planner.foresee(inventory);
            nanos[i] = System.nanoTime() - start;
            cpuNanos[i] = thread.getCurrentThreadCpuTime() - cpuStart;
        }
        System.gc();
        long planBytes = usedHeap() - inventoryBytes;
        Arrays.sort(nanos);
        Arrays.sort(cpuNanos);
        int snapshots = inventory.snapshots().size();
        System.out.printf(
                "| %,d | %,d | %,d | %,d ms | %,d ms | %,d ms | %.1f µs | %,d MB | %,d MB |%n",
                claims,
                snapshots,
                deletions(plan),
                nanos[MEASURED / 2] / 1_000_000,
                nanos[MEASURED - 1] / 1_000_000,
                cpuNanos[MEASURED / 2] / 1_000_000,
                cpuNanos[MEASURED / 2] / 1_000.0 / snapshots,
                inventoryBytes / 1_000_000,
                planBytes / 1_000_000);
    }

    private static long deletions(Plan plan) {
        return plan.claims().stream().flatMap(Plan.ClaimPlan::deletions).count();
    }

    private static long usedHeap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static Settings settings() {
        Policy policy = Scene.policy("all").keeping("last=3,daily=7,weekly=4").build();
        return new Settings(
                new Settings.Scope.Cluster(),
                Optional.of("pvc-snapshotter"),
                List.of(policy),
                Duration.ofHours(24),
                Optional.empty(),
                new Settings.Limits(20, 10, 1, Duration.ofHours(24)),
                Settings.Events.FAILURES,
                ZoneId.of("Europe/Berlin"));
    }

    private static Run run(int daysAgo) {
        return RunBuilder.run(new UUID(1, daysAgo).toString(), NOW.minus(Duration.ofDays(daysAgo)))
                .withInstance("pvc-snapshotter")
                .withJob("pvc-snapshotter-" + (29_000_000 - daysAgo))
                .build();
    }

    private static Inventory inventory(int claimCount) {
        Map<String, Map<String, String>> namespaces = new HashMap<>();
        Map<String, Volume> volumes = new HashMap<>();
        List<Claim> claims = new ArrayList<>();
        List<Snapshot> snapshots = new ArrayList<>();
        Map<String, String> labels = Map.of("app.kubernetes.io/name", "postgres");
        for (int i = 0; i < claimCount; i++) {
            String namespace = "team-" + i % NAMESPACES;
            namespaces.put(namespace, Map.of("kubernetes.io/metadata.name", namespace));
            String uid = new UUID(2, i).toString();
            ObjectName name = new ObjectName(namespace, "data-postgres-" + i / NAMESPACES);
            String volume = "pvc-" + uid;
            volumes.put(
                    volume, new Volume(volume, Optional.of(uid), Optional.of("csi.example.com")));
            claims.add(
                    ClaimBuilder.claim(name)
                            .withUid(uid)
                            .withLabels(labels)
                            .withStorageClass("fast")
                            .withVolume(volume)
                            .build());
            for (int day = 1; day <= SNAPSHOTS_PER_CLAIM; day++) {
                snapshots.add(snapshot(name, uid, run(day), snapshots.size()));
            }
        }
        return new Inventory(
                NOW,
                namespaces,
                claims,
                snapshots,
                Optional.of(volumes),
                Optional.of(List.of(new SnapshotClass("fast", "csi.example.com", true, false))));
    }

    private static Map<String, String> parted(Map<String, String> marks) {
        return TwoPartMap.of(marks, Ownership.OF_CLAIM, PlannerBenchmark::shared);
    }

    @SuppressWarnings("unchecked") // Equal values are of one type.
    private static <T> T shared(T value) {
        return (T) SHARED.computeIfAbsent(value, each -> each);
    }

    private static Snapshot snapshot(ObjectName claim, String claimUid, Run run, int number) {
        Retention retention = Scene.retention("last=3,daily=7,weekly=4");
        Ownership.Marks marks =
                Ownership.marks(
                        run, claim, claimUid, "all", retention.canonical(), "Europe/Berlin");
        Metadata metadata =
                new Metadata(
                        new ObjectName(claim.namespace(), marks.name()),
                        new UUID(3, number).toString(),
                        String.valueOf(1_000_000 + number),
                        parted(marks.labels()),
                        parted(marks.annotations()),
                        shared(run.nominal()),
                        Optional.empty());
        Instant taken = shared(run.nominal().plusSeconds(20));
        return new Snapshot(
                metadata,
                false,
                shared(new Snapshot.Spec(Optional.of(claim.name()), Optional.of("fast"))),
                Optional.of(new Snapshot.Status(Optional.of(taken), true, Optional.empty())));
    }
}
