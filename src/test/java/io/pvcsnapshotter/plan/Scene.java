package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.config.Policy.SnapshotClassChoice;
import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Glob;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.LabelSelector;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotClass;
import io.pvcsnapshotter.model.Volume;
import io.pvcsnapshotter.sample.ClaimBuilder;
import io.pvcsnapshotter.sample.Retentions;
import io.pvcsnapshotter.sample.RunBuilder;
import io.pvcsnapshotter.sample.SnapshotBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cluster, a configuration and a run, said in few words: {@code at("2026-03-10
 * 04:17").keeping("last=2")} is a cluster with nothing in it; {@code
 * scene.claim("data").has("2026-03-09 04:17")} puts in a claim with a ready snapshot of that time.
 * Times are on the wall clock of the scene's zone; claims are in the namespace {@code shop}, bound
 * to a CSI volume.
 */
final class Scene {
    static final String NAMESPACE = "shop";
    static final String INSTANCE = "here";
    static final String DRIVER = "csi.example.com";
    static final Run.Trigger SCHEDULED = Run.Trigger.SCHEDULED;
    static final Run.Trigger MANUAL = Run.Trigger.MANUAL;

    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm[:ss]");

    private final ZoneId zone;
    private final Instant now;
    private final List<Policy> policies = new ArrayList<>();
    private final Map<String, TestClaim> claims = new LinkedHashMap<>();
    private final List<TestSnapshot> snapshots = new ArrayList<>();
    private final Map<String, Map<String, String>> namespaces =
            new HashMap<>(Map.of(NAMESPACE, Map.of()));
    private Optional<List<SnapshotClass>> classes =
            Optional.of(List.of(new SnapshotClass("fast", DRIVER, true, false)));
    private boolean volumesReadable = true;
    private Settings.Limits limits = new Settings.Limits(20, 10, 1, Duration.ofHours(24));
    private Optional<Duration> orphansExpireAfter = Optional.empty();
    private Run run;
    private Narrowing narrowing = Narrowing.NONE;

    private Scene(String now, ZoneId zone) {
        this.zone = zone;
        this.now = time(now, zone);
        this.run = RunBuilder.run("this-run", this.now).withJob("job-now").build();
    }

    /** A scheduled run at this time, in UTC. */
    static Scene at(String now) {
        return new Scene(now, ZoneId.of("UTC"));
    }

    static Scene at(String now, String zone) {
        return new Scene(now, ZoneId.of(zone));
    }

    static Instant time(String wallClock, ZoneId zone) {
        return LocalDateTime.parse(wallClock, SECONDS).atZone(zone).toInstant();
    }

    /** A retention in its canonical form, but in any unit and order: {@code last=3,within=2d}. */
    static Retention retention(String text) {
        return Retentions.of(text);
    }

    static Duration period(String text) {
        return Retentions.period(text);
    }

    // ---- configuration and run

    /** One policy, {@code all}, that selects every claim. */
    Scene keeping(String retention) {
        return policy(policy("all").keeping(retention));
    }

    /** One more policy; the first one that selects a claim has it. */
    Scene policy(TestPolicy policy) {
        policies.add(policy.build());
        return this;
    }

    Scene limits(int expirePerClaim, int atLeast, String settle) {
        limits = new Settings.Limits(20, expirePerClaim, atLeast, period(settle));
        return this;
    }

    Scene orphansExpireAfter(String period) {
        orphansExpireAfter = Optional.of(period(period));
        return this;
    }

    /** The run stands for another time than the one at which it looks. */
    Scene nominal(String time) {
        run =
                RunBuilder.run(run.uid(), time(time, zone))
                        .withJob(run.job())
                        .withTrigger(run.trigger())
                        .build();
        return this;
    }

    Scene manually() {
        run = RunBuilder.run(run.uid(), run.nominal()).withJob(run.job()).manual().build();
        return this;
    }

    Scene narrowedTo(String... claimNames) {
        narrowing = new Narrowing(Optional.of(NAMESPACE), Set.of(claimNames));
        return this;
    }

    // ---- cluster

    Scene namespace(String name, Map<String, String> labels) {
        namespaces.put(name, labels);
        return this;
    }

    Scene classes(SnapshotClass... all) {
        classes = Optional.of(List.of(all));
        return this;
    }

    Scene classesUnreadable() {
        classes = Optional.empty();
        return this;
    }

    Scene volumesUnreadable() {
        volumesReadable = false;
        return this;
    }

    TestClaim claim(String name) {
        return claims.computeIfAbsent(NAMESPACE + "/" + name, _ -> new TestClaim(NAMESPACE, name));
    }

    TestClaim claim(String namespace, String name) {
        namespaces.putIfAbsent(namespace, Map.of());
        return claims.computeIfAbsent(namespace + "/" + name, _ -> new TestClaim(namespace, name));
    }

    /** A snapshot of a claim that need not exist (any more). */
    TestSnapshot snapshot(String claim, String claimUid, String time) {
        TestSnapshot snapshot = new TestSnapshot(NAMESPACE, claim, claimUid, time(time, zone));
        snapshots.add(snapshot);
        return snapshot;
    }

    // ---- what comes of it

    Plan foresee() {
        return planner().foresee(inventory());
    }

    Plan decide() {
        return planner().decide(inventory());
    }

    Decision decision(String claim) {
        return planOf(decide(), claim).decision();
    }

    /**
     * The fates of a claim's snapshots, newest first, each as {@code 2026-03-09 04:17 kept: last
     * 1}.
     */
    List<String> fates(String claim) {
        return fates(decide(), claim);
    }

    List<String> fates(Plan plan, String claim) {
        return planOf(plan, claim).snapshots().stream().map(this::line).toList();
    }

    /** The same for claims that are gone, each with the claim's name and uid in front. */
    List<String> orphans() {
        return decide().orphans().stream()
                .flatMap(lost ->
                        lost.snapshots().stream()
                                .map(each ->
                                        "%s %s: %s"
                                                .formatted(
                                                        lost.claim(), lost.claimUid(), line(each))))
                .toList();
    }

    List<String> postponed(String claim) {
        return planOf(decide(), claim).postponed();
    }

    static Plan.ClaimPlan planOf(Plan plan, String claim) {
        return plan.claims().stream()
                .filter(each -> each.claim().name().name().equals(claim))
                .findFirst()
                .orElseThrow();
    }

    private String line(Judgement judgement) {
        String time = MINUTES.format(judgement.snapshot().time().atZone(zone));
        return time + " " + text(judgement);
    }

    static String text(Judgement judgement) {
        String fate =
                switch (judgement.fate()) {
                    case KEPT, POSTPONED -> "kept: ";
                    case SET_ASIDE -> "set aside: ";
                    case EXPIRED -> "EXPIRED: ";
                    case LEFTOVER -> "LEFTOVER: ";
                };
        return fate + String.join(", ", judgement.reasons());
    }

    /** A decision in one line: {@code not due: its last snapshot is of ...}. */
    static String text(Decision decision) {
        return switch (decision) {
            case Decision.Take _ -> "take";
            case Decision.Adopt adopt -> "adopt " + adopt.snapshot().uid() + ": " + adopt.why();
            case Decision.Without without ->
                    without.kind() == Decision.Kind.NO_POLICY
                            ? "no policy"
                            : without.kind().word() + ": " + without.reason();
        };
    }

    Planner planner() {
        return new Planner(settings(), run, narrowing);
    }

    Settings settings() {
        return new Settings(
                new Settings.Scope.Cluster(),
                Optional.of(INSTANCE),
                policies,
                Duration.ofHours(24),
                orphansExpireAfter,
                limits,
                Settings.Events.FAILURES,
                zone);
    }

    Run run() {
        return run;
    }

    Inventory inventory() {
        Map<String, Volume> volumes =
                claims.values().stream()
                        .flatMap(each -> each.boundVolume().stream())
                        .collect(Collectors.toMap(Volume::name, each -> each));
        return new Inventory(
                now,
                namespaces,
                claims.values().stream().map(TestClaim::build).toList(),
                snapshots.stream().map(TestSnapshot::build).toList(),
                volumesReadable ? Optional.of(volumes) : Optional.empty(),
                classes);
    }

    /**
     * A claim; bound, with a CSI volume, unless it is said otherwise. Its uid is {@code uid-NAME}.
     */
    final class TestClaim {
        private final ObjectName name;
        private String uid;
        private Instant created = now;
        private Map<String, String> labels = Map.of();
        private final Map<String, String> annotations = new HashMap<>();
        private Claim.Phase phase = Claim.Phase.BOUND;
        private Optional<String> storageClass = Optional.of("standard");
        private boolean ephemeral;
        private boolean deleting;
        private final Set<ObjectName> sources = new HashSet<>();
        private Optional<Volume> volume;
        private Optional<String> volumeName;

        private TestClaim(String namespace, String name) {
            this.name = new ObjectName(namespace, name);
            this.uid = "uid-" + name;
            this.volumeName = Optional.of("pv-" + namespace + "-" + name);
            this.volume =
                    Optional.of(
                            new Volume(volumeName.get(), Optional.of(uid), Optional.of(DRIVER)));
        }

        /** It has ready snapshots of these times, taken by the schedule under today's retention. */
        TestClaim has(String... times) {
            Stream.of(times).forEach(this::snapshot);
            return this;
        }

        /**
         * It has one ready snapshot more, taken by the schedule under today's retention, unless it
         * is said otherwise.
         */
        TestSnapshot snapshot(String time) {
            TestSnapshot snapshot =
                    new TestSnapshot(name.namespace(), name.name(), uid, time(time, zone));
            snapshots.add(snapshot);
            return snapshot;
        }

        TestClaim uid(String newUid) {
            uid = newUid;
            volume =
                    Optional.of(
                            new Volume(
                                    volumeName.orElseThrow(),
                                    Optional.of(uid),
                                    Optional.of(DRIVER)));
            return this;
        }

        TestClaim created(String time) {
            created = time(time, zone);
            return this;
        }

        TestClaim labels(Map<String, String> all) {
            labels = all;
            return this;
        }

        TestClaim annotation(String key, String value) {
            annotations.put(key, value);
            return this;
        }

        TestClaim optedOut() {
            return annotation("pvc-snapshotter.io/snapshot", "false");
        }

        TestClaim wantsPolicy(String policy) {
            return annotation("pvc-snapshotter.io/policy", policy);
        }

        TestClaim wantsClass(String snapshotClass) {
            return annotation("pvc-snapshotter.io/snapshot-class", snapshotClass);
        }

        TestClaim restoredFrom(String uids) {
            return annotation("pvc-snapshotter.io/restored-from", uids);
        }

        TestClaim provisioner(String driver) {
            return annotation("volume.kubernetes.io/storage-provisioner", driver);
        }

        TestClaim storageClass(String storageClassName) {
            storageClass = Optional.ofNullable(storageClassName);
            return this;
        }

        TestClaim phase(Claim.Phase newPhase) {
            phase = newPhase;
            return this;
        }

        TestClaim ephemeral() {
            ephemeral = true;
            return this;
        }

        TestClaim deleting() {
            deleting = true;
            return this;
        }

        /** It is waiting for a volume to be made from this snapshot. */
        TestClaim restoringFrom(TestSnapshot source) {
            sources.add(source.build().name());
            phase = Claim.Phase.PENDING;
            return this;
        }

        TestClaim from(TestSnapshot source) {
            sources.add(source.build().name());
            return this;
        }

        /** Its volume is of this driver; null for one that is not a CSI volume. */
        TestClaim driver(String driver) {
            volume =
                    volume.map(each ->
                            new Volume(each.name(), each.claimUid(), Optional.ofNullable(driver)));
            return this;
        }

        TestClaim volumeBoundTo(String claimUid) {
            volume =
                    volume.map(each ->
                            new Volume(each.name(), Optional.ofNullable(claimUid), each.driver()));
            return this;
        }

        TestClaim volumeMissing() {
            volume = Optional.empty();
            return this;
        }

        private Optional<Volume> boundVolume() {
            return volume;
        }

        Claim build() {
            return ClaimBuilder.claim(name)
                    .withCreated(created)
                    .withUid(uid)
                    .withLabels(labels)
                    .withAnnotations(annotations)
                    .withPhase(phase)
                    .withStorageClass(storageClass.orElse(null))
                    .withVolume(volumeName.orElseThrow())
                    .withPodAsOwner(ephemeral)
                    .withDeleting(deleting)
                    .withSources(sources)
                    .build();
        }
    }

    /**
     * A snapshot of ours; ready, scheduled, taken under today's first policy, unless it is said
     * otherwise.
     */
    final class TestSnapshot {
        private final String namespace;
        private final String claim;
        private final String claimUid;
        private final Instant time;
        private Instant nominal;
        private Optional<Instant> taken;
        private boolean ready = true;
        private Run.Trigger trigger = SCHEDULED;
        private String instance = INSTANCE;
        private String runUid;
        private Optional<String> source;
        private Optional<String> retention = Optional.empty();
        private Optional<String> takenInZone = Optional.empty();
        private Optional<String> snapshotClass = Optional.of("fast");
        private final Map<String, String> moreLabels = new HashMap<>();
        private final Map<String, String> moreAnnotations = new HashMap<>();
        private boolean groupMember;
        private Optional<Instant> deletedAt = Optional.empty();

        private TestSnapshot(String namespace, String claim, String claimUid, Instant time) {
            this.namespace = namespace;
            this.claim = claim;
            this.claimUid = claimUid;
            this.time = time;
            this.nominal = time;
            this.taken = Optional.of(time);
            this.source = Optional.of(claim);
            this.runUid = "run-" + snapshots.size();
        }

        /** Taken, but not ready. */
        TestSnapshot unready() {
            ready = false;
            return this;
        }

        TestSnapshot untaken() {
            ready = false;
            taken = Optional.empty();
            return this;
        }

        TestSnapshot taken(String takenAt) {
            taken = Optional.of(time(takenAt, zone));
            return this;
        }

        TestSnapshot nominal(String nominalTime) {
            nominal = time(nominalTime, zone);
            return this;
        }

        TestSnapshot manual() {
            trigger = MANUAL;
            return this;
        }

        /** Taken under another retention than today's. */
        TestSnapshot under(String otherRetention) {
            retention =
                    Optional.of(
                            otherRetention.equals("all")
                                    ? Retention.KEEP_ALL
                                    : retention(otherRetention).canonical());
            return this;
        }

        TestSnapshot inZone(String otherZone) {
            takenInZone = Optional.of(otherZone);
            return this;
        }

        TestSnapshot ofInstance(String otherInstance) {
            instance = otherInstance;
            return this;
        }

        TestSnapshot ofRun(String uid) {
            runUid = uid;
            return this;
        }

        TestSnapshot ofThisRun() {
            return ofRun(run.uid());
        }

        /** Its source is another claim than its annotations say: a copy. */
        TestSnapshot source(String otherClaim) {
            source = Optional.ofNullable(otherClaim);
            return this;
        }

        TestSnapshot ofClass(String otherClass) {
            snapshotClass = Optional.ofNullable(otherClass);
            return this;
        }

        TestSnapshot label(String key, String value) {
            moreLabels.put(key, value);
            return this;
        }

        TestSnapshot annotation(String key, String value) {
            moreAnnotations.put(key, value);
            return this;
        }

        TestSnapshot held() {
            return label(Ownership.HOLD, "true");
        }

        TestSnapshot groupMember() {
            groupMember = true;
            return this;
        }

        TestSnapshot deleting() {
            return deletedBefore(Duration.ZERO);
        }

        /** Somebody asked for its deletion that long ago. */
        TestSnapshot deletedBefore(Duration time) {
            deletedAt = Optional.of(now.minus(time));
            return this;
        }

        String uid() {
            return "snapshot-" + snapshots.indexOf(this);
        }

        Snapshot build() {
            Run by =
                    RunBuilder.run(runUid, nominal)
                            .withInstance(instance)
                            .withJob("job-" + runUid)
                            .withTrigger(trigger)
                            .build();
            String today =
                    policies.isEmpty()
                            ? Retention.KEEP_ALL
                            : policies.getFirst()
                                    .retain()
                                    .map(Retention::canonical)
                                    .orElse(Retention.KEEP_ALL);
            Ownership.Marks marks =
                    Ownership.marks(
                            by,
                            new ObjectName(namespace, claim),
                            claimUid,
                            policies.isEmpty() ? "all" : policies.getFirst().name(),
                            retention.orElse(today),
                            takenInZone.orElse(zone.getId()));
            Map<String, String> labels = new HashMap<>(marks.labels());
            labels.putAll(moreLabels);
            Map<String, String> annotations = new HashMap<>(marks.annotations());
            annotations.putAll(moreAnnotations);
            return SnapshotBuilder.snapshot(new ObjectName(namespace, marks.name()), time)
                    .withUid(uid())
                    .withLabels(labels)
                    .withAnnotations(annotations)
                    .withTaken(taken)
                    .withReady(ready)
                    .withClaim(source.orElse(null))
                    .withSnapshotClass(snapshotClass.orElse(null))
                    .withGroupMember(groupMember)
                    .withDeletedAt(deletedAt)
                    .build();
        }
    }

    static TestPolicy policy(String name) {
        return new TestPolicy(name);
    }

    /**
     * A policy that selects every claim, at every run, and keeps everything, unless it is said
     * otherwise.
     */
    static final class TestPolicy {
        private final String name;
        private Glob namespaceNames = Glob.ALL;
        private LabelSelector namespaceLabels = LabelSelector.ALL;
        private LabelSelector labels = LabelSelector.ALL;
        private Glob claimNames = Glob.ALL;
        private Glob storageClasses = Glob.ALL;
        private Optional<Duration> every = Optional.empty();
        private SnapshotClassChoice snapshotClass = new SnapshotClassChoice.DriverDefault();
        private Policy.Until until = Policy.Until.READY;
        private Optional<Retention> retain = Optional.empty();
        private boolean requireMatch = true;
        private final Map<String, String> snapshotLabels = new HashMap<>();

        private TestPolicy(String name) {
            this.name = name;
        }

        TestPolicy namespaces(String... patterns) {
            namespaceNames = Glob.of(List.of(patterns));
            return this;
        }

        TestPolicy namespaceLabels(String selector) {
            namespaceLabels = LabelSelector.parse(selector);
            return this;
        }

        TestPolicy labels(String selector) {
            labels = LabelSelector.parse(selector);
            return this;
        }

        TestPolicy claims(String... patterns) {
            claimNames = Glob.of(List.of(patterns));
            return this;
        }

        TestPolicy storageClasses(String... patterns) {
            storageClasses = Glob.of(List.of(patterns));
            return this;
        }

        TestPolicy every(String period) {
            every = Optional.of(period(period));
            return this;
        }

        TestPolicy keeping(String retention) {
            retain = Optional.of(retention(retention));
            return this;
        }

        TestPolicy snapshotClass(String className) {
            snapshotClass = new SnapshotClassChoice.Named(className);
            return this;
        }

        TestPolicy snapshotClasses(Map<String, String> byDriver) {
            snapshotClass = new SnapshotClassChoice.ByDriver(byDriver);
            return this;
        }

        TestPolicy waitingForTaken() {
            until = Policy.Until.TAKEN;
            return this;
        }

        TestPolicy mayMatchNothing() {
            requireMatch = false;
            return this;
        }

        TestPolicy snapshotLabel(String key, String value) {
            snapshotLabels.put(key, value);
            return this;
        }

        Policy build() {
            return new Policy(
                    name,
                    new Policy.Selection(
                            namespaceNames, namespaceLabels, labels, claimNames, storageClasses),
                    every,
                    snapshotClass,
                    new Policy.Wait(until, Duration.ofMinutes(90)),
                    retain,
                    requireMatch,
                    Policy.OnUnsupported.FAIL,
                    snapshotLabels,
                    Map.of());
        }
    }
}
