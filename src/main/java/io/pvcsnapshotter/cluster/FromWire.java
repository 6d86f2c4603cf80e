package io.pvcsnapshotter.cluster;

import com.google.gson.JsonObject;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.ConfigMap;
import io.pvcsnapshotter.model.CronJob;
import io.pvcsnapshotter.model.CronJobState;
import io.pvcsnapshotter.model.Job;
import io.pvcsnapshotter.model.Metadata;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Ownership;
import io.pvcsnapshotter.model.ScheduleFields;
import io.pvcsnapshotter.model.SizeWords;
import io.pvcsnapshotter.model.SizedSnapshot;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotClass;
import io.pvcsnapshotter.model.TwoPartMap;
import io.pvcsnapshotter.model.Volume;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the model of API objects. What an API server always sends has to be there; the rest may be
 * absent.
 */
final class FromWire {
    private static final String SNAPSHOT_GROUP = "snapshot.storage.k8s.io";
    private static final String GROUP_SNAPSHOT_GROUP = "groupsnapshot.storage.k8s.io/";
    private static final String GROUP_FINALIZER =
            "snapshot.storage.kubernetes.io/volumesnapshot-in-group-protection";
    static final String DEFAULT_CLASS = "snapshot.storage.kubernetes.io/is-default-class";
    private static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";

    private FromWire() {}

    /** An object lacks a field that the API server always sends; the message is its name. */
    static final class MissingField extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MissingField(String field) {
            super(field);
        }
    }

    static Claim claim(Wire.Claim wire, Pool pool) {
        Metadata metadata = metadata(wire.metadata(), pool);
        return new Claim(
                metadata,
                wire.metadata().ownerReferences().stream().anyMatch(FromWire::isPod),
                claimSpec(wire.spec(), metadata.name().namespace(), pool),
                phase(wire.status()));
    }

    private static boolean isPod(Wire.Owner owner) {
        return "Pod".equals(owner.kind()) && "v1".equals(owner.apiVersion());
    }

    private static Claim.Spec claimSpec(Wire.ClaimSpec wire, String namespace, Pool pool) {
        return new Claim.Spec(
                pool.one(text(wire.storageClassName())),
                text(wire.volumeName()),
                Stream.of(optional(wire.dataSource()), optional(wire.dataSourceRef()))
                        .flatMap(Optional::stream)
                        .filter(FromWire::isSnapshot)
                        .flatMap(each -> name(each, namespace).stream())
                        .collect(Collectors.toSet()));
    }

    private static boolean isSnapshot(Wire.Reference reference) {
        return "VolumeSnapshot".equals(reference.kind())
                && SNAPSHOT_GROUP.equals(reference.apiGroup());
    }

    private static Optional<ObjectName> name(Wire.Reference reference, String ownNamespace) {
        String namespace = text(reference.namespace()).orElse(ownNamespace);
        return text(reference.name()).map(name -> new ObjectName(namespace, name));
    }

    private static Claim.Phase phase(Wire.ClaimStatus status) {
        return switch (status.phase()) {
            case "Bound" -> Claim.Phase.BOUND;
            case "Lost" -> Claim.Phase.LOST;
            case null, default -> Claim.Phase.PENDING;
        };
    }

    static Volume volume(Wire.Volume wire, Pool pool) {
        return new Volume(
                required("metadata.name", wire.metadata().name()),
                optional(wire.spec().claimRef()).flatMap(each -> text(each.uid())),
                pool.one(optional(wire.spec().csi()).flatMap(each -> text(each.driver()))));
    }

    static Snapshot snapshot(Wire.Snapshot wire, Pool pool) {
        Metadata metadata = metadata(wire.metadata(), pool);
        return new Snapshot(
                metadata,
                isGroupMember(wire),
                pool.one(
                        new Snapshot.Spec(
                                optional(wire.spec().source())
                                        .flatMap(each -> text(each.persistentVolumeClaimName())),
                                text(wire.spec().volumeSnapshotClassName()))),
                optional(wire.status()).map(each -> snapshotStatus(each, metadata.name(), pool)));
    }

    private static Snapshot.Status snapshotStatus(
            Wire.SnapshotStatus wire, ObjectName name, Pool pool) {
        return new Snapshot.Status(
                time(wire.creationTime(), name, pool),
                Boolean.TRUE.equals(wire.readyToUse()),
                optional(wire.error()).map(each -> text(each.message()).orElse("no message")));
    }

    static SizedSnapshot sizedSnapshot(Wire.SizedSnapshot wire, Pool pool) {
        return new SizedSnapshot(
                snapshot(wire.plain(), pool),
                optional(wire.status())
                        .flatMap(each -> text(each.restoreSize()))
                        .flatMap(SizeWords::bytes)
                        .filter(bytes -> bytes > 0));
    }

    /** Any version of the group: what the controller writes has changed with its releases. */
    private static boolean isGroupMember(Wire.Snapshot wire) {
        return wire.metadata().ownerReferences().stream().anyMatch(FromWire::isGroup)
                || wire.metadata().finalizers().contains(GROUP_FINALIZER)
                || optional(wire.status())
                        .flatMap(each -> text(each.volumeGroupSnapshotName()))
                        .isPresent();
    }

    private static boolean isGroup(Wire.Owner owner) {
        return "VolumeGroupSnapshot".equals(owner.kind())
                && text(owner.apiVersion()).orElse("").startsWith(GROUP_SNAPSHOT_GROUP);
    }

    static SnapshotClass snapshotClass(Wire.SnapshotClass wire) {
        return new SnapshotClass(
                required("metadata.name", wire.metadata().name()),
                required("driver", wire.driver()),
                "true".equals(wire.metadata().annotations().get(DEFAULT_CLASS)),
                "Retain".equals(wire.deletionPolicy()));
    }

    static Job job(Wire.Job wire) {
        Pool pool = new Pool();
        Wire.Metadata metadata = wire.metadata();
        ObjectName name = name(metadata);
        return new Job(
                required("metadata.uid", metadata.uid()),
                created(metadata, name, pool),
                time(wire.status().startTime(), name, pool),
                optional(wire.spec().activeDeadlineSeconds()).map(Duration::ofSeconds),
                time(metadata.annotations().get(SCHEDULED), name, pool));
    }

    static CronJob cronJob(Wire.CronJob wire) {
        Wire.CronJobSpec spec = optional(wire.spec()).orElseThrow(() -> new MissingField("spec"));
        return new CronJob(
                name(wire.metadata()),
                required("metadata.uid", wire.metadata().uid()),
                required("metadata.resourceVersion", wire.metadata().resourceVersion()),
                new ScheduleFields(
                        text(spec.schedule()), text(spec.timeZone()), optional(spec.suspend())),
                wire.metadata().managedFields().stream().anyMatch(FromWire::isOurSuspend),
                spec.startingDeadlineSeconds() != null);
    }

    static CronJobState cronJobState(Wire.RunningCronJob wire) {
        Pool pool = new Pool();
        Wire.CronJobSpec spec = wire.spec();
        ObjectName name = name(wire.metadata());
        return new CronJobState(
                name,
                new ScheduleFields(
                        text(spec.schedule()), text(spec.timeZone()), optional(spec.suspend())),
                created(wire.metadata(), name, pool),
                time(wire.status().lastScheduleTime(), name, pool),
                time(wire.status().lastSuccessfulTime(), name, pool));
    }

    private static boolean isOurSuspend(Wire.ManagedFields fields) {
        return Wire.ManagedFields.OF_THE_SCHEDULE.equals(fields.manager())
                && fields.fieldsV1() != null
                && fields.fieldsV1().get("f:spec") instanceof JsonObject spec
                && spec.has("f:suspend");
    }

    static ConfigMap configMap(Wire.ConfigMap wire) {
        return new ConfigMap(
                name(wire.metadata()),
                required("metadata.uid", wire.metadata().uid()),
                required("metadata.resourceVersion", wire.metadata().resourceVersion()),
                wire.data());
    }

    private static Metadata metadata(Wire.Metadata wire, Pool pool) {
        ObjectName name =
                new ObjectName(
                        pool.one(required("metadata.namespace", wire.namespace())),
                        required("metadata.name", wire.name()));
        return new Metadata(
                name,
                required("metadata.uid", wire.uid()),
                required("metadata.resourceVersion", wire.resourceVersion()),
                TwoPartMap.of(wire.labels(), Ownership.OF_CLAIM, pool::one),
                TwoPartMap.of(wire.annotations(), Ownership.OF_CLAIM, pool::one),
                created(wire, name, pool),
                time(wire.deletionTimestamp(), name, pool));
    }

    private static ObjectName name(Wire.Identity wire) {
        return new ObjectName(
                required("metadata.namespace", wire.namespace()),
                required("metadata.name", wire.name()));
    }

    private static Instant created(Wire.Metadata wire, ObjectName name, Pool pool) {
        return time(wire.creationTimestamp(), name, pool)
                .orElseThrow(() -> new MissingField("metadata.creationTimestamp"));
    }

    private static Optional<Instant> time(String value, ObjectName name, Pool pool) {
        try {
            return text(value).map(pool::time);
        } catch (DateTimeException notATime) {
            throw new ApiFailure(
                    Kind.UNREADABLE,
                    "read the times of " + name,
                    "\"%s\" is not a time".formatted(value),
                    notATime);
        }
    }

    private static String required(String field, String value) {
        return text(value).orElseThrow(() -> new MissingField(field));
    }

    /** An empty text means the same as none. */
    private static Optional<String> text(String value) {
        return optional(value).filter(each -> !each.isEmpty());
    }

    private static <T> Optional<T> optional(T value) {
        return Optional.ofNullable(value);
    }
}
