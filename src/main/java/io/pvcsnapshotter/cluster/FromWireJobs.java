package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.model.EventSeen;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.RunJob;
import io.pvcsnapshotter.model.RunPod;
import io.pvcsnapshotter.model.RunSchedule;
import io.pvcsnapshotter.model.ScheduleFields;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes the model of the objects that tell what became of runs. Anybody with rights in the
 * namespace may have written them, so what cannot be read counts as absent.
 */
final class FromWireJobs {
    /** The container of the runs in the manifests. */
    static final String CONTAINER = "snapshot";

    static final String ARGUMENTS = "PVC_SNAPSHOTTER_ARGS";

    private static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";
    private static final String JOB_NAME = "batch.kubernetes.io/job-name";

    private static final int USUAL_BACKOFF_LIMIT = 6;

    private FromWireJobs() {}

    static RunJob job(WireJobs.Job wire) {
        WireJobs.Owned metadata = wire.metadata();
        return new RunJob(
                name(metadata),
                required("metadata.uid", metadata.uid()),
                created(metadata),
                time(metadata.annotations().get(SCHEDULED)),
                time(wire.status().startTime()),
                arguments(wire.spec()),
                new RunJob.Spec(
                        metadata.ownerReferences().stream()
                                .filter(FromWireJobs::isCronJob)
                                .flatMap(each -> text(each.name()).stream())
                                .findFirst(),
                        Optional.ofNullable(wire.spec().activeDeadlineSeconds())
                                .map(Duration::ofSeconds),
                        Optional.ofNullable(wire.spec().backoffLimit()).orElse(USUAL_BACKOFF_LIMIT),
                        Boolean.TRUE.equals(wire.spec().suspend()),
                        metadata.deletionTimestamp() != null),
                trueOnes(wire.status().conditions()).map(FromWireJobs::condition).toList());
    }

    private static boolean isCronJob(WireJobs.Owner owner) {
        return "CronJob".equals(owner.kind())
                && text(owner.apiVersion()).orElse("").startsWith("batch/");
    }

    private static Optional<String> arguments(WireJobs.JobSpec spec) {
        return Optional.ofNullable(spec.template())
                .flatMap(each -> Optional.ofNullable(each.spec()))
                .stream()
                .flatMap(each -> each.containers().stream())
                .flatMap(each -> each.env().stream())
                .filter(each -> ARGUMENTS.equals(each.name()))
                .flatMap(each -> text(each.value()).stream())
                .findFirst();
    }

    private static Stream<WireJobs.Condition> trueOnes(List<WireJobs.Condition> conditions) {
        return conditions.stream().filter(each -> "True".equals(each.status()));
    }

    private static RunJob.Condition condition(WireJobs.Condition wire) {
        return new RunJob.Condition(
                orNone(wire.type()),
                orNone(wire.reason()),
                orNone(wire.message()),
                time(wire.lastTransitionTime()));
    }

    static RunPod pod(WireJobs.Pod wire) {
        WireJobs.Owned metadata = wire.metadata();
        WireJobs.PodStatus status = wire.status();
        return new RunPod(
                name(metadata),
                required("metadata.uid", metadata.uid()),
                orNone(metadata.labels().get(JOB_NAME)),
                created(metadata),
                status.conditions().stream()
                        .filter(each ->
                                "PodScheduled".equals(each.type()) && "False".equals(each.status()))
                        .map(each -> text(each.message()).orElse(orNone(each.reason())))
                        .findFirst(),
                ended(status),
                container(status.containerStatuses()));
    }

    /** An eviction stands in the status itself, a drain in a condition. */
    private static Optional<String> ended(WireJobs.PodStatus status) {
        return text(status.reason())
                .map(reason -> reason + text(status.message()).map(each -> ": " + each).orElse(""))
                .or(() ->
                        trueOnes(status.conditions())
                                .filter(each -> "DisruptionTarget".equals(each.type()))
                                .map(each -> text(each.message()).orElse(orNone(each.reason())))
                                .findFirst());
    }

    private static RunPod.Container container(List<WireJobs.ContainerStatus> statuses) {
        return statuses.stream()
                .filter(each -> CONTAINER.equals(each.name()))
                .findFirst()
                .or(() -> statuses.stream().findFirst())
                .map(WireJobs.ContainerStatus::state)
                .map(FromWireJobs::container)
                .orElseGet(RunPod.Container.Unknown::new);
    }

    private static RunPod.Container container(WireJobs.State state) {
        if (state.terminated() instanceof WireJobs.Terminated ended) {
            return new RunPod.Container.Terminated(
                    ended.exitCode(),
                    orNone(ended.reason()),
                    orNone(ended.message()),
                    time(ended.finishedAt()));
        }
        if (state.running() instanceof WireJobs.Running running) {
            return new RunPod.Container.Running(time(running.startedAt()));
        }
        if (state.waiting() instanceof WireJobs.Waiting waiting) {
            return new RunPod.Container.Waiting(
                    orNone(waiting.reason()), orNone(waiting.message()));
        }
        return new RunPod.Container.Unknown();
    }

    static EventSeen event(WireJobs.Event wire) {
        return new EventSeen(
                "Warning".equals(wire.type()),
                orNone(wire.reason()),
                orNone(wire.message()),
                Stream.of(
                                Optional.ofNullable(wire.series())
                                        .map(WireJobs.Series::lastObservedTime)
                                        .orElse(null),
                                wire.lastTimestamp(),
                                wire.eventTime(),
                                wire.firstTimestamp())
                        .flatMap(each -> time(each).stream())
                        .findFirst());
    }

    static RunSchedule schedule(WireJobs.CronJob wire) {
        WireJobs.CronJobSpec spec =
                Optional.ofNullable(wire.spec())
                        .orElseThrow(() -> new FromWire.MissingField("spec"));
        return new RunSchedule(
                name(wire.metadata()),
                required("metadata.uid", wire.metadata().uid()),
                new ScheduleFields(
                        text(spec.schedule()),
                        text(spec.timeZone()),
                        Optional.ofNullable(spec.suspend())),
                time(wire.status().lastScheduleTime()),
                time(wire.status().lastSuccessfulTime()));
    }

    private static ObjectName name(Wire.Identity wire) {
        return new ObjectName(
                required("metadata.namespace", wire.namespace()),
                required("metadata.name", wire.name()));
    }

    private static Instant created(WireJobs.Owned metadata) {
        return time(metadata.creationTimestamp())
                .orElseThrow(() -> new FromWire.MissingField("metadata.creationTimestamp"));
    }

    private static String required(String field, String value) {
        return text(value).orElseThrow(() -> new FromWire.MissingField(field));
    }

    private static Optional<Instant> time(String value) {
        try {
            return text(value).map(each -> OffsetDateTime.parse(each).toInstant());
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(String value) {
        return Optional.ofNullable(value).filter(each -> !each.isEmpty());
    }

    private static String orNone(String value) {
        return value == null ? "" : value;
    }
}
