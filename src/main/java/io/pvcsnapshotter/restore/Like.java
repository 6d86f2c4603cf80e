package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.restore.RestoreRequest.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a new claim is made like. */
final class Like {
    private Like() {}

    /** The claim that is there; else what a StatefulSet would make; else what a person says. */
    static Manifest of(Findings findings, Shape shape) {
        Manifest like = findings.found().or(() -> template(findings)).orElseGet(Manifest::new);
        Manifest classed =
                shape.storageClass()
                        .map(each ->
                                like.without(
                                                "metadata",
                                                "annotations",
                                                "volume.beta.kubernetes.io/storage-class")
                                        .with(each, "spec", "storageClassName"))
                        .orElse(like);
        if (!shape.accessModes().isEmpty()) {
            return classed.with(shape.accessModes(), "spec", "accessModes");
        }
        return classed.texts("spec", "accessModes").isEmpty()
                ? classed.with(List.of("ReadWriteOnce"), "spec", "accessModes")
                : classed;
    }

    /** A template has no namespace, no uid and no status; its labels and spec are what counts. */
    private static Optional<Manifest> template(Findings findings) {
        return findings.around().statefulSets().stream()
                .flatMap(each ->
                        Workload.template(each, findings.claim().name())
                                .map(template -> labelled(template, each))
                                .stream())
                .findFirst();
    }

    private static Manifest labelled(Manifest template, Manifest set) {
        Manifest labelled = template;
        for (var each : set.map("spec", "selector", "matchLabels").entrySet()) {
            labelled = labelled.with(each.getValue(), "metadata", "labels", each.getKey());
        }
        return labelled;
    }

    /** What could only be guessed, each a sentence. */
    static List<String> guessed(Findings findings, Shape shape) {
        List<String> guessed = new ArrayList<>();
        if (findings.found().isPresent()) {
            return guessed;
        }
        if (template(findings).isPresent()) {
            guessed.add("The claim is gone: the new one is made as its StatefulSet would make it.");
            return guessed;
        }
        guessed.add(
                "The claim is gone: the new one gets %s, %s and %s."
                        .formatted(
                                shape.storageClass()
                                        .map("the storage class "::concat)
                                        .orElse("the default storage class (or --storage-class)"),
                                shape.accessModes().isEmpty()
                                        ? "ReadWriteOnce (or --access-mode)"
                                        : String.join(", ", shape.accessModes()),
                                shape.size()
                                        .map(each -> "the size " + each)
                                        .orElse("the size that the snapshot needs (or --size)")));
        return guessed;
    }
}
