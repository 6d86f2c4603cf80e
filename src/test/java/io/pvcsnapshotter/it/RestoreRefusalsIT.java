package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code restore} refuses, on the real API server: no object is another one afterwards. */
class RestoreRefusalsIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    private static final String BESIDE = "restore beside the claim with --as";
    private static final String CLAIM = RestoreScene.CLAIM;
    private static final String ROLE = RestoreScene.ROLE;

    /** For people who use kubectl; the program lists. */
    private static final Set<String> ONLY_FOR_KUBECTL =
            Set.of(
                    "get volumesnapshots.snapshot.storage.k8s.io",
                    "list persistentvolumeclaims",
                    "get pods",
                    "get statefulsets.apps",
                    "get deployments.apps");

    private Path person;

    /**
     * One thing that is refused.
     *
     * @param how it comes about, as a shell line
     * @param back makes everything as before
     * @param arguments of the call
     */
    private record Row(String how, String back, String arguments, String reason, String instead) {
        private Row with(String other) {
            return new Row(how, back, other, reason, instead);
        }
    }

    private static Row refused(String how, String back, String reason, String instead) {
        return new Row(how, back, CLAIM + " --in-place", reason, instead);
    }

    /** An object that is made and goes again. */
    private static Row with(String kind, String name, String json, String reason, String instead) {
        return refused(
                "kubectl create -f - <<<'%s'"
                        .formatted(
                                json.strip()
                                        .replaceFirst(
                                                "\\{",
                                                "{\"metadata\": {\"name\": \"%s\"}, "
                                                        .formatted(name))),
                "kubectl delete %s %s --wait --grace-period=0".formatted(kind, name),
                reason,
                instead);
    }

    private static Row call(String arguments, String reason, String instead) {
        return new Row(":", ":", arguments, reason, instead);
    }

    private static final String POD =
            "\"spec\": {\"restartPolicy\": \"Never\", \"containers\": [{\"name\": \"main\", \"image\": \"nothing\"}], \"volumes\": [{\"name\": \"data\", \"persistentVolumeClaim\": {\"claimName\": \"data-db-1\"}}]}";
    private static final String ALWAYS =
            "\"metadata\": {\"labels\": {\"of\": \"it\"}}, "
                    + POD.replace("\"restartPolicy\": \"Never\", ", "");
    private static final String SELECTOR = "\"selector\": {\"matchLabels\": {\"of\": \"it\"}}";

    private static String scaler(String more) {
        return """
        {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "spec": {"minReplicas": 2, "maxReplicas": 3,
         "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "db"}}%s}
        """
                .formatted(more);
    }

    private static String boss(String object, boolean owns) {
        return "kubectl patch %s --type=merge -p \"{\\\"metadata\\\":{\\\"ownerReferences\\\":%s}}\""
                .formatted(
                        object,
                        owns
                                ? "[{\\\"apiVersion\\\":\\\"v1\\\",\\\"kind\\\":\\\"ConfigMap\\\",\\\"name\\\":\\\"boss\\\",\\\"controller\\\":true,"
                                        + "\\\"uid\\\":\\\"$(kubectl get configmap boss -o jsonpath={.metadata.uid})\\\"}]"
                                : "null");
    }

    private static Row owned(String object, String reason) {
        return refused(
                boss(object, true), boss(object, false), reason, "Restore with the means of that");
    }

    private static Stream<Row> rows() {
        return Stream.of(
                call(
                        CLAIM + " --in-place --snapshot nosuch",
                        "There is no VolumeSnapshot nosuch in namespace",
                        "These are ready: good"),
                call(
                        CLAIM + " --in-place --snapshot other",
                        "The snapshot other is of the claim data-db-0, not of data-db-1",
                        "Name the claim data-db-0, or another snapshot."),
                call(
                        CLAIM + " --in-place --before 2020-01-01T00:00",
                        "has no ready snapshot of a claim data-db-1 from",
                        "These are ready: good"),
                call(
                        "dta-db-1 --in-place",
                        "has no ready snapshot of a claim dta-db-1",
                        "There are snapshots of these claims: data-db-0, data-db-1"),
                call(
                        CLAIM + " --in-place --size 1Mi",
                        "The size 1Mi is less than the 1Gi that the snapshot good needs",
                        "Leave --size out, or give at least 1Gi."),
                call(
                        CLAIM + " --undo",
                        "The claim data-db-1 was not restored in place",
                        "with --in-place --snapshot NAME"),
                call(
                        CLAIM + " --as data-db-0",
                        "There is a claim data-db-0 already",
                        "Choose another name for --as."),
                call(
                        CLAIM + " --as data-db-7",
                        "The StatefulSet db would take a claim named data-db-7 for its own",
                        "Choose another name for --as."),
                unready().with(CLAIM + " --in-place --snapshot late"),
                refused(
                        unready().how(),
                        unready().back(),
                        "The snapshot late of the claim is not ready, and the claim cannot be deleted",
                        "kubectl -n %s delete volumesnapshot late".formatted(BED.namespace())),
                refused(
                                "kubectl patch volumesnapshot good --type=json -p '[{\"op\": \"add\", \"path\": \"/metadata/finalizers/-\", \"value\": \"test/keep\"}]'"
                                        + " && kubectl delete volumesnapshot good --wait=false",
                                "kubectl patch volumesnapshot good --type=merge -p '{\"metadata\": {\"finalizers\": null}}'"
                                        + " && kubectl wait --for=delete volumesnapshot/good && "
                                        + snapshot("good", "testbed"),
                                "The snapshot good is being deleted",
                                "Choose another one.")
                        .with(CLAIM + " --in-place --snapshot good"),
                owned(
                        "statefulset db",
                        "The StatefulSet db belongs to the ConfigMap boss, which scales it up again"),
                owned(
                        "pvc " + CLAIM,
                        "The claim belongs to the ConfigMap boss, which would not accept another one"),
                with(
                                "pod",
                                "scratch",
                                """
                                {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "main", "image": "nothing"}], "volumes": [{"name": "v",
                                 "ephemeral": {"volumeClaimTemplate": {"spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}}}]}}
                                """,
                                "The claim is an ephemeral volume of the pod scratch and ends with it",
                                "Use --as: " + BESIDE)
                        .with("scratch-v --in-place --snapshot imported"),
                with(
                        "job",
                        "import",
                        "{\"apiVersion\": \"batch/v1\", \"kind\": \"Job\", \"spec\": {\"template\": {%s}}}"
                                .formatted(POD),
                        "The Job import uses the claim.",
                        "Wait until it has ended. Delete it: kubectl -n %s delete job import"
                                .formatted(BED.namespace())),
                with(
                        "daemonset",
                        "agent",
                        "{\"apiVersion\": \"apps/v1\", \"kind\": \"DaemonSet\", \"spec\": {%s, \"template\": {%s}}}"
                                .formatted(SELECTOR, ALWAYS),
                        "The DaemonSet agent uses the claim, and cannot be scaled down",
                        "change the DaemonSet to the new claim"),
                with(
                        "replicaset",
                        "lone",
                        "{\"apiVersion\": \"apps/v1\", \"kind\": \"ReplicaSet\", \"spec\": {%s, \"template\": {%s}}}"
                                .formatted(SELECTOR, ALWAYS),
                        "A pod of the ReplicaSet lone uses the claim, and no Deployment owns it",
                        "Scale it to 0 first"),
                with(
                        "pod",
                        "debug",
                        "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", %s}".formatted(POD),
                        "The pod debug uses the claim, and no workload owns it",
                        "Delete it first: kubectl -n %s delete pod debug"
                                .formatted(BED.namespace())),
                with(
                        "replicationcontroller",
                        "old",
                        "{\"apiVersion\": \"v1\", \"kind\": \"ReplicationController\", \"spec\": {\"selector\": {\"of\": \"it\"}, \"template\": {%s}}}"
                                .formatted(ALWAYS),
                        "uses the claim, and a ReplicationController owns it",
                        "Stop it with its own means"),
                with(
                        "hpa",
                        "hpa",
                        scaler(""),
                        "The HorizontalPodAutoscaler hpa would undo that the StatefulSet db is scaled down to 1: only 0 stops it",
                        "Delete it for that time"),
                refused(
                        "kubectl create -f - <<<'%s'; kubectl label hpa keda app.kubernetes.io/managed-by=keda-operator"
                                .formatted(scaler(", \"metadata\": {\"name\": \"keda\"}").strip()),
                        "kubectl delete hpa keda",
                        "KEDA scales the StatefulSet db, also up from 0",
                        "autoscaling.keda.sh/paused-replicas"),
                refused(
                        "kubectl annotate statefulset db argocd.argoproj.io/tracking-id=x",
                        "kubectl annotate statefulset db argocd.argoproj.io/tracking-id-",
                        "Argo CD manages the StatefulSet db, and makes at once what is deleted",
                        "call again with --paused"),
                refused(
                        "kubectl label pvc data-db-1 kustomize.toolkit.fluxcd.io/name=x",
                        "kubectl label pvc data-db-1 kustomize.toolkit.fluxcd.io/name-",
                        "Flux manages the claim, and corrects what is changed",
                        "flux suspend kustomization"),
                refused(
                        finalizers("[\"provisioner.storage.kubernetes.io/cloning-protection\"]"),
                        finalizers("null"),
                        "A clone of the claim is being made",
                        "Wait until the claim that is made from it is Bound."),
                with(
                        "limitrange",
                        "small",
                        "{\"apiVersion\": \"v1\", \"kind\": \"LimitRange\", \"spec\": {\"limits\": [{\"type\": \"PersistentVolumeClaim\", \"max\": {\"storage\": \"500Mi\"}}]}}",
                        "maximum storage usage per PersistentVolumeClaim is 500Mi, but request is 1Gi",
                        "Change what it refuses, or ask who set that rule."),
                refused(
                        finalizers("[\"test/keep\"]")
                                + " && kubectl delete pvc data-db-1 --wait=false",
                        finalizers("null"),
                        "The claim is being deleted since",
                        "kubectl patch pv"));
    }

    private static String finalizers(String list) {
        return "kubectl patch pvc data-db-1 --type=merge -p '{\"metadata\": {\"finalizers\": %s}}'"
                .formatted(list);
    }

    private static Row unready() {
        return refused(
                snapshot("late", BED.namespace() + "-never"),
                "kubectl delete volumesnapshot late",
                "The snapshot late is not ready",
                "choose another one");
    }

    private static String snapshot(String name, String snapshotClass) {
        return """
        kubectl create -f - <<<'{"apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshot", "metadata": {"name": "%s"},
          "spec": {"volumeSnapshotClassName": "%s", "source": {"persistentVolumeClaimName": "data-db-1"}}}'
        """
                .formatted(name, snapshotClass)
                .strip();
    }

    /** What only somebody is told who may read cluster-wide objects. */
    private static Stream<Row> rowsOfAdministrators() {
        return Stream.of(
                call(
                        CLAIM + " --in-place --storage-class nosuch",
                        "There is no storage class nosuch",
                        "Name another one of the same driver"),
                call(
                        CLAIM + " --in-place --storage-class %s-alien".formatted(BED.namespace()),
                        "is of the driver alien.example.com, and the snapshot good of the driver csi.testbed",
                        "Name a storage class of the driver csi.testbed.pvc-snapshotter.io"),
                call(
                        CLAIM + " --in-place --snapshot imported",
                        "The snapshot imported is of a volume of mode Block, and the new claim is of mode Filesystem",
                        "Choose a snapshot of a volume of that mode."));
    }

    @BeforeEach
    void a_set_with_snapshots_and_a_person_with_the_role() {
        BED.kubectl("apply", "-k", "manifests/components/team-roles");
        person = RestoreScene.personWithTheRole(BED, "person");
        RestoreScene.apply(BED, "");
        BED.until(
                "the claims are bound",
                () ->
                        BED.kubectl("get", "pvc", "-o", "jsonpath={.items[*].status.phase}")
                                .equals("Bound Bound"));
        BED.snapshot("good", CLAIM);
        BED.snapshot("other", "data-db-0");
    }

    private static ProgramRun restore(Path who, String... arguments) {
        List<Object> line = new ArrayList<>(List.of("restore"));
        line.addAll(Arrays.asList(arguments));
        line.addAll(List.of("-n", BED.namespace(), "--yes"));
        return BED.program(Map.of("KUBECONFIG", who.toString()), line.toArray()).ended();
    }

    private static String said(ProgramRun run) {
        return String.join(" ", run.out()).replaceAll(" +", " ");
    }

    private static void isRefused(Row row, Path who) {
        BED.shell(row.how());
        try {
            String before = settled();
            ProgramRun run = restore(who, row.arguments().split(" "));
            assertThat(run.exitStatus()).as(run::toString).isEqualTo(73);
            assertThat(said(run)).startsWith("Refused: ").contains(row.reason(), row.instead());
            assertThat(BED.versions()).isEqualTo(before);
        } finally {
            BED.shell(row.back());
        }
    }

    /** The objects, when the controllers have done what they do. */
    private static String settled() {
        String[] last = {""};
        BED.until(
                "nothing changes",
                () -> {
                    String now = BED.versions();
                    boolean same = now.equals(last[0]);
                    last[0] = now;
                    return same;
                });
        return last[0];
    }

    private static Stream<DynamicTest> tests(Stream<Row> rows, Path who) {
        return rows.map(each -> DynamicTest.dynamicTest(each.reason(), () -> isRefused(each, who)));
    }

    @TestFactory
    Stream<DynamicTest> each_refusal_leaves_the_cluster_as_it_is() {
        BED.snapshotClass("never", Map.of("never", "true"));
        BED.kubectl("create", "configmap", "boss");
        imported("Filesystem");
        return tests(rows(), person);
    }

    @TestFactory
    Stream<DynamicTest> an_administrator_is_refused_what_the_storage_would_not_do() {
        BED.apply(
                """
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: %s-alien}
                provisioner: alien.example.com
                """
                        .formatted(BED.namespace()));
        imported("Block");
        return tests(rowsOfAdministrators(), BED.kubeconfig());
    }

    /** A snapshot of an administrator's making, of which the API does not know the claim. */
    private static void imported(String mode) {
        String content =
                BED.kubectl(
                        "get",
                        "volumesnapshot",
                        "good",
                        "-o",
                        "jsonpath={.status.boundVolumeSnapshotContentName}");
        String handle =
                BED.kubectl(
                        "get",
                        "volumesnapshotcontent",
                        content,
                        "-o",
                        "jsonpath={.status.snapshotHandle}");
        BED.apply(
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshotContent
                metadata: {name: %1$s-imported}
                spec:
                  driver: csi.testbed.pvc-snapshotter.io
                  deletionPolicy: Retain
                  sourceVolumeMode: %3$s
                  source: {snapshotHandle: "%2$s"}
                  volumeSnapshotRef: {name: imported, namespace: %1$s}
                ---
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: imported}
                spec: {source: {volumeSnapshotContentName: %1$s-imported}}
                """
                        .formatted(BED.namespace(), handle, mode));
        BED.until("it is ready", () -> TestBed.isReady(BED.get("volumesnapshot", "imported")));
    }

    @Test
    void one_that_has_not_ended_is_in_the_way_of_others() {
        BED.freeze("csi-snapshotter");
        ProgramRun open = restore(person, CLAIM, "--in-place", "--timeout", "1s");
        assertThat(open.exitStatus()).as(open::toString).isEqualTo(75);
        isRefused(
                call(
                        "data-db-0 --in-place",
                        "The StatefulSet db is scaled down by the restore of the claim data-db-1, which has not ended",
                        "End that one first: restore data-db-1 --in-place, or restore data-db-1 --undo."),
                person);
        isRefused(
                call(
                        CLAIM + " --in-place --snapshot other",
                        "A restore from good began at",
                        "Go on with it without --snapshot, or go back with --undo."),
                person);
        BED.shell(
                "kubectl annotate --overwrite volumesnapshot good pvc-snapshotter.io/restore=\"$(kubectl get volumesnapshot good -o"
                        + " jsonpath='{.metadata.annotations.pvc-snapshotter\\.io/restore}' | sed 's/\"undo\":false/\"undo\":true/')\"");
        isRefused(
                call(CLAIM + " --in-place", "is being undone", "End that first, with --undo."),
                person);
        BED.thaw("csi-snapshotter");
        ProgramRun undone = restore(person, CLAIM, "--undo");
        assertThat(undone.exitStatus()).as(undone::toString).isZero();
    }

    @TestFactory
    Stream<DynamicTest> each_right_that_is_missing_is_named_before_the_first_step() {
        Set<String> rights = rightsOfTheRole();
        assertThat(rights).containsAll(ONLY_FOR_KUBECTL).hasSizeGreaterThan(20);
        BED.kubectl("delete", "rolebinding", "person");
        grant(rights);
        RestoreScene.bind(BED, "person", "--role=person");
        return rights.stream()
                .filter(each -> !ONLY_FOR_KUBECTL.contains(each))
                .map(each ->
                        DynamicTest.dynamicTest("without " + each, () -> isMissed(rights, each)));
    }

    private void isMissed(Set<String> rights, String missing) {
        Set<String> others = new TreeSet<>(rights);
        others.remove(missing);
        grant(others);
        BED.until("the right is gone", () -> !may(missing));
        String before = settled();
        ProgramRun run = restore(person, CLAIM, "--in-place");
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(77);
        assertThat(run.toString()).contains("you may not: %s.".formatted(missing), ROLE);
        assertThat(BED.versions()).isEqualTo(before);
        grant(rights);
        BED.until("the right is there", () -> may(missing));
    }

    private static boolean may(String right) {
        return BED.kubectlAnyway(
                        "auth",
                        "can-i",
                        right.split(" ")[0],
                        right.split(" ")[1],
                        "--as=system:serviceaccount:%s:person".formatted(BED.namespace()))
                .startsWith("yes");
    }

    /** Like {@code delete persistentvolumeclaims}. */
    private static Set<String> rightsOfTheRole() {
        Set<String> rights = new TreeSet<>();
        for (JsonElement rule : BED.get("clusterrole", ROLE).getAsJsonArray("rules")) {
            Set<String> resources = texts(rule, "resources");
            String group = texts(rule, "apiGroups").iterator().next();
            for (String resource : resources) {
                texts(rule, "verbs")
                        .forEach(verb ->
                                rights.add(
                                        "%s %s%s"
                                                .formatted(
                                                        verb,
                                                        resource,
                                                        group.isEmpty() ? "" : "." + group)));
            }
        }
        return rights;
    }

    private static Set<String> texts(JsonElement rule, String key) {
        Set<String> texts = new TreeSet<>();
        rule.getAsJsonObject().getAsJsonArray(key).forEach(each -> texts.add(each.getAsString()));
        return texts;
    }

    private static void grant(Set<String> rights) {
        StringBuilder role =
                new StringBuilder(
                        """
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: Role
                        metadata: {name: person}
                        rules:
                        """);
        for (String each : rights) {
            String[] words = each.split(" ");
            String[] parts = words[1].split("\\.", 2);
            role.append(
                    "  - {apiGroups: [\"%s\"], resources: [%s], verbs: [%s]}\n"
                            .formatted(parts.length > 1 ? parts[1] : "", parts[0], words[0]));
        }
        BED.apply(role.toString());
    }
}
