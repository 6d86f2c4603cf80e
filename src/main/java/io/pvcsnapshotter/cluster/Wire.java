package io.pvcsnapshotter.cluster;

import com.google.gson.JsonObject;
import com.google.gson.annotations.SerializedName;
import java.util.List;
import java.util.Map;

/**
 * The API objects as they come over the wire: only the fields that are read. A text, a number or an
 * object that is absent is null; a list or a map that is absent is empty, and so is the spec or the
 * status where it makes no difference that it is absent.
 */
final class Wire {
    private Wire() {}

    /** What tells one object from another. */
    interface Identity {
        String name();

        String namespace();

        String uid();

        String resourceVersion();
    }

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
            List<String> finalizers)
            implements Identity {
        Metadata {
            labels = orEmpty(labels);
            annotations = orEmpty(annotations);
            ownerReferences = orEmpty(ownerReferences);
            finalizers = orEmpty(finalizers);
        }
    }

    /** Of an object of which it matters who set which fields. That is much text, and in no list. */
    record ManagedMetadata(
            String name,
            String namespace,
            String uid,
            String resourceVersion,
            List<ManagedFields> managedFields)
            implements Identity {
        ManagedMetadata {
            managedFields = orEmpty(managedFields);
        }
    }

    /** Who set which fields. */
    record ManagedFields(String manager, JsonObject fieldsV1) {
        /** Whom the API server notes down as the owner of the fields that sync-schedule sets. */
        static final String OF_THE_SCHEDULE = "pvc-snapshotter-schedule";
    }

    record Owner(String apiVersion, String kind) {}

    /** Every object has metadata. */
    interface Thing {
        Identity metadata();
    }

    /** An empty text stands for one that is absent. */
    record ListMetadata(String resourceVersion, @SerializedName("continue") String next) {
        ListMetadata {
            resourceVersion = resourceVersion == null ? "" : resourceVersion;
            next = next == null ? "" : next;
        }
    }

    /** Any object of which only the metadata matters. */
    record Bare(Metadata metadata) implements Thing {}

    record Claim(Metadata metadata, ClaimSpec spec, ClaimStatus status) implements Thing {
        Claim {
            spec = spec == null ? new ClaimSpec(null, null, null, null) : spec;
            status = status == null ? new ClaimStatus(null) : status;
        }
    }

    record ClaimSpec(
            String storageClassName,
            String volumeName,
            Reference dataSource,
            Reference dataSourceRef) {}

    record ClaimStatus(String phase) {}

    record Reference(String apiGroup, String kind, String name, String namespace, String uid) {}

    record Volume(Metadata metadata, VolumeSpec spec) implements Thing {
        Volume {
            spec = spec == null ? new VolumeSpec(null, null) : spec;
        }
    }

    record VolumeSpec(Csi csi, Reference claimRef) {}

    record Csi(String driver) {}

    record Snapshot(Metadata metadata, SnapshotSpec spec, SnapshotStatus status) implements Thing {
        Snapshot {
            spec = spec == null ? new SnapshotSpec(null, null) : spec;
        }
    }

    record SnapshotSpec(Source source, String volumeSnapshotClassName) {}

    record Source(String persistentVolumeClaimName) {}

    record SnapshotStatus(
            String creationTime,
            Boolean readyToUse,
            Problem error,
            String volumeGroupSnapshotName) {}

    record Problem(String message) {}

    /** A snapshot for who wants to know its size too; runs do not. */
    record SizedSnapshot(Metadata metadata, SnapshotSpec spec, SizedStatus status)
            implements Thing {
        Snapshot plain() {
            return new Snapshot(metadata, spec, status == null ? null : status.plain());
        }
    }

    record SizedStatus(
            String creationTime,
            Boolean readyToUse,
            Problem error,
            String volumeGroupSnapshotName,
            String restoreSize) {
        SnapshotStatus plain() {
            return new SnapshotStatus(creationTime, readyToUse, error, volumeGroupSnapshotName);
        }
    }

    record SnapshotClass(Metadata metadata, String driver, String deletionPolicy)
            implements Thing {}

    record Job(Metadata metadata, JobSpec spec, JobStatus status) implements Thing {
        Job {
            spec = spec == null ? new JobSpec(null) : spec;
            status = status == null ? new JobStatus(null) : status;
        }
    }

    record JobSpec(Long activeDeadlineSeconds) {}

    record JobStatus(String startTime) {}

    record CronJob(ManagedMetadata metadata, CronJobSpec spec) implements Thing {}

    record CronJobSpec(
            String schedule, String timeZone, Boolean suspend, Long startingDeadlineSeconds) {}

    /** A CronJob for who wants to know when its runs start and have started. */
    record RunningCronJob(Metadata metadata, CronJobSpec spec, CronJobStatus status)
            implements Thing {
        RunningCronJob {
            spec = spec == null ? new CronJobSpec(null, null, null, null) : spec;
            status = status == null ? new CronJobStatus(null, null) : status;
        }
    }

    record CronJobStatus(String lastScheduleTime, String lastSuccessfulTime) {}

    record ConfigMap(Metadata metadata, @SerializedName("data") Map<String, String> data)
            implements Thing {
        ConfigMap {
            data = orEmpty(data);
        }
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }

    private static Map<String, String> orEmpty(Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
