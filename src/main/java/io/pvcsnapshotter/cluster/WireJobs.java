package io.pvcsnapshotter.cluster;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;

/** As {@link Wire}, of the objects that only people look at: no run reads them. */
final class WireJobs {
    private WireJobs() {}

    record Owned(
            String name,
            String namespace,
            String uid,
            String resourceVersion,
            String creationTimestamp,
            String deletionTimestamp,
            Map<String, String> labels,
            Map<String, String> annotations,
            List<Owner> ownerReferences)
            implements Wire.Identity {
        Owned {
            labels = labels == null ? Map.of() : labels;
            annotations = annotations == null ? Map.of() : annotations;
            ownerReferences = orEmpty(ownerReferences);
        }
    }

    record Owner(String apiVersion, String kind, String name) {}

    record Job(Owned metadata, JobSpec spec, JobStatus status) implements Wire.Thing {
        Job {
            spec = spec == null ? new JobSpec(null, null, null, null) : spec;
            status = status == null ? new JobStatus(null, null) : status;
        }
    }

    record JobSpec(
            Long activeDeadlineSeconds, Integer backoffLimit, Boolean suspend, Template template) {}

    record Template(PodSpec spec) {}

    record PodSpec(List<Container> containers) {
        PodSpec {
            containers = orEmpty(containers);
        }
    }

    record Container(String name, List<Variable> env) {
        Container {
            env = orEmpty(env);
        }
    }

    record Variable(String name, String value) {}

    record JobStatus(String startTime, List<Condition> conditions) {
        JobStatus {
            conditions = orEmpty(conditions);
        }
    }

    record Condition(
            String type, String status, String reason, String message, String lastTransitionTime) {}

    record Pod(Owned metadata, PodStatus status) implements Wire.Thing {
        Pod {
            status = status == null ? new PodStatus(null, null, null, null) : status;
        }
    }

    record PodStatus(
            String reason,
            String message,
            List<Condition> conditions,
            List<ContainerStatus> containerStatuses) {
        PodStatus {
            conditions = orEmpty(conditions);
            containerStatuses = orEmpty(containerStatuses);
        }
    }

    record ContainerStatus(String name, State state) {}

    record State(Waiting waiting, Running running, Terminated terminated) {}

    record Waiting(String reason, String message) {}

    record Running(String startedAt) {}

    record Terminated(int exitCode, String reason, String message, String finishedAt) {}

    record Event(
            Owned metadata,
            String type,
            String reason,
            String message,
            String eventTime,
            String firstTimestamp,
            String lastTimestamp,
            Series series)
            implements Wire.Thing {}

    record Series(String lastObservedTime) {}

    record CronJob(Owned metadata, CronJobSpec spec, CronJobStatus status) implements Wire.Thing {
        CronJob {
            status = status == null ? new CronJobStatus(null, null) : status;
        }
    }

    record CronJobSpec(String schedule, String timeZone, Boolean suspend, JsonObject jobTemplate) {}

    record CronJobStatus(String lastScheduleTime, String lastSuccessfulTime) {}

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }
}
