package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.cluster.ObjectKind;
import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.model.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/**
 * A namespace with its controllers and its storage. Every running pod writes the next number into
 * its volume in every second. All numbers that were ever written are known, and so is where each
 * still is.
 */
final class World extends Store implements Restore.Time {
    private static final String PROTECTION = "kubernetes.io/pvc-protection";

    private final Random random;

    /** The files of each volume, by its name, and of each snapshot, by its uid. */
    private final Map<String, List<Integer>> files = new HashMap<>();

    /** What was written into the claim of that name. */
    private final Map<String, List<Integer>> written = new HashMap<>();

    /** What was written into the volume of that name. */
    private final Map<String, List<Integer>> byVolume = new HashMap<>();

    private int number;
    private int volumes;
    private boolean pathological;
    private boolean waitsForConsumer;
    private int reluctance;
    private Runnable meddler = () -> {};

    World(long seed) {
        random = new Random(seed);
    }

    /** Pods are never ready. */
    void podsCrash() {
        pathological = true;
    }

    /** The class is WaitForFirstConsumer. */
    void claimsWaitForPods() {
        waitsForConsumer = true;
    }

    /** Snapshots become ready only after that many seconds. */
    void snapshotsTake(int seconds) {
        reluctance = seconds;
    }

    /** Somebody who looks and meddles in every second. */
    void everySecond(Runnable other) {
        meddler = other;
    }

    Random random() {
        return random;
    }

    @Override
    public Instant get() {
        return now();
    }

    @Override
    public void pause(Duration length) {
        seconds(Math.max(1, (int) length.toSeconds()));
    }

    @Override
    public List<Manifest> events(ObjectName about, String uid) {
        return waitsForConsumer
                ? List.of(manifest("{\"reason\": \"WaitForFirstConsumer\"}"))
                : List.of();
    }

    void seconds(int number) {
        for (int i = 0; i < number; i++) {
            pass(1);
            List<Runnable> controllers =
                    new ArrayList<>(
                            List.of(
                                    this::statefulSets,
                                    this::deployments,
                                    this::pods,
                                    this::claims,
                                    this::volumes,
                                    this::snapshots));
            Collections.shuffle(controllers, random);
            controllers.forEach(Runnable::run);
            meddler.run();
        }
    }

    // What a person does

    void statefulSet(String name, int replicas, String more) {
        make(
                ObjectKind.STATEFUL_SET,
                manifest(
                        """
                        {"metadata": {"name": "%s"}, "spec": {"replicas": %d, %s
                          "selector": {"matchLabels": {"app": "%s"}},
                          "template": {"spec": {"volumes": []}},
                          "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": {
                            "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}]}}
                        """
                                .formatted(name, replicas, more, name)));
    }

    void deployment(String name, String claim) {
        make(
                ObjectKind.DEPLOYMENT,
                manifest(
                        """
                        {"metadata": {"name": "%s"}, "spec": {"replicas": 1, "template": {"spec": {
                          "volumes": [{"persistentVolumeClaim": {"claimName": "%s"}}]}}}}
                        """
                                .formatted(name, claim)));
        make(
                ObjectKind.CLAIM,
                manifest(
                        """
                        {"metadata": {"name": "%s", "finalizers": ["%s"]}, "spec": {
                          "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}
                        """
                                .formatted(claim, PROTECTION)));
    }

    void snapshot(String name, String claim) {
        make(
                ObjectKind.SNAPSHOT,
                manifest(
                        """
                        {"metadata": {"name": "%s"}, "spec": {"source": {"persistentVolumeClaimName": "%s"}}}
                        """
                                .formatted(name, claim)));
    }

    void scale(ObjectKind kind, String name, int replicas) {
        find(kind, name).ifPresent(each -> keep(kind, each.with(replicas, "spec", "replicas")));
    }

    static Manifest manifest(String json) {
        return Manifest.read(json).orElseThrow();
    }

    // What is there

    long replicas(ObjectKind kind, String name) {
        return find(kind, name).orElseThrow().number("spec", "replicas").orElseThrow();
    }

    /** The file of a claim that is bound. */
    List<Integer> file(String claim) {
        return find(ObjectKind.CLAIM, claim)
                .flatMap(each -> each.text("spec", "volumeName"))
                .map(files::get)
                .orElse(List.of());
    }

    List<Integer> fileOfSnapshot(String name) {
        return files.get(find(ObjectKind.SNAPSHOT, name).orElseThrow().uid());
    }

    List<Integer> written(String claim) {
        return List.copyOf(written.getOrDefault(claim, List.of()));
    }

    List<Integer> writtenInto(String volume) {
        return List.copyOf(byVolume.getOrDefault(volume, List.of()));
    }

    String volume(String claim) {
        return find(ObjectKind.CLAIM, claim)
                .flatMap(each -> each.text("spec", "volumeName"))
                .orElseThrow();
    }

    /** What was written into a claim and is now in no volume and in no ready snapshot. */
    List<Integer> lost(String claim) {
        TreeSet<Integer> lost = new TreeSet<>(written(claim));
        all(ObjectKind.VOLUME).keySet().forEach(each -> lost.removeAll(files.get(each)));
        all(ObjectKind.SNAPSHOT).values().stream()
                .filter(Findings::isReady)
                .forEach(each -> lost.removeAll(files.get(each.uid())));
        return List.copyOf(lost);
    }

    // The controllers

    private void statefulSets() {
        for (Manifest set : List.copyOf(all(ObjectKind.STATEFUL_SET).values())) {
            long start = Workload.start(set);
            long replicas = set.number("spec", "replicas").orElse(1L);
            for (long i = start; i < start + replicas; i++) {
                claimOf(set, i);
                podOf(set, i);
            }
            condemned(set, start + replicas);
        }
    }

    private static String claimName(Manifest set, long ordinal) {
        return "data-%s-%d".formatted(set.name(), ordinal);
    }

    private void claimOf(Manifest set, long ordinal) {
        String name = claimName(set, ordinal);
        if (find(ObjectKind.CLAIM, name).isEmpty()
                && find(ObjectKind.POD, set.name() + "-" + ordinal).isEmpty()) {
            make(
                    ObjectKind.CLAIM,
                    manifest(
                                    """
                                    {"metadata": {"name": "%s", "finalizers": ["%s"]}}
                                    """
                                            .formatted(name, PROTECTION))
                            .with(
                                    set.each("spec", "volumeClaimTemplates")
                                            .getFirst()
                                            .at("spec")
                                            .orElseThrow(),
                                    "spec"));
        }
    }

    private void podOf(Manifest set, long ordinal) {
        String name = set.name() + "-" + ordinal;
        boolean usable =
                find(ObjectKind.CLAIM, claimName(set, ordinal))
                        .filter(each -> !each.deleting())
                        .isPresent();
        if (usable && find(ObjectKind.POD, name).isEmpty()) {
            pod(name, "StatefulSet", set.uid(), claimName(set, ordinal));
        }
    }

    private void pod(String name, String ownerKind, String owner, String claim) {
        make(
                ObjectKind.POD,
                manifest(
                        """
                        {"metadata": {"name": "%s", "finalizers": ["kubelet"], "ownerReferences": [
                           {"kind": "%s", "uid": "%s", "controller": true}]},
                         "spec": {"volumes": [{"persistentVolumeClaim": {"claimName": "%s"}}]},
                         "status": {"phase": "Pending"}}
                        """
                                .formatted(name, ownerKind, owner, claim)));
    }

    /** The highest first, one by one; with pods that are not ready it does nothing for ever. */
    private void condemned(Manifest set, long end) {
        Workload workload =
                new Workload(Workload.Type.STATEFUL_SET, set, end - Workload.start(set));
        List<Manifest> condemned = workload.condemned(List.copyOf(all(ObjectKind.POD).values()));
        boolean deleteClaims =
                set.text("spec", "persistentVolumeClaimRetentionPolicy", "whenScaled")
                        .equals(Optional.of("Delete"));
        if (deleteClaims) {
            all(ObjectKind.CLAIM).values().stream()
                    .filter(each -> Workload.ordinal(set, each.name()).isPresent())
                    .filter(each -> Workload.ordinal(set, each.name()).getAsLong() >= end)
                    .filter(each ->
                            find(
                                            ObjectKind.POD,
                                            set.name()
                                                    + "-"
                                                    + Workload.ordinal(set, each.name())
                                                            .getAsLong())
                                    .isEmpty())
                    .map(Manifest::name)
                    .toList()
                    .forEach(each -> remove(ObjectKind.CLAIM, each));
        }
        boolean hangs = pathological && condemned.size() > 1;
        if (!condemned.isEmpty() && !hangs && condemned.stream().noneMatch(Manifest::deleting)) {
            remove(ObjectKind.POD, condemned.getFirst().name());
        }
    }

    private void deployments() {
        for (Manifest each : List.copyOf(all(ObjectKind.DEPLOYMENT).values())) {
            long replicas = each.number("spec", "replicas").orElse(1L);
            String claim =
                    each.each("spec", "template", "spec", "volumes")
                            .getFirst()
                            .text("persistentVolumeClaim", "claimName")
                            .orElseThrow();
            String set = each.name() + "-rs";
            if (find(ObjectKind.REPLICA_SET, set).isEmpty()) {
                make(
                        ObjectKind.REPLICA_SET,
                        manifest(
                                """
                                {"metadata": {"name": "%s", "ownerReferences": [
                                   {"kind": "Deployment", "uid": "%s", "controller": true}]}}
                                """
                                        .formatted(set, each.uid())));
            }
            String pod = each.name() + "-pod";
            if (replicas == 0) {
                remove(ObjectKind.POD, pod);
            } else if (find(ObjectKind.POD, pod).isEmpty()) {
                pod(
                        pod,
                        "ReplicaSet",
                        find(ObjectKind.REPLICA_SET, set).orElseThrow().uid(),
                        claim);
            }
        }
    }

    /** The kubelet: starts pods whose claim is bound, lets them write, and ends them. */
    private void pods() {
        for (Manifest pod : List.copyOf(all(ObjectKind.POD).values())) {
            String claim =
                    pod.each("spec", "volumes")
                            .getFirst()
                            .text("persistentVolumeClaim", "claimName")
                            .orElseThrow();
            boolean runs = pod.text("status", "phase").equals(Optional.of("Running"));
            Optional<Manifest> bound = find(ObjectKind.CLAIM, claim).filter(Findings::isBound);
            if (runs && bound.isPresent()) {
                String volume = bound.get().text("spec", "volumeName").orElseThrow();
                number++;
                files.get(volume).add(number);
                byVolume.computeIfAbsent(volume, _ -> new ArrayList<>()).add(number);
                written.computeIfAbsent(claim, _ -> new ArrayList<>()).add(number);
            }
            if (pod.deleting()) {
                if (!runs || random.nextBoolean()) {
                    keep(ObjectKind.POD, pod.with(List.of(), "metadata", "finalizers"));
                }
            } else if (!runs && bound.filter(each -> !each.deleting()).isPresent()) {
                keep(
                        ObjectKind.POD,
                        pod.with("Running", "status", "phase").with("testbed", "spec", "nodeName"));
            }
        }
    }

    /** Provisioner and protection. */
    private void claims() {
        for (Manifest claim : List.copyOf(all(ObjectKind.CLAIM).values())) {
            boolean used =
                    all(ObjectKind.POD).values().stream()
                            .filter(each -> each.has("spec", "nodeName"))
                            .anyMatch(each -> uses(each, claim.name()));
            if (claim.deleting()) {
                boolean copied =
                        all(ObjectKind.SNAPSHOT).values().stream()
                                .filter(each -> isOf(each, claim.name()))
                                .allMatch(each -> each.is("status", "readyToUse"));
                List<String> finalizers = new ArrayList<>(claim.texts("metadata", "finalizers"));
                if (!used && copied && finalizers.remove(PROTECTION)) {
                    keep(ObjectKind.CLAIM, claim.with(finalizers, "metadata", "finalizers"));
                }
            } else if (!Findings.isBound(claim)) {
                provision(claim);
            } else if (!claim.texts("metadata", "finalizers").contains(PROTECTION)) {
                List<String> more = new ArrayList<>(claim.texts("metadata", "finalizers"));
                more.add(PROTECTION);
                keep(ObjectKind.CLAIM, claim.with(more, "metadata", "finalizers"));
            }
        }
    }

    private static boolean uses(Manifest pod, String claim) {
        return pod.each("spec", "volumes").stream()
                .anyMatch(each ->
                        each.text("persistentVolumeClaim", "claimName").equals(Optional.of(claim)));
    }

    private void provision(Manifest claim) {
        boolean wanted =
                !waitsForConsumer
                        || all(ObjectKind.POD).values().stream()
                                .anyMatch(each -> uses(each, claim.name()) && !each.deleting());
        Optional<Manifest> source =
                NewClaim.sourceOf(claim).flatMap(each -> find(ObjectKind.SNAPSHOT, each));
        boolean ready =
                NewClaim.sourceOf(claim).isEmpty() || source.filter(Findings::isReady).isPresent();
        if (!wanted || !ready) {
            return;
        }
        String volume = "pv-" + ++volumes;
        files.put(
                volume,
                new ArrayList<>(source.map(each -> files.get(each.uid())).orElse(List.of())));
        make(
                ObjectKind.VOLUME,
                manifest(
                        """
                        {"metadata": {"name": "%s"}, "spec": {"persistentVolumeReclaimPolicy": "Delete",
                          "claimRef": {"uid": "%s"}}}
                        """
                                .formatted(volume, claim.uid())));
        keep(
                ObjectKind.CLAIM,
                claim.with(volume, "spec", "volumeName").with("Bound", "status", "phase"));
    }

    private void volumes() {
        for (Manifest volume : List.copyOf(all(ObjectKind.VOLUME).values())) {
            Optional<String> claim = volume.text("spec", "claimRef", "uid");
            boolean bound =
                    all(ObjectKind.CLAIM).values().stream()
                            .anyMatch(each -> claim.equals(Optional.of(each.uid())));
            if (!bound && !Volumes.isRetained(volume)) {
                all(ObjectKind.VOLUME).remove(volume.name());
                files.remove(volume.name());
            }
        }
    }

    private static boolean isOf(Manifest snapshot, String claim) {
        return snapshot.text("spec", "source", "persistentVolumeClaimName")
                .equals(Optional.of(claim));
    }

    /** Its source is a name: it is cut from what has that name then. */
    private void snapshots() {
        for (Manifest snapshot : List.copyOf(all(ObjectKind.SNAPSHOT).values())) {
            Optional<Manifest> claim =
                    snapshot.text("spec", "source", "persistentVolumeClaimName")
                            .flatMap(each -> find(ObjectKind.CLAIM, each))
                            .filter(Findings::isBound)
                            .filter(each -> !each.deleting());
            Optional<Instant> cut = snapshot.time("status", "creationTime");
            if (cut.isEmpty() && claim.isPresent()) {
                files.put(snapshot.uid(), List.copyOf(file(claim.get().name())));
                keep(
                        ObjectKind.SNAPSHOT,
                        snapshot.with(now().toString(), "status", "creationTime")
                                .with("1Gi", "status", "restoreSize"));
            } else if (cut.isPresent()
                    && !snapshot.is("status", "readyToUse")
                    && !cut.get().plusSeconds(reluctance).isAfter(now())) {
                keep(ObjectKind.SNAPSHOT, snapshot.with(true, "status", "readyToUse"));
            }
        }
    }
}
