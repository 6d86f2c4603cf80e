package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.Quantity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Makes the manifest of the claim that a snapshot is restored to. */
final class NewClaim {
    private static final String SNAPSHOT_GROUP = "snapshot.storage.k8s.io";

    /** Written by controllers about the old claim and its volume; wrong for a new one. */
    private static final Set<String> OF_CONTROLLERS =
            Set.of(
                    "pv.kubernetes.io/bind-completed",
                    "pv.kubernetes.io/bound-by-controller",
                    "pv.kubernetes.io/migrated-to",
                    "volume.kubernetes.io/storage-provisioner",
                    "volume.beta.kubernetes.io/storage-provisioner",
                    "volume.kubernetes.io/storage-resizer",
                    "volume.kubernetes.io/selected-node",
                    "kubectl.kubernetes.io/last-applied-configuration");

    /** What makes a tool that manages the old claim take a second one for its own. */
    private static final List<String> OF_MANAGERS =
            List.of(
                    "argocd.argoproj.io/",
                    "kustomize.toolkit.fluxcd.io/",
                    "helm.toolkit.fluxcd.io/",
                    "meta.helm.sh/",
                    "app.kubernetes.io/instance",
                    "app.kubernetes.io/managed-by",
                    "helm.sh/");

    private NewClaim() {}

    /**
     * The claim anew, under its name.
     *
     * @param like the claim, or what a StatefulSet makes it from
     * @param history the uids whose snapshots it inherits
     */
    static Manifest inPlace(Manifest like, ObjectName name, Manifest chosen, Set<String> history) {
        Manifest bare =
                bare(like, name)
                        .with(
                                map(annotations(like, key -> !OF_CONTROLLERS.contains(key))),
                                "metadata",
                                "annotations");
        Manifest labelled = bare.with(map(like.map("metadata", "labels")), "metadata", "labels");
        List<Manifest> owners =
                like.each("metadata", "ownerReferences").stream()
                        .filter(each -> !isSetAgainByItsController(each))
                        .map(each -> each.without("blockOwnerDeletion"))
                        .toList();
        Manifest owned =
                owners.isEmpty()
                        ? labelled
                        : labelled.withEach(owners, "metadata", "ownerReferences");
        return restoredFromToo(from(owned, chosen.name()), history);
    }

    private static boolean isSetAgainByItsController(Manifest owner) {
        return owner.text("kind").filter(Set.of("Pod", "StatefulSet")::contains).isPresent();
    }

    /** A second claim beside the old one, which nothing that manages the old one takes for it. */
    static Manifest beside(Manifest like, ObjectName name, Manifest chosen) {
        Manifest bare =
                bare(like, name)
                        .with(
                                map(annotations(like, NewClaim::isOfThePerson)),
                                "metadata",
                                "annotations");
        Map<String, String> labels = like.map("metadata", "labels");
        labels.keySet().removeIf(NewClaim::isOfManager);
        return from(bare.with(map(labels), "metadata", "labels"), chosen.name())
                .with("false", "metadata", "annotations", Claim.SNAPSHOT_ANNOTATION);
    }

    private static boolean isOfThePerson(String key) {
        return !OF_CONTROLLERS.contains(key)
                && !key.startsWith(Ownership.PREFIX)
                && !isOfManager(key);
    }

    private static boolean isOfManager(String key) {
        return OF_MANAGERS.stream().anyMatch(key::startsWith);
    }

    private static Manifest bare(Manifest like, ObjectName name) {
        Manifest spec =
                like.at("spec")
                        .orElseGet(Manifest::new)
                        .without("volumeName")
                        .without("selector")
                        .without("dataSource")
                        .without("dataSourceRef");
        return new Manifest()
                .with("v1", "apiVersion")
                .with("PersistentVolumeClaim", "kind")
                .with(name.name(), "metadata", "name")
                .with(name.namespace(), "metadata", "namespace")
                .with(spec, "spec");
    }

    private static Map<String, String> annotations(Manifest like, Predicate<String> kept) {
        Map<String, String> annotations = like.map("metadata", "annotations");
        annotations.keySet().removeIf(kept.negate());
        annotations.remove(Marks.RESTORE);
        return annotations;
    }

    /** The same claim from another snapshot. */
    static Manifest from(Manifest claim, String snapshot) {
        Manifest source =
                new Manifest()
                        .with(SNAPSHOT_GROUP, "apiGroup")
                        .with("VolumeSnapshot", "kind")
                        .with(snapshot, "name");
        return claim.without("spec", "dataSourceRef").with(source, "spec", "dataSource");
    }

    /** The snapshot that a claim is or was made from. */
    static Optional<String> sourceOf(Manifest claim) {
        return claim.text("spec", "dataSource", "name")
                .filter(_ ->
                        claim.text("spec", "dataSource", "kind")
                                .equals(Optional.of("VolumeSnapshot")));
    }

    /** The same claim, made by that restore. */
    static Manifest madeBy(Manifest claim, String id) {
        return claim.with(id, "metadata", "annotations", Marks.RESTORE);
    }

    static Manifest restoredFromToo(Manifest claim, Collection<String> uids) {
        Set<String> all = new LinkedHashSet<>(restoredFrom(claim));
        all.addAll(uids);
        return all.isEmpty()
                ? claim
                : claim.with(
                        String.join(",", all),
                        "metadata",
                        "annotations",
                        Claim.RESTORED_FROM_ANNOTATION);
    }

    private static List<String> restoredFrom(Manifest claim) {
        return Stream.of(claim.annotation(Claim.RESTORED_FROM_ANNOTATION).orElse("").split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /** The uids whose snapshots are the history of a claim: its own first. */
    static List<String> historyOf(Manifest claim) {
        List<String> uids = new ArrayList<>(List.of(claim.uid()));
        uids.addAll(restoredFrom(claim));
        return uids;
    }

    /** The largest that the claim asks for, has, and must have for that snapshot. */
    static Manifest atLeast(Manifest claim, Manifest like, Manifest chosen) {
        Optional<Quantity> size =
                Stream.of(
                                like.text("spec", "resources", "requests", "storage"),
                                like.text("status", "capacity", "storage"),
                                restoreSize(chosen).map(Quantity::text))
                        .flatMap(each -> each.flatMap(Quantity::parse).stream())
                        .max(Quantity::compareTo);
        return size.map(each -> sized(claim, each)).orElse(claim);
    }

    static Manifest sized(Manifest claim, Quantity size) {
        return claim.without("spec", "resources", "limits")
                .with(size.text(), "spec", "resources", "requests", "storage");
    }

    /** The least size of a claim that is made from a snapshot; empty where that is not known. */
    static Optional<Quantity> restoreSize(Manifest snapshot) {
        return snapshot.text("status", "restoreSize")
                .flatMap(Quantity::parse)
                .filter(each -> each.bytes().signum() > 0);
    }

    private static Manifest map(Map<String, String> texts) {
        Manifest map = new Manifest();
        for (Map.Entry<String, String> each : texts.entrySet()) {
            map = map.with(each.getValue(), each.getKey());
        }
        return map;
    }
}
