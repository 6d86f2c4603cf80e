package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.cluster.ObjectKind;
import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.restore.Step.Kind;
import io.pvcsnapshotter.restore.Step.Patch;
import java.util.Optional;

/** What becomes of the old PersistentVolume. */
final class Volumes {
    private static final String POLICY = "persistentVolumeReclaimPolicy";

    private Volumes() {}

    static boolean isRetained(Manifest volume) {
        return volume.text("spec", POLICY).equals(Optional.of("Retain"));
    }

    /** Some storages destroy the snapshots of a volume together with it. */
    static Step retain(Manifest volume, RestoreRecord restore) {
        String before = volume.text("spec", POLICY).orElse("Delete");
        Manifest mark = new Manifest().with(restore.id(), "id").with(before, "policy");
        return new Step(
                Kind.RETAIN_VOLUME,
                "Let the volume %s stay when its claim goes: reclaim policy Retain"
                        .formatted(volume.name()),
                patch(
                        volume,
                        Changes.of(volume)
                                .with(mark.toString(), "metadata", "annotations", Marks.RESTORE)
                                .with("Retain", "spec", POLICY)));
    }

    /** As it was before that restore, if that has changed it. */
    static Optional<Step> putBack(Manifest volume, RestoreRecord restore) {
        return volume.annotation(Marks.RESTORE)
                .filter(_ -> restore.isOn(volume))
                .flatMap(Manifest::read)
                .flatMap(each -> each.text("policy"))
                .map(policy ->
                        new Step(
                                Kind.PUT_BACK,
                                "Give the volume %s its reclaim policy %s back"
                                        .formatted(volume.name(), policy),
                                patch(
                                        volume,
                                        Changes.of(volume)
                                                .withNull("metadata", "annotations", Marks.RESTORE)
                                                .with(policy, "spec", POLICY))));
    }

    private static Patch patch(Manifest volume, Manifest patch) {
        return new Patch(ObjectKind.VOLUME, new ObjectName("", volume.name()), patch);
    }
}
