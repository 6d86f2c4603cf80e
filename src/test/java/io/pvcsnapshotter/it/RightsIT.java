package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rights in manifests/ are enough, and none of them is too much. */
class RightsIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    private static final String INSTALL = "pvc-snapshotter";
    private static final String SELECT = "select { namespaceLabels = \"backup=daily\" }, ";
    private static final String RETAIN_ONE = "retain { last = 1 }, wait { timeout = 60s }";

    /**
     * A run goes on without them: it lists where it may not watch, and only its log tells what
     * happened.
     */
    private static final List<String> DONE_WITHOUT =
            List.of("watch volumesnapshots", "create events");

    /** By which the guards know the account, whatever its name: no right to do anything. */
    private static final String FOR_THE_GUARDS = "guarded accounts";

    private static final InstalledRole OF_THE_CLUSTER =
            new InstalledRole(BED, "clusterrole", INSTALL, "pvc-snapshotter", "pvc-snapshotter");

    private static final InstalledRole OF_A_RUN =
            new InstalledRole(BED, "role", INSTALL, "pvc-snapshotter", "pvc-snapshotter");

    private static final InstalledRole OF_THE_SCHEDULE =
            new InstalledRole(
                    BED, "role", INSTALL, "pvc-snapshotter-schedule", "pvc-snapshotter-schedule");

    private Path kubeconfig;

    @BeforeEach
    void install() {
        BED.kubectl("apply", "-k", "manifests");
        BED.kubectl("apply", "-k", "config");
        BED.kubectl("label", "namespace", BED.namespace(), "backup=daily");
        kubeconfig = BED.kubeconfigOf(INSTALL, "pvc-snapshotter");
    }

    @AfterEach
    void restore() {
        BED.kubectl("apply", "-k", "manifests");
    }

    /** A run of the installed account, for the claims of the test's namespace. */
    private ProgramRun run(String keys) {
        return run(Map.of(), keys);
    }

    private ProgramRun run(Map<String, String> pod, String keys) {
        Map<String, String> environment = new HashMap<>(pod);
        environment.put("KUBECONFIG", kubeconfig.toString());
        Path configuration = BED.configuration("limits { settle = 0h }", keys);
        return BED.program(
                        environment,
                        "--all",
                        "--yes",
                        "--config",
                        configuration,
                        "--install-namespace",
                        INSTALL)
                .ended();
    }

    private static Map<String, String> installedJob() {
        String name = BED.namespace();
        BED.kubectl(
                "create", "job", "--namespace", INSTALL, "--from=cronjob/pvc-snapshotter", name);
        BED.until(
                "the Job has started",
                () ->
                        BED.get("--namespace", INSTALL, "job", name)
                                .getAsJsonObject("status")
                                .has("startTime"));
        String uid =
                BED.get("--namespace", INSTALL, "job", name)
                        .getAsJsonObject("metadata")
                        .get("uid")
                        .getAsString();
        return Map.of("POD_NAMESPACE", INSTALL, "JOB_NAME", name, "JOB_UID", uid);
    }

    /** Takes snapshots that a later run expires. */
    private static void history() {
        for (int hour = 2; hour >= 1; hour--) {
            Map<String, String> pod =
                    BED.scheduledJob(
                            "history-" + System.nanoTime(),
                            Instant.now().minusSeconds(hour * 3600L));
            ProgramRun run =
                    BED.program(
                            pod,
                            "--config",
                            BED.policy(RETAIN_ONE),
                            "--install-namespace",
                            INSTALL);
            assertThat(run.exitStatus()).as(run::toString).isZero();
        }
    }

    @Test
    void the_rights_of_the_manifests_are_enough_for_a_run_that_takes_and_expires() {
        BED.claims("data");
        history();
        Map<String, String> pod = installedJob();
        ProgramRun run = run(pod, SELECT + RETAIN_ONE);
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.ending()).contains("1 ready", "1 expired");
        assertThat(run.toString()).doesNotContain("forbidden");
        assertThat(OF_THE_CLUSTER.allows("watch", "volumesnapshots.snapshot.storage.k8s.io"))
                .as("a run that may not watch lists instead, and says nothing")
                .isTrue();
        BED.kubectl("delete", "job", "--namespace", INSTALL, pod.get("JOB_NAME"));
    }

    @Test
    void the_rights_of_the_manifests_are_enough_to_see_that_a_name_is_taken_by_another() {
        BED.claims("data");
        ProgramRun run = runThatFindsItsNameTaken();
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(73);
        assertThat(run.toString())
                .contains("exists already and is not of this run")
                .doesNotContain("forbidden");
    }

    private static List<String> canAlso(InstalledRole role, List<String> questions) {
        return questions.stream()
                .filter(question -> role.allows(question.split(" ")[0], question.split(" ")[1]))
                .toList();
    }

    @Test
    void the_account_can_do_nothing_else() {
        assertThat(
                        canAlso(
                                OF_THE_CLUSTER,
                                List.of(
                                        "delete persistentvolumeclaims",
                                        "create persistentvolumeclaims",
                                        "patch persistentvolumeclaims",
                                        "update volumesnapshots.snapshot.storage.k8s.io",
                                        "patch volumesnapshots.snapshot.storage.k8s.io",
                                        "deletecollection volumesnapshots.snapshot.storage.k8s.io",
                                        "get volumesnapshotcontents.snapshot.storage.k8s.io",
                                        "delete volumesnapshotcontents.snapshot.storage.k8s.io",
                                        "get secrets",
                                        "list secrets",
                                        "list pods",
                                        "create pods",
                                        "create jobs.batch",
                                        "delete jobs.batch",
                                        "update cronjobs.batch",
                                        "get configmaps",
                                        "unguarded accounts.pvc-snapshotter.io")))
                .isEmpty();
    }

    @Test
    void the_account_of_the_schedule_can_do_nothing_else() {
        assertThat(
                        canAlso(
                                OF_THE_SCHEDULE,
                                List.of(
                                        "get configmaps",
                                        "list configmaps",
                                        "patch configmaps/pvc-snapshotter",
                                        "get configmaps/kube-root-ca.crt",
                                        "get cronjobs.batch",
                                        "list cronjobs.batch",
                                        "create cronjobs.batch",
                                        "update cronjobs.batch/pvc-snapshotter",
                                        "delete cronjobs.batch/pvc-snapshotter",
                                        "patch cronjobs.batch/pvc-snapshotter-schedule",
                                        "create jobs.batch",
                                        "create pods",
                                        "get secrets",
                                        "create serviceaccounts/pvc-snapshotter/token",
                                        "list persistentvolumeclaims",
                                        "create volumesnapshots.snapshot.storage.k8s.io",
                                        "delete volumesnapshots.snapshot.storage.k8s.io",
                                        "unguarded accounts.pvc-snapshotter.io")))
                .isEmpty();
    }

    @Test
    void every_right_of_the_cluster_role_is_needed() {
        BED.claims("data");
        assertThat(OF_THE_CLUSTER.notMissed(this::misses)).isEmpty();
    }

    private boolean misses(String right) {
        if (right.startsWith("delete ")) {
            history();
        }
        if (right.equals("get volumesnapshots")) {
            return saysSo(runThatFindsItsNameTaken(), right);
        }
        ProgramRun run = run(SELECT + RETAIN_ONE);
        return DONE_WITHOUT.contains(right) ? run.exitStatus() == 0 : saysSo(run, right);
    }

    /** Only then a run asks for a single snapshot: to see whose it is. */
    private ProgramRun runThatFindsItsNameTaken() {
        Map<String, String> pod = installedJob();
        run(pod, RETAIN_ONE);
        BED.kubectl(
                "label",
                "volumesnapshot",
                "--selector=pvc-snapshotter.io/job=" + pod.get("JOB_NAME"),
                "pvc-snapshotter.io/instance-");
        ProgramRun again = run(pod, RETAIN_ONE);
        BED.kubectl("delete", "job", "--namespace", INSTALL, pod.get("JOB_NAME"));
        return again;
    }

    private static boolean saysSo(ProgramRun run, String right) {
        return run.toString().contains("cannot " + right.replace(" ", " resource \\\""));
    }

    @Test
    void every_right_on_its_own_job_is_needed_by_a_run() {
        Map<String, String> pod = installedJob();
        assertThat(OF_A_RUN.notMissed(right -> saysSo(run(pod, RETAIN_ONE), right)))
                .containsExactly(FOR_THE_GUARDS);
        BED.kubectl("delete", "job", "--namespace", INSTALL, pod.get("JOB_NAME"));
    }

    /** A copy of the schedule by the installed account that finds something to change. */
    private static ProgramRun copySchedule() {
        BED.kubectl(
                "patch",
                "cronjob",
                "pvc-snapshotter",
                "--namespace",
                INSTALL,
                "--type=merge",
                "-p",
                "{\"spec\":{\"schedule\":\"1 2 3 4 5\"}}");
        return BED.program(
                        Map.of(
                                "KUBECONFIG",
                                BED.kubeconfigOf(INSTALL, "pvc-snapshotter-schedule").toString()),
                        "sync-schedule",
                        "--install-namespace",
                        INSTALL)
                .ended();
    }

    private static String schedule() {
        return BED.kubectl(
                "get",
                "cronjob",
                "pvc-snapshotter",
                "--namespace",
                INSTALL,
                "-o",
                "jsonpath={.spec.schedule}");
    }

    @Test
    void the_rights_of_the_manifests_are_enough_for_a_copy_of_the_schedule() {
        ProgramRun run = copySchedule();
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.toString()).doesNotContain("forbidden");
        assertThat(schedule()).isEqualTo("17 4 * * *");
    }

    @Test
    void every_right_of_the_account_of_the_schedule_is_needed() {
        assertThat(
                        OF_THE_SCHEDULE.notMissed(right -> {
                            ProgramRun run = copySchedule();
                            boolean copied = schedule().equals("17 4 * * *");
                            return saysSo(run, right)
                                    && copied == right.equals("create events")
                                    && run.exitStatus() == (copied ? 0 : 77);
                        }))
                .containsExactly(FOR_THE_GUARDS);
    }
}
