package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is checked before the first step of a restore in place: all of it, so that all is said. */
final class Checks {
    private static final String CLONING = "provisioner.storage.kubernetes.io/cloning-protection";
    private static final String BESIDE = "restore beside the claim with --as";

    private final Findings findings;
    private final RestoreRequest request;
    private final List<Refusal> refusals = new ArrayList<>();

    private Checks(Findings findings, RestoreRequest request) {
        this.findings = findings;
        this.request = request;
    }

    static List<Refusal> inPlace(
            Findings findings, RestoreRequest request, Manifest chosen, Manifest made) {
        Checks checks = new Checks(findings, request);
        findings.found().ifPresent(checks::victim);
        Users users = Users.of(findings);
        checks.refusals.addAll(users.refusals());
        users.workloads().forEach(checks::workload);
        users.workloads().forEach(checks::autoscalers);
        users.cronJobs().forEach(each -> checks.managers("CronJob " + each.name(), each));
        checks.storage(chosen, made);
        return checks.refusals;
    }

    /** What has to be so wherever a snapshot is restored to. */
    static List<Refusal> beside(Findings findings, Manifest chosen, Manifest made) {
        Checks checks = new Checks(findings, null);
        checks.storage(chosen, made);
        return checks.refusals;
    }

    /** Said before anything else: time is short. */
    static Optional<Refusal> terminating(Findings findings) {
        return findings.found()
                .filter(Manifest::deleting)
                .map(each -> Terminating.refusal(each, findings));
    }

    private void victim(Manifest claim) {
        for (Manifest owner : claim.each("metadata", "ownerReferences")) {
            String kind = owner.text("kind").orElse("");
            if (kind.equals("Pod")) {
                refuse(
                        "The claim is an ephemeral volume of the pod %s and ends with it"
                                .formatted(owner.text("name").orElse("")),
                        "Use --as: %s.".formatted(BESIDE));
            } else if (owner.is("controller") && !kind.equals("StatefulSet")) {
                refuse(
                        "The claim belongs to the %s %s, which would not accept another one in its place"
                                .formatted(kind, owner.text("name").orElse("")),
                        "Restore with the means of that %s, or %s.".formatted(kind, BESIDE));
            }
        }
        if (claim.texts("metadata", "finalizers").contains(CLONING)) {
            refuse(
                    "A clone of the claim is being made",
                    "Wait until the claim that is made from it is Bound.");
        }
        managers("the claim", claim);
        findings.ofClaim().stream()
                .filter(each -> !each.is("status", "readyToUse"))
                .forEach(each ->
                        refuse(
                                "The snapshot %s of the claim is not ready, and the claim cannot be deleted as long as that is so"
                                        .formatted(each.name()),
                                "Wait until it is ready, or delete it: %s If the claim then still hangs, annotate another snapshot of it."
                                        .formatted(
                                                findings.kubectl(
                                                        "delete volumesnapshot " + each.name()))));
    }

    private void workload(Workload workload) {
        Users.controller(workload.object())
                .ifPresent(owner ->
                        refuse(
                                "The %s belongs to the %s %s, which scales it up again at once"
                                        .formatted(
                                                workload.title(),
                                                owner.text("kind").orElse(""),
                                                owner.text("name").orElse("")),
                                "Restore with the means of that operator, or %s."
                                        .formatted(BESIDE)));
        managers("the " + workload.title(), workload.object());
        String mark = workload.object().annotation(Marks.RESTORE).orElse("");
        otherRestore(mark)
                .ifPresent(other ->
                        refuse(
                                "The %s is scaled down by the restore of the claim %s, which has not ended"
                                        .formatted(workload.title(), other),
                                "End that one first: restore %s --in-place, or restore %s --undo."
                                        .formatted(other, other)));
    }

    /** The claim whose restore, which has not ended, wrote that mark. */
    private Optional<String> otherRestore(String mark) {
        return Manifest.read(mark)
                .flatMap(each -> each.text("id"))
                .flatMap(id ->
                        findings.snapshots().stream()
                                .flatMap(each ->
                                        each
                                                .annotation(Marks.RESTORE)
                                                .flatMap(Manifest::read)
                                                .stream())
                                .filter(each -> each.text("id").equals(Optional.of(id)))
                                .findFirst()
                                .flatMap(each -> each.text("claim")))
                .filter(each -> !each.equals(findings.claim().name()));
    }

    private void autoscalers(Workload workload) {
        for (Manifest each : findings.around().autoscalers()) {
            boolean aims =
                    each.text("spec", "scaleTargetRef", "name").equals(Optional.of(workload.name()))
                            && each.text("spec", "scaleTargetRef", "kind")
                                    .equals(Optional.of(workload.type().kind()));
            if (aims) {
                autoscaler(workload, each);
            }
        }
    }

    private void autoscaler(Workload workload, Manifest autoscaler) {
        Optional<String> scaledObject =
                autoscaler.each("metadata", "ownerReferences").stream()
                        .filter(each -> each.text("kind").equals(Optional.of("ScaledObject")))
                        .flatMap(each -> each.text("name").stream())
                        .findFirst();
        boolean keda =
                autoscaler
                        .label("app.kubernetes.io/managed-by")
                        .equals(Optional.of("keda-operator"));
        if (keda || scaledObject.isPresent()) {
            refuse(
                    "KEDA scales the %s, also up from 0".formatted(workload.title()),
                    "Pause it first: "
                            + findings.kubectl(
                                    "annotate scaledobject %s autoscaling.keda.sh/paused-replicas=\"0\""
                                            .formatted(scaledObject.orElse("NAME"))));
        } else if (autoscaler.number("spec", "minReplicas").equals(Optional.of(0L))) {
            refuse(
                    "The HorizontalPodAutoscaler %s may scale the %s up from 0"
                            .formatted(autoscaler.name(), workload.title()),
                    "Set its minReplicas to 1 first, or delete it for that time.");
        } else if (workload.down() > 0) {
            refuse(
                    "The HorizontalPodAutoscaler %s would undo that the %s is scaled down to %d: only 0 stops it"
                            .formatted(autoscaler.name(), workload.title(), workload.down()),
                    "Delete it for that time, or %s.".formatted(BESIDE));
        }
    }

    private void managers(String what, Manifest object) {
        if (request.paused()) {
            return;
        }
        if (object.annotation("argocd.argoproj.io/tracking-id").isPresent()) {
            refuse(
                    "Argo CD manages %s, and makes at once what is deleted".formatted(what),
                    "Annotate its Application with argocd.argoproj.io/skip-reconcile=true, and call again with --paused.");
        }
        boolean disabled =
                object.annotation("kustomize.toolkit.fluxcd.io/reconcile")
                        .equals(Optional.of("disabled"));
        boolean flux =
                Stream.of("kustomize.toolkit.fluxcd.io/name", "helm.toolkit.fluxcd.io/name")
                        .anyMatch(each -> object.label(each).isPresent());
        if (flux && !disabled) {
            refuse(
                    "Flux manages %s, and corrects what is changed".formatted(what),
                    "Suspend it: flux suspend kustomization NAME, or flux suspend helmrelease NAME. Then call again with --paused.");
        }
    }

    private void storage(Manifest chosen, Manifest made) {
        Optional<Quantity> size =
                made.text("spec", "resources", "requests", "storage").flatMap(Quantity::parse);
        Optional<Quantity> least = NewClaim.restoreSize(chosen);
        if (size.isEmpty()) {
            refuse("It is not known how large the new claim is to be", "Say it with --size.");
        } else if (least.filter(each -> each.compareTo(size.get()) > 0).isPresent()) {
            refuse(
                    "The size %s is less than the %s that the snapshot %s needs"
                            .formatted(size.get(), least.get(), chosen.name()),
                    "Leave --size out, or give at least %s.".formatted(least.get()));
        }
        String storageClass = made.text("spec", "storageClassName").orElse("(default)");
        if (findings.storage().storageClassGone()) {
            refuse(
                    "There is no storage class %s any more".formatted(storageClass),
                    "Name another one of the same driver with --storage-class.");
        }
        Optional<String> provisioner =
                findings.storage().storageClass().flatMap(each -> each.text("provisioner"));
        Optional<String> driver = findings.storage().driver();
        if (provisioner.isPresent() && driver.isPresent() && !provisioner.equals(driver)) {
            refuse(
                    "The storage class %s is of the driver %s, and the snapshot %s of the driver %s"
                            .formatted(
                                    storageClass, provisioner.get(), chosen.name(), driver.get()),
                    "Name a storage class of the driver %s with --storage-class."
                            .formatted(driver.get()));
        }
        String mode = made.text("spec", "volumeMode").orElse("Filesystem");
        Optional<String> wrong = findings.storage().mode().filter(each -> !each.equals(mode));
        if (wrong.isPresent()) {
            refuse(
                    "The snapshot %s is of a volume of mode %s, and the new claim is of mode %s"
                            .formatted(chosen.name(), wrong.get(), mode),
                    "Choose a snapshot of a volume of that mode.");
        }
    }

    private void refuse(String reason, String instead) {
        refusals.add(new Refusal(reason, instead));
    }
}
