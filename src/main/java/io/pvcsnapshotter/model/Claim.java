package io.pvcsnapshotter.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A PersistentVolumeClaim.
 *
 * @param ephemeral whether a pod owns it (a generic ephemeral volume, which ends with its pod)
 */
public record Claim(Metadata metadata, boolean ephemeral, Spec spec, Phase phase)
        implements Described {

    /**
     * What was asked for: {@code spec}.
     *
     * @param storageClass {@code storageClassName}, if it has one
     * @param volume {@code volumeName}: its PersistentVolume, once bound
     * @param sources the VolumeSnapshots that its {@code dataSource} or {@code dataSourceRef}
     *     names: while the claim is not bound, these are being restored from
     */
    public record Spec(
            Optional<String> storageClass, Optional<String> volume, Set<ObjectName> sources) {
        public Spec {
            sources = Set.copyOf(sources);
        }
    }

    /** {@code status.phase}. {@code PENDING} also stands for a phase that is absent or unknown. */
    public enum Phase {
        PENDING,
        BOUND,
        LOST
    }

    /** On a claim: {@code "false"} opts it out of every policy. */
    public static final String SNAPSHOT_ANNOTATION = Ownership.PREFIX + "snapshot";

    /** On a claim: the name of the policy that it belongs to, whatever the policies select. */
    public static final String POLICY_ANNOTATION = Ownership.PREFIX + "policy";

    /** On a claim: the snapshot class to use, whatever its policy says. */
    public static final String CLASS_ANNOTATION = Ownership.PREFIX + "snapshot-class";

    /**
     * On a claim that was restored in place: the uids of the claims that it replaced,
     * comma-separated.
     */
    public static final String RESTORED_FROM_ANNOTATION = Ownership.PREFIX + "restored-from";

    /** More are not read: anybody who may write a claim may write any number of them. */
    private static final int MOST_RESTORED_FROM = 100;

    /** So many uids, each with a comma and some space. */
    public static final int LONGEST_RESTORED_FROM = MOST_RESTORED_FROM * 40;

    /** Written by the volume controller: the provisioner of the claim's storage class. */
    private static final String PROVISIONER_ANNOTATION = "volume.kubernetes.io/storage-provisioner";

    /** The keys of all annotations of a claim that mean something here. */
    public static final Set<String> ANNOTATIONS =
            Set.of(
                    SNAPSHOT_ANNOTATION,
                    POLICY_ANNOTATION,
                    CLASS_ANNOTATION,
                    RESTORED_FROM_ANNOTATION,
                    PROVISIONER_ANNOTATION);

    /** The snapshots that it is being restored from: none once it is bound. */
    public Set<ObjectName> restoringFrom() {
        return phase == Phase.BOUND ? Set.of() : spec.sources();
    }

    /**
     * The claim's own uid and those of the claims that it was restored from: whose snapshots are
     * its history.
     */
    public Set<String> history() {
        Set<String> uids =
                Arrays.stream(annotations().getOrDefault(RESTORED_FROM_ANNOTATION, "").split(","))
                        .limit(MOST_RESTORED_FROM)
                        .map(String::strip)
                        .filter(each -> !each.isEmpty())
                        .collect(Collectors.toSet());
        uids.add(uid());
        return Set.copyOf(uids);
    }

    /**
     * The provisioner that made the claim's volume, as the volume controller wrote it on the claim.
     */
    public Optional<String> provisioner() {
        return Optional.ofNullable(annotations().get(PROVISIONER_ANNOTATION));
    }
}
