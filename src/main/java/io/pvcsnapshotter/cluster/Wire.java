package io.pvcsnapshotter.cluster;

import com.google.gson.annotations.SerializedName;
import java.util.List;
import java.util.Map;

/**
 * The API objects as they come over the wire: only the fields that are read, any of which may be
 * absent (null).
 */
final class Wire {
    private Wire() {}

    record Metadata(
            String name,
            String namespace,
            String uid,
            String resourceVersion,
            String creationTimestamp,
            String deletionTimestamp,
            Map<String, String> labels,
            Map<String, String> annotations,
            List<Owner> ownerReferences,
            List<String> finalizers) {}

    record Owner(String apiVersion, String kind) {}

    /** Every object has metadata. */
    interface Thing {
        Metadata metadata();
    }

    record ListMetadata(String resourceVersion, @SerializedName("continue") String next) {}

    /** Any object of which only the metadata matters. */
    record Bare(Metadata metadata) implements Thing {}

    record Claim(Metadata metadata, ClaimSpec spec, ClaimStatus status) implements Thing {}

    record ClaimSpec(
            String storageClassName,
            String volumeName,
            Reference dataSource,
            Reference dataSourceRef) {}

    record ClaimStatus(String phase) {}

    record Reference(String apiGroup, String kind, String name, String namespace, String uid) {}

    record Volume(Metadata metadata, VolumeSpec spec) implements Thing {}

    record VolumeSpec(Csi csi, Reference claimRef) {}

    record Csi(String driver) {}

    record Snapshot(Metadata metadata, SnapshotSpec spec, SnapshotStatus status) implements Thing {}

    record SnapshotSpec(Source source, String volumeSnapshotClassName) {}

    record Source(String persistentVolumeClaimName) {}

    record SnapshotStatus(
            String creationTime,
            Boolean readyToUse,
            Problem error,
            String volumeGroupSnapshotName) {}

    record Problem(String message) {}

    record SnapshotClass(Metadata metadata, String driver, String deletionPolicy)
            implements Thing {}

    record Job(Metadata metadata, JobSpec spec, JobStatus status) {}

    record JobSpec(Long activeDeadlineSeconds) {}

    record JobStatus(String startTime) {}

    record CronJob(Metadata metadata, CronJobSpec spec) {}

    record CronJobSpec(
            String schedule, String timeZone, Boolean suspend, Long startingDeadlineSeconds) {}

    record ConfigMap(Metadata metadata, @SerializedName("data") Map<String, String> data) {}
}
