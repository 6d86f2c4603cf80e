package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.cluster.ObjectKind;
import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.restore.Step.Delete;
import io.pvcsnapshotter.restore.Step.Kind;
import io.pvcsnapshotter.restore.Step.Patch;
import io.pvcsnapshotter.restore.Step.Wait;
import io.pvcsnapshotter.restore.Workload.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Stops those who use the claim, and starts them again. */
final class Stopping {
    /** After that time without any pod that is ending, nothing more will come of it. */
    private static final Duration HANGING = Duration.ofSeconds(15);

    private final Findings findings;
    private final RestoreRecord restore;
    private final Users users;

    Stopping(Findings findings, RestoreRecord restore, Users users) {
        this.findings = findings;
        this.restore = restore;
        this.users = users;
    }

    /** Somebody starts again what this restore has stopped, or cannot be stopped. */
    List<Refusal> refusals() {
        List<Refusal> refusals = new ArrayList<>();
        for (Workload each : users.workloads()) {
            if (each.isDownFor(restore) && each.isUpAgain()) {
                refusals.add(
                        new Refusal(
                                "%s has scaled the %s up to %d replicas although the restore needs %d"
                                        .formatted(
                                                each.scaledBy(),
                                                each.title(),
                                                each.replicas(),
                                                each.down()),
                                "Nothing is lost. Stop it, scale the %s down to %d, and call again; or go back with --undo."
                                        .formatted(each.title(), each.down())));
            }
        }
        for (Manifest each : users.cronJobs()) {
            if (restore.isOn(each) && !each.is("spec", "suspend")) {
                refusals.add(
                        new Refusal(
                                "Somebody has resumed the CronJob %s".formatted(each.name()),
                                "Nothing is lost. Suspend it again and call again; or go back with --undo."));
            }
        }
        boolean going = findings.found().filter(Manifest::deleting).isPresent();
        refusals.addAll(going ? List.of() : users.refusals());
        return refusals;
    }

    /** Until no pod uses the claim any more. */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>(scaling());
        List<Manifest> ended = users.ended();
        if (!ended.isEmpty()) {
            steps.add(delete(ended.getFirst(), "it has ended, and keeps the claim all the same"));
        }
        if (!users.pods().isEmpty()) {
            hanging().ifPresent(steps::add);
            steps.add(
                    new Step(
                            Kind.AWAIT_PODS,
                            "Wait until no pod uses the claim: %s".formatted(names(users.pods())),
                            new Wait("still there: " + names(users.pods()))));
        }
        return steps;
    }

    List<Step> scaling() {
        List<Step> steps = new ArrayList<>();
        users.workloads().stream()
                .filter(each -> !each.isDownFor(restore))
                .map(this::scaleDown)
                .forEach(steps::add);
        users.cronJobs().stream()
                .filter(each -> !restore.isOn(each))
                .map(this::suspend)
                .forEach(steps::add);
        return steps;
    }

    private static String names(List<Manifest> pods) {
        return pods.stream().map(Manifest::name).sorted().collect(Collectors.joining(", "));
    }

    private Step scaleDown(Workload workload) {
        long replicas = workload.replicas();
        String text =
                workload.isUpAgain()
                        ? "Scale the %s from %d to %d"
                                .formatted(workload.title(), replicas, workload.down())
                        : "Note down on the %s that it must stay at %d"
                                .formatted(workload.title(), replicas);
        return new Step(
                Kind.SCALE_DOWN,
                text,
                new Patch(
                        workload.type().object(),
                        workload.object().objectName(),
                        workload.scaledDown(restore)));
    }

    private Step suspend(Manifest cronJob) {
        Manifest mark =
                new Manifest()
                        .with(restore.id(), "id")
                        .with(cronJob.is("spec", "suspend"), "suspend");
        return new Step(
                Kind.SUSPEND,
                "Suspend the CronJob %s".formatted(cronJob.name()),
                new Patch(
                        ObjectKind.CRON_JOB,
                        cronJob.objectName(),
                        Changes.of(cronJob)
                                .with(mark.toString(), "metadata", "annotations", Marks.RESTORE)
                                .with(true, "spec", "suspend")));
    }

    /**
     * A StatefulSet that ends its pods one by one waits for ever for one that is not ready. Only
     * what it would end anyway is deleted, and only when it does nothing.
     */
    private Optional<Step> hanging() {
        if (findings.waited().compareTo(HANGING) < 0) {
            return Optional.empty();
        }
        for (Workload each : users.workloads()) {
            List<Manifest> condemned = each.condemned(findings.around().pods());
            boolean inOrder =
                    each.type() == Type.STATEFUL_SET
                            && !each.object()
                                    .text("spec", "podManagementPolicy")
                                    .equals(Optional.of("Parallel"));
            if (inOrder
                    && each.isDownFor(restore)
                    && !condemned.isEmpty()
                    && condemned.stream().noneMatch(Manifest::deleting)) {
                return Optional.of(
                        delete(
                                condemned.getFirst(),
                                "the %s does not, because it waits for a pod that is not ready"
                                        .formatted(each.title())));
            }
        }
        return Optional.empty();
    }

    private static Step delete(Manifest pod, String why) {
        return new Step(
                Kind.DELETE_PODS,
                "Delete the pod %s: %s".formatted(pod.name(), why),
                new Delete(ObjectKind.POD, pod));
    }

    /** What starts again: what is down now, and what will have been stopped by then. */
    List<Step> foreseen() {
        Map<String, Step> steps = new LinkedHashMap<>();
        for (Workload each : users.workloads()) {
            if (!each.isDownFor(restore)) {
                steps.put(each.object().uid(), scaleUp(each.type(), each.object()));
            }
        }
        for (Manifest each : users.cronJobs()) {
            if (!restore.isOn(each)) {
                steps.put(each.uid(), resume(each));
            }
        }
        List<Step> all = new ArrayList<>(starting());
        all.addAll(steps.values());
        return all;
    }

    /** What this restore has stopped. Whether it still uses the claim does not matter. */
    List<Step> starting() {
        List<Step> steps = new ArrayList<>();
        findings.around().statefulSets().stream()
                .filter(restore::isOn)
                .map(each -> scaleUp(Type.STATEFUL_SET, each))
                .forEach(steps::add);
        findings.around().deployments().stream()
                .filter(restore::isOn)
                .map(each -> scaleUp(Type.DEPLOYMENT, each))
                .forEach(steps::add);
        findings.around().cronJobs().stream()
                .filter(restore::isOn)
                .map(this::resume)
                .forEach(steps::add);
        return steps;
    }

    private static Step scaleUp(Type type, Manifest object) {
        return new Step(
                Kind.SCALE_UP,
                "Scale the %s %s up to %d"
                        .formatted(type.kind(), object.name(), Workload.replicasAfter(object)),
                new Patch(type.object(), object.objectName(), Workload.scaledUp(object)));
    }

    private Step resume(Manifest cronJob) {
        boolean before =
                cronJob.annotation(Marks.RESTORE)
                        .flatMap(Manifest::read)
                        .map(each -> each.is("suspend"))
                        .orElseGet(() -> cronJob.is("spec", "suspend"));
        return new Step(
                Kind.RESUME,
                before
                        ? "Leave the CronJob %s suspended, as it was".formatted(cronJob.name())
                        : "Resume the CronJob %s".formatted(cronJob.name()),
                new Patch(
                        ObjectKind.CRON_JOB,
                        cronJob.objectName(),
                        Changes.of(cronJob)
                                .withNull("metadata", "annotations", Marks.RESTORE)
                                .with(before, "spec", "suspend")));
    }

    /** Whether nobody will use the claim by himself. */
    boolean nobodyStarts() {
        return users.workloads().stream().noneMatch(Workload::isUpAgain);
    }
}
