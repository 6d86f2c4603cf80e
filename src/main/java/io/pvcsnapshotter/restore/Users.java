package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.restore.Workload.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who uses a claim: by its pods, and by the templates of those who would make some. At 0 replicas
 * there are only templates.
 *
 * @param workloads can be scaled down
 * @param cronJobs can be suspended
 * @param pods all that mount the claim
 * @param refusals name those that cannot be stopped without their owner's help
 */
record Users(
        List<Workload> workloads,
        List<Manifest> cronJobs,
        List<Manifest> pods,
        List<Refusal> refusals) {

    static Users of(Findings findings) {
        return new Search(findings).users();
    }

    private static final class Search {
        private final Findings findings;
        private final Findings.Around around;
        private final String claim;
        private final Map<String, Workload> workloads = new LinkedHashMap<>();
        private final Map<String, Manifest> cronJobs = new LinkedHashMap<>();
        private final Map<String, Refusal> refusals = new LinkedHashMap<>();

        Search(Findings findings) {
            this.findings = findings;
            this.around = findings.around();
            this.claim = findings.claim().name();
        }

        Users users() {
            around.statefulSets().forEach(this::statefulSet);
            around.deployments().stream()
                    .filter(each -> mounts(each, "spec", "template", "spec", "volumes"))
                    .forEach(each -> add(Type.DEPLOYMENT, each, 0));
            around.daemonSets().stream()
                    .filter(each -> mounts(each, "spec", "template", "spec", "volumes"))
                    .forEach(this::refuseDaemonSet);
            around.cronJobs().stream()
                    .filter(each ->
                            mounts(
                                    each,
                                    "spec",
                                    "jobTemplate",
                                    "spec",
                                    "template",
                                    "spec",
                                    "volumes"))
                    .forEach(each -> cronJobs.put(each.uid(), each));
            around.jobs().stream()
                    .filter(each -> mounts(each, "spec", "template", "spec", "volumes"))
                    .filter(each -> !hasEnded(each))
                    .forEach(this::job);
            List<Manifest> pods =
                    around.pods().stream().filter(each -> mounts(each, "spec", "volumes")).toList();
            pods.stream().filter(each -> !each.deleting()).forEach(this::pod);
            return new Users(
                    List.copyOf(workloads.values()),
                    List.copyOf(cronJobs.values()),
                    pods,
                    List.copyOf(refusals.values()));
        }

        private boolean mounts(Manifest object, String... volumes) {
            return object.each(volumes).stream()
                    .anyMatch(each ->
                            each.text("persistentVolumeClaim", "claimName")
                                    .equals(Optional.of(claim)));
        }

        private void statefulSet(Manifest set) {
            OptionalLong ordinal = Workload.ordinal(set, claim);
            if (mounts(set, "spec", "template", "spec", "volumes")) {
                add(Type.STATEFUL_SET, set, 0);
            } else if (ordinal.isPresent() && ordinal.getAsLong() >= Workload.start(set)) {
                add(Type.STATEFUL_SET, set, ordinal.getAsLong() - Workload.start(set));
            }
        }

        /** The pod may be of a template that mounted the claim, which was changed since. */
        private void setOfPod(Manifest set) {
            statefulSet(set);
            workloads.putIfAbsent(set.uid(), new Workload(Type.STATEFUL_SET, set, 0));
        }

        private void add(Type type, Manifest object, long down) {
            workloads.put(object.uid(), new Workload(type, object, down));
        }

        private void pod(Manifest pod) {
            Optional<Manifest> owner = controller(pod);
            String kind = owner.flatMap(each -> each.text("kind")).orElse("");
            String uid = owner.flatMap(each -> each.text("uid")).orElse("");
            switch (kind) {
                case "ReplicaSet" -> find(around.replicaSets(), uid).ifPresent(this::replicaSet);
                case "StatefulSet" -> find(around.statefulSets(), uid).ifPresent(this::setOfPod);
                case "Job" -> find(around.jobs(), uid).ifPresent(this::job);
                case "DaemonSet" -> find(around.daemonSets(), uid).ifPresent(this::refuseDaemonSet);
                case "" ->
                        refuse(
                                "The pod %s uses the claim, and no workload owns it"
                                        .formatted(pod.name()),
                                "Delete it first: " + findings.kubectl("delete pod " + pod.name()));
                default ->
                        refuse(
                                "The pod %s uses the claim, and a %s owns it"
                                        .formatted(pod.name(), kind),
                                "Only a Deployment or a StatefulSet can be scaled down here. Stop it with its own means, or restore beside the claim with --as.");
            }
        }

        private void replicaSet(Manifest replicaSet) {
            Optional<Manifest> owner = controller(replicaSet);
            String uid = owner.flatMap(each -> each.text("uid")).orElse("");
            Optional<Manifest> deployment = find(around.deployments(), uid);
            if (deployment.isPresent()) {
                add(Type.DEPLOYMENT, deployment.get(), 0);
            } else {
                refuse(
                        "A pod of the ReplicaSet %s uses the claim, and no Deployment owns it"
                                .formatted(replicaSet.name()),
                        "Scale it to 0 first, or restore beside the claim with --as.");
            }
        }

        private void job(Manifest job) {
            Optional<Manifest> owner = controller(job);
            String uid = owner.flatMap(each -> each.text("uid")).orElse("");
            Optional<Manifest> cronJob = find(around.cronJobs(), uid);
            if (cronJob.isPresent()) {
                cronJobs.put(uid, cronJob.get());
            } else {
                refuse(
                        "The Job %s uses the claim%s"
                                .formatted(
                                        job.name(),
                                        hasEnded(job)
                                                ? ", and its pods keep the claim although they have ended"
                                                : ""),
                        "%sDelete it: %s"
                                .formatted(
                                        hasEnded(job) ? "" : "Wait until it has ended. ",
                                        findings.kubectl("delete job " + job.name())));
            }
        }

        private void refuseDaemonSet(Manifest daemonSet) {
            refuse(
                    "The DaemonSet %s uses the claim, and cannot be scaled down"
                            .formatted(daemonSet.name()),
                    "Restore beside the claim with --as, and change the DaemonSet to the new claim.");
        }

        private void refuse(String reason, String instead) {
            refusals.put(reason, new Refusal(reason, instead));
        }

        private static Optional<Manifest> find(List<Manifest> objects, String uid) {
            return objects.stream().filter(each -> each.uid().equals(uid)).findFirst();
        }

        private static boolean hasEnded(Manifest job) {
            return job.each("status", "conditions").stream()
                    .anyMatch(each ->
                            each.text("type")
                                            .filter(List.of("Complete", "Failed")::contains)
                                            .isPresent()
                                    && each.text("status").equals(Optional.of("True")));
        }
    }

    /** The owner that decides about an object, if it has one. */
    static Optional<Manifest> controller(Manifest object) {
        return object.each("metadata", "ownerReferences").stream()
                .filter(each -> each.is("controller"))
                .findFirst();
    }

    /** Pods that have ended but whose objects keep the claim all the same. */
    List<Manifest> ended() {
        List<Manifest> ended = new ArrayList<>();
        for (Manifest each : pods) {
            boolean ofJob =
                    controller(each)
                            .flatMap(owner -> owner.text("kind"))
                            .equals(Optional.of("Job"));
            boolean over =
                    each.text("status", "phase")
                            .filter(List.of("Succeeded", "Failed")::contains)
                            .isPresent();
            if (ofJob && over && !each.deleting()) {
                ended.add(each);
            }
        }
        return ended;
    }
}
