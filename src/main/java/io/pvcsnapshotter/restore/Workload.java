package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.cluster.ObjectKind;
import io.pvcsnapshotter.model.Manifest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A Deployment or a StatefulSet whose pods use the claim.
 *
 * @param down with how many replicas none of its pods uses the claim
 */
record Workload(Type type, Manifest object, long down) {
    /** What can be scaled down without an operator that objects. */
    enum Type {
        DEPLOYMENT("Deployment", ObjectKind.DEPLOYMENT),
        STATEFUL_SET("StatefulSet", ObjectKind.STATEFUL_SET);

        private final String kind;
        private final ObjectKind object;

        Type(String kind, ObjectKind object) {
            this.kind = kind;
            this.object = object;
        }

        String kind() {
            return kind;
        }

        ObjectKind object() {
            return object;
        }
    }

    /** Whom the API server notes down for what a restore writes. */
    private static final String OURS = "pvc-snapshotter-restore";

    private static final String WHEN_SCALED = "whenScaled";
    private static final String REPLICAS = "replicas";
    private static final String RETENTION = "persistentVolumeClaimRetentionPolicy";

    String name() {
        return object.name();
    }

    /** Like {@code StatefulSet db}. */
    String title() {
        return type.kind() + " " + name();
    }

    long replicas() {
        return replicas(object);
    }

    private static long replicas(Manifest object) {
        return object.number("spec", REPLICAS).orElse(1L);
    }

    /** Ordinals begin there. */
    static long start(Manifest statefulSet) {
        return statefulSet.number("spec", "ordinals", "start").orElse(0L);
    }

    /** Which pod's claim that is, if the set makes claims of that name. */
    static OptionalLong ordinal(Manifest statefulSet, String claim) {
        return template(statefulSet, claim)
                .map(each ->
                        OptionalLong.of(
                                Long.parseLong(claim.substring(claim.lastIndexOf('-') + 1))))
                .orElseGet(OptionalLong::empty);
    }

    /** What the set makes the claim from, if it makes claims of that name. */
    static Optional<Manifest> template(Manifest statefulSet, String claim) {
        return statefulSet.each("spec", "volumeClaimTemplates").stream()
                .filter(each ->
                        isOrdinal(claim, "%s-%s-".formatted(each.name(), statefulSet.name())))
                .findFirst();
    }

    private static boolean isOrdinal(String claim, String prefix) {
        return claim.startsWith(prefix)
                && claim.substring(prefix.length()).matches("0|[1-9]\\d{0,9}");
    }

    private Optional<String> whenScaled() {
        return type == Type.STATEFUL_SET
                ? Optional.of(object.text("spec", RETENTION, WHEN_SCALED).orElse("Retain"))
                : Optional.empty();
    }

    /** Whether that restore has scaled it down. */
    boolean isDownFor(RestoreRecord restore) {
        return restore.isOn(object);
    }

    /** Whether its pods may use the claim again although a restore has scaled it down. */
    boolean isUpAgain() {
        return replicas() > down;
    }

    /** Replicas, the retention of its claims, and the mark, at once. */
    Manifest scaledDown(RestoreRecord restore) {
        Manifest before = new Manifest().with(restore.id(), "id").with(replicas(), REPLICAS);
        Manifest mark = whenScaled().map(each -> before.with(each, WHEN_SCALED)).orElse(before);
        Manifest patch =
                patch().with(mark.toString(), "metadata", "annotations", Marks.RESTORE)
                        .with(Math.min(down, replicas()), "spec", REPLICAS);
        return whenScaled().isPresent()
                ? patch.with("Retain", "spec", RETENTION, WHEN_SCALED)
                : patch;
    }

    /** As it was; but if somebody has scaled it up meanwhile, that number stays. */
    static Manifest scaledUp(Manifest object) {
        Manifest before =
                object.annotation(Marks.RESTORE).flatMap(Manifest::read).orElseGet(Manifest::new);
        Manifest patch =
                patch(object)
                        .withNull("metadata", "annotations", Marks.RESTORE)
                        .with(replicasAfter(object), "spec", REPLICAS);
        return before.text(WHEN_SCALED)
                .map(each -> patch.with(each, "spec", RETENTION, WHEN_SCALED))
                .orElse(patch);
    }

    /** How many replicas it will have. */
    static long replicasAfter(Manifest object) {
        long before =
                object.annotation(Marks.RESTORE)
                        .flatMap(Manifest::read)
                        .flatMap(each -> each.number(REPLICAS))
                        .orElse(0L);
        return Math.max(before, replicas(object));
    }

    private Manifest patch() {
        return patch(object);
    }

    private static Manifest patch(Manifest object) {
        return Changes.of(object);
    }

    /** Changes whenever somebody changes what was asked of it: the number of replicas too. */
    long generation() {
        return object.number("metadata", "generation").orElse(0L);
    }

    /** Who wrote the number of replicas last, as the API server has noted it down. */
    String scaledBy() {
        return object.each("metadata", "managedFields").stream()
                .filter(each -> each.has("fieldsV1", "f:spec", "f:replicas"))
                .filter(each -> !each.text("manager").equals(Optional.of(OURS)))
                .max(Comparator.comparing(each -> each.text("time").orElse("")))
                .flatMap(each -> each.text("manager"))
                .orElse("somebody who used kubectl scale or another scaler");
    }

    /** Its pods among these. */
    List<Manifest> condemned(List<Manifest> pods) {
        return pods.stream()
                .filter(each ->
                        each.each("metadata", "ownerReferences").stream()
                                .anyMatch(owner ->
                                        owner.text("uid").equals(Optional.of(object.uid()))))
                .filter(each -> podOrdinal(each) >= start(object) + down)
                .sorted(Comparator.comparingLong(this::podOrdinal).reversed())
                .toList();
    }

    private long podOrdinal(Manifest pod) {
        String ordinal = pod.name().substring(Math.min(pod.name().length(), name().length() + 1));
        return ordinal.matches("\\d{1,10}") ? Long.parseLong(ordinal) : Long.MAX_VALUE;
    }
}
