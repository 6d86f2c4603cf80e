package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.model.Ownership;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The snapshots that are taken of what is replaced, so that there is a way back. */
final class Safety {
    private static final String VICTIM = "victim";
    private static final String ID = "id";
    private static final String ORIGINAL = "original";
    private static final String GENERATIONS = "generations";

    private Safety() {}

    /** Whether a claim has data that would be lost with it. */
    static boolean isNeededFor(Manifest claim) {
        return claim.text("spec", "volumeName").isPresent()
                && !claim.text("status", "phase").equals(Optional.of("Lost"));
    }

    /** The snapshot to take of the claim as it is now, with nobody writing. */
    static Manifest of(
            Manifest claim, RestoreRecord restore, Manifest chosen, List<Workload> workloads) {
        Manifest mark =
                new Manifest()
                        .with(restore.id(), ID)
                        .with(restore.original().orElse(""), ORIGINAL)
                        .with(claim.uid(), VICTIM)
                        .with(generations(workloads), GENERATIONS)
                        .with(restore.before(), "before");
        Manifest snapshot =
                new Manifest()
                        .with("snapshot.storage.k8s.io/v1", "apiVersion")
                        .with("VolumeSnapshot", "kind")
                        .with(restore.safety(), "metadata", "name")
                        .with(claim.objectName().namespace(), "metadata", "namespace")
                        .with(mark.toString(), "metadata", "annotations", Marks.SAFETY)
                        .with(Marks.hold(restore.id()), "metadata", "annotations", Ownership.HOLD)
                        .with(claim.name(), "spec", "source", "persistentVolumeClaimName");
        return chosen.text("spec", "volumeSnapshotClassName")
                .map(each -> snapshot.with(each, "spec", "volumeSnapshotClassName"))
                .orElse(snapshot);
    }

    /** The one that was taken of that claim in that restore, if it was. */
    static Optional<Manifest> taken(Findings findings, RestoreRecord restore, Manifest claim) {
        return findings.snapshot(restore.safety())
                .filter(each -> mark(each).text(ID).equals(Optional.of(restore.id())))
                .filter(each -> mark(each).text(VICTIM).equals(Optional.of(claim.uid())));
    }

    /**
     * Whether something may have been written since: somebody has changed a workload, and so may
     * have let its pods run.
     */
    static boolean isStale(Manifest safety, List<Workload> workloads) {
        Manifest then = mark(safety).at(GENERATIONS).orElseGet(Manifest::new);
        return !then.equals(generations(workloads));
    }

    private static Manifest generations(List<Workload> workloads) {
        Manifest generations = new Manifest();
        for (Workload each :
                workloads.stream().sorted(Comparator.comparing(Workload::title)).toList()) {
            generations = generations.with(each.generation(), each.object().uid());
        }
        return generations;
    }

    /**
     * The copy of the claim that was there when that restore began. A restore takes another one
     * when it is stale, and one of a claim that somebody else has made meanwhile: so it is the last
     * ready one of the original claim.
     */
    static Optional<Manifest> wayBack(Findings findings, String id) {
        return findings.ofClaim().stream()
                .filter(each -> mark(each).text(ID).equals(Optional.of(id)))
                .filter(each -> mark(each).text(ORIGINAL).isPresent())
                .filter(each -> mark(each).text(VICTIM).equals(mark(each).text(ORIGINAL)))
                .filter(Findings::isReady)
                .max(
                        Comparator.comparing(Manifest::created)
                                .thenComparing(each -> each.name().length())
                                .thenComparing(Manifest::name));
    }

    private static Manifest mark(Manifest snapshot) {
        return snapshot.annotation(Marks.SAFETY).flatMap(Manifest::read).orElseGet(Manifest::new);
    }
}
