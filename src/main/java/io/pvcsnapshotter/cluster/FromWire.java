package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ConfigMap;
import io.pvcsnapshotter.model.CronJob;
import io.pvcsnapshotter.model.JobFacts;
import io.pvcsnapshotter.model.Metadata;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.ScheduleFields;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotClass;
import io.pvcsnapshotter.model.Volume;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the model out of API objects; what a healthy API server always sends is demanded, the rest
 * may be absent.
 */
final class FromWire {
    private static final String SNAPSHOT_GROUP = "snapshot.storage.k8s.io";
    private static final String GROUP_SNAPSHOT_GROUP = "groupsnapshot.storage.k8s.io/";
    private static final String GROUP_FINALIZER =
            "snapshot.storage.kubernetes.io/volumesnapshot-in-group-protection";
    private static final String DEFAULT_CLASS = "snapshot.storage.kubernetes.io/is-default-class";
    private static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";

    private FromWire() {}

    static Claim claim(Wire.Claim wire) {
        Wire.Metadata metadata = wire.metadata();
        ObjectName name = name(Resource.CLAIM, metadata);
        Wire.ClaimSpec spec = wire.spec();
        Set<ObjectName> sources = new HashSet<>();
        if (spec != null) {
            source(spec.dataSource(), name).ifPresent(sources::add);
            source(spec.dataSourceRef(), name).ifPresent(sources::add);
        }
        boolean ephemeral =
                orEmpty(metadata.ownerReferences()).stream()
                        .anyMatch(each ->
                                "Pod".equals(each.kind()) && "v1".equals(each.apiVersion()));
        return new Claim(
                metadata(Resource.CLAIM, metadata, name),
                ephemeral,
                new Claim.Spec(
                        spec == null ? Optional.empty() : text(spec.storageClassName()),
                        spec == null ? Optional.empty() : text(spec.volumeName()),
                        sources),
                phase(wire.status()));
    }

    private static Metadata metadata(Resource resource, Wire.Metadata wire, ObjectName name) {
        return new Metadata(
                name,
                required(wire.uid(), resource, "metadata.uid"),
                required(wire.resourceVersion(), resource, "metadata.resourceVersion"),
                orEmpty(wire.labels()),
                orEmpty(wire.annotations()),
                created(resource, wire, name),
                wire.deletionTimestamp() != null);
    }

    private static Claim.Phase phase(Wire.ClaimStatus status) {
        return switch (status == null ? null : status.phase()) {
            case "Bound" -> Claim.Phase.BOUND;
            case "Lost" -> Claim.Phase.LOST;
            case null, default -> Claim.Phase.PENDING;
        };
    }

    private static Optional<ObjectName> source(Wire.Reference reference, ObjectName claim) {
        if (reference == null
                || !"VolumeSnapshot".equals(reference.kind())
                || !SNAPSHOT_GROUP.equals(reference.apiGroup())) {
            return Optional.empty();
        }
        String namespace = text(reference.namespace()).orElse(claim.namespace());
        return text(reference.name()).map(name -> new ObjectName(namespace, name));
    }

    static Volume volume(Wire.Volume wire) {
        String name = required(wire.metadata().name(), Resource.VOLUME, "metadata.name");
        Wire.VolumeSpec spec = wire.spec();
        if (spec == null) {
            return new Volume(name, Optional.empty(), Optional.empty());
        }
        return new Volume(
                name,
                Optional.ofNullable(spec.claimRef()).flatMap(each -> text(each.uid())),
                Optional.ofNullable(spec.csi()).flatMap(each -> text(each.driver())));
    }

    static Snapshot snapshot(Wire.Snapshot wire) {
        Wire.Metadata metadata = wire.metadata();
        ObjectName name = name(Resource.SNAPSHOT, metadata);
        Wire.SnapshotSpec spec = wire.spec();
        Optional<Wire.SnapshotStatus> status = Optional.ofNullable(wire.status());
        Optional<Wire.Source> source = Optional.ofNullable(spec).map(Wire.SnapshotSpec::source);
        return new Snapshot(
                metadata(Resource.SNAPSHOT, metadata, name),
                isGroupMember(metadata, status),
                new Snapshot.Spec(
                        source.flatMap(each -> text(each.persistentVolumeClaimName())),
                        Optional.ofNullable(spec)
                                .flatMap(each -> text(each.volumeSnapshotClassName()))),
                status.map(each -> status(each, name)));
    }

    private static Snapshot.Status status(Wire.SnapshotStatus wire, ObjectName name) {
        return new Snapshot.Status(
                text(wire.creationTime()).map(each -> time(each, name)),
                Boolean.TRUE.equals(wire.readyToUse()),
                Optional.ofNullable(wire.error())
                        .map(each -> text(each.message()).orElse("no message")));
    }

    /** Any version of the group: what the controller writes has changed with its releases. */
    private static boolean isGroupMember(
            Wire.Metadata metadata, Optional<Wire.SnapshotStatus> status) {
        boolean owned =
                orEmpty(metadata.ownerReferences()).stream()
                        .anyMatch(each ->
                                "VolumeGroupSnapshot".equals(each.kind())
                                        && text(each.apiVersion())
                                                .orElse("")
                                                .startsWith(GROUP_SNAPSHOT_GROUP));
        return owned
                || orEmpty(metadata.finalizers()).contains(GROUP_FINALIZER)
                || status.flatMap(each -> text(each.volumeGroupSnapshotName())).isPresent();
    }

    static SnapshotClass snapshotClass(Wire.SnapshotClass wire) {
        return new SnapshotClass(
                required(wire.metadata().name(), Resource.SNAPSHOT_CLASS, "metadata.name"),
                required(wire.driver(), Resource.SNAPSHOT_CLASS, "driver"),
                "true".equals(orEmpty(wire.metadata().annotations()).get(DEFAULT_CLASS)),
                "Retain".equals(wire.deletionPolicy()));
    }

    static JobFacts job(Wire.Job wire) {
        ObjectName name = name(Resource.JOB, wire.metadata());
        Optional<Wire.JobStatus> status = Optional.ofNullable(wire.status());
        Optional<Wire.JobSpec> spec = Optional.ofNullable(wire.spec());
        return new JobFacts(
                required(wire.metadata().uid(), Resource.JOB, "metadata.uid"),
                created(Resource.JOB, wire.metadata(), name),
                status.flatMap(each -> text(each.startTime())).map(each -> time(each, name)),
                spec.map(Wire.JobSpec::activeDeadlineSeconds).map(Duration::ofSeconds),
                text(orEmpty(wire.metadata().annotations()).get(SCHEDULED))
                        .map(each -> time(each, name)));
    }

    static CronJob cronJob(Wire.CronJob wire) {
        Wire.CronJobSpec spec = wire.spec();
        if (spec == null) {
            throw missing(Resource.CRON_JOB, "spec");
        }
        return new CronJob(
                name(Resource.CRON_JOB, wire.metadata()),
                required(wire.metadata().uid(), Resource.CRON_JOB, "metadata.uid"),
                required(
                        wire.metadata().resourceVersion(),
                        Resource.CRON_JOB,
                        "metadata.resourceVersion"),
                new ScheduleFields(
                        text(spec.schedule()),
                        text(spec.timeZone()),
                        Optional.ofNullable(spec.suspend())),
                spec.startingDeadlineSeconds() != null);
    }

    static ConfigMap configMap(Wire.ConfigMap wire) {
        return new ConfigMap(
                name(Resource.CONFIG_MAP, wire.metadata()),
                required(wire.metadata().uid(), Resource.CONFIG_MAP, "metadata.uid"),
                required(
                        wire.metadata().resourceVersion(),
                        Resource.CONFIG_MAP,
                        "metadata.resourceVersion"),
                orEmpty(wire.data()));
    }

    private static ObjectName name(Resource resource, Wire.Metadata metadata) {
        return new ObjectName(
                required(metadata.namespace(), resource, "metadata.namespace"),
                required(metadata.name(), resource, "metadata.name"));
    }

    private static Instant created(Resource resource, Wire.Metadata metadata, ObjectName name) {
        return time(
                required(metadata.creationTimestamp(), resource, "metadata.creationTimestamp"),
                name);
    }

    private static Instant time(String text, ObjectName name) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notATime) {
            throw new ApiFailure(
                    Kind.UNREADABLE,
                    "read the times of " + name,
                    "\"%s\" is not a time".formatted(text),
                    notATime);
        }
    }

    private static String required(String value, Resource resource, String field) {
        return text(value).orElseThrow(() -> missing(resource, field));
    }

    private static ApiFailure missing(Resource resource, String field) {
        return new ApiFailure(
                Kind.UNREADABLE,
                "read " + resource,
                "an object has no " + field + ", which every one has");
    }

    private static Optional<String> text(String value) {
        return Optional.ofNullable(value).filter(each -> !each.isEmpty());
    }

    private static Map<String, String> orEmpty(Map<String, String> map) {
        return map == null ? Map.of() : map;
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }
}
