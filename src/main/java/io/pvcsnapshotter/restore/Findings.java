package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a look at the cluster has found.
 *
 * @param claim the name that a person gave
 * @param found the claim of that name today
 * @param beside the claim that is to be made beside it, if it is there already
 * @param snapshots all in the namespace
 * @param around what could use the claim; empty if nobody asked
 * @param storage what is known of the storage
 * @param events what the API server says of the claim that is waited for, newest last
 * @param waited how long the same has been waited for
 */
record Findings(
        ObjectName claim,
        Instant now,
        Optional<Manifest> found,
        Optional<Manifest> beside,
        List<Manifest> snapshots,
        Around around,
        Storage storage,
        List<Manifest> events,
        Duration waited) {

    Findings {
        snapshots = List.copyOf(snapshots);
        events = List.copyOf(events);
    }

    /** All objects of a namespace that use claims, or decide about those that do. */
    record Around(
            List<Manifest> pods,
            List<Manifest> statefulSets,
            List<Manifest> deployments,
            List<Manifest> replicaSets,
            List<Manifest> daemonSets,
            List<Manifest> jobs,
            List<Manifest> cronJobs,
            List<Manifest> autoscalers) {
        static final Around NOTHING =
                new Around(
                        List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                        List.of());

        static Around of(List<Manifest> statefulSets) {
            return new Around(
                    List.of(),
                    statefulSets,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of());
        }
    }

    /**
     * What only some people may read.
     *
     * @param volume of the claim of today
     * @param mayRetain whether that volume may be changed
     * @param storageClass of the new claim: empty if it may not be read
     * @param storageClassGone whether it could be read that there is none of that name
     * @param driver of the chosen snapshot
     * @param mode {@code sourceVolumeMode} of the chosen snapshot
     */
    record Storage(
            Optional<Manifest> volume,
            boolean mayRetain,
            Optional<Manifest> storageClass,
            boolean storageClassGone,
            Optional<String> driver,
            Optional<String> mode) {
        static final Storage UNKNOWN =
                new Storage(
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.empty());
    }

    /** A command for a person to type, which stands on a line of its own. */
    String kubectl(String words) {
        return "`kubectl -n %s %s`".formatted(claim.namespace(), words);
    }

    Findings with(List<Manifest> others) {
        return new Findings(claim, now, found, beside, others, around, storage, events, waited);
    }

    Findings with(Storage other) {
        return new Findings(claim, now, found, beside, snapshots, around, other, events, waited);
    }

    Optional<Manifest> snapshot(String name) {
        return snapshots.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** The snapshots whose source has the claim's name, whoever made them. */
    List<Manifest> ofClaim() {
        return snapshots.stream()
                .filter(each ->
                        each.text("spec", "source", "persistentVolumeClaimName")
                                .equals(Optional.of(claim.name())))
                .toList();
    }

    /** Whether a claim is not provisioned before a pod uses it, as far as that is known. */
    boolean waitsForPod() {
        return storage.storageClass()
                        .flatMap(each -> each.text("volumeBindingMode"))
                        .equals(Optional.of("WaitForFirstConsumer"))
                || !events.isEmpty()
                        && events.getLast()
                                .text("reason")
                                .equals(Optional.of("WaitForFirstConsumer"));
    }

    /** The last that the API server has said of the claim that is waited for. */
    String said() {
        return events.isEmpty()
                ? ""
                : "%s: %s"
                        .formatted(
                                events.getLast().text("reason").orElse(""),
                                events.getLast().text("message").orElse(""));
    }

    static boolean isBound(Manifest claim) {
        return claim.text("status", "phase").equals(Optional.of("Bound"));
    }

    /** Whether somebody protects a snapshot from expiry. */
    static boolean isHeld(Manifest snapshot) {
        return holds(snapshot.label(Ownership.HOLD)) || holds(snapshot.annotation(Ownership.HOLD));
    }

    private static boolean holds(Optional<String> mark) {
        return mark.filter(each -> !each.equals("false")).isPresent();
    }

    static boolean isReady(Manifest snapshot) {
        return snapshot.is("status", "readyToUse") && !snapshot.deleting();
    }

    /** When the data is from. */
    static Instant taken(Manifest snapshot) {
        return snapshot.time("status", "creationTime")
                .filter(each -> each.isAfter(snapshot.created()))
                .orElse(snapshot.created());
    }
}
