package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person or a probe is told of the snapshots that there are. */
class StatusIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    @RegisterExtension final FaultScene scene = new FaultScene(BED);

    private ProgramRun status(String... arguments) {
        return BED.program(
                        Map.of(),
                        Stream.concat(
                                        Stream.of(
                                                "status",
                                                "--config",
                                                scene.configuration("wait.timeout = 5s"),
                                                "--install-namespace",
                                                BED.namespace(),
                                                "-n",
                                                BED.namespace()),
                                        Stream.of(arguments))
                                .toArray())
                .ended();
    }

    /** With one blank where the table has several. */
    private static List<String> lines(ProgramRun run) {
        return run.out().stream().map(each -> each.replaceAll(" +", " ")).toList();
    }

    @Test
    void names_the_newest_snapshot_that_is_ready() {
        scene.claims("data", "logs");
        ProgramRun status = status("--max-age", "1h");
        assertThat(status.exitStatus()).as(status::toString).isZero();
        String namespace = BED.namespace();
        assertThat(lines(status))
                .hasSize(6)
                .contains("CLAIM POLICY READY NEWEST AGE STATE")
                .endsWith("selected 2 of 2 claims: 2 ok")
                .anyMatch(each -> each.startsWith("No run starts by itself: there is no CronJob"))
                .anyMatch(each -> each.startsWith("1 snapshot was made by hand"))
                .anyMatch(each ->
                        each.startsWith(
                                        "%s/data all 1 %s "
                                                .formatted(namespace, scene.latestOf("data")))
                                && each.endsWith("s ok"));
    }

    @Test
    void tells_of_a_snapshot_that_does_not_become_ready_and_which_one_is_still_good() {
        String never = BED.snapshotClass("never", Map.of("never", "true"));
        scene.claims("data");
        String good = scene.latestOf("data");
        assertThat(scene.run(0, "wait.timeout = 5s, snapshotClass = " + never).exitStatus())
                .isEqualTo(75);
        BED.until(
                "it has had its time", () -> !onlyClaim().get("state").getAsString().equals("ok"));
        JsonObject claim = onlyClaim();
        assertThat(claim.get("newest").getAsString()).isEqualTo(good);
        assertThat(claim.get("state").getAsString())
                .startsWith(scene.latestOf("data") + " is not ready: taken at ")
                .endsWith("still uploading");
    }

    private JsonObject onlyClaim() {
        return JsonParser.parseString(String.join("\n", status("-o", "json").out()))
                .getAsJsonObject()
                .getAsJsonArray("claims")
                .get(0)
                .getAsJsonObject();
    }

    @Test
    void a_check_fails_where_no_run_can_take_a_snapshot() {
        scene.claims("data");
        scene.useClass("data", "gone");
        assertThat(status().exitStatus()).isZero();
        ProgramRun check = status("--max-age", "26h");
        assertThat(check.exitStatus()).as(check::toString).isEqualTo(73);
        assertThat(lines(check)).last().isEqualTo("selected 1 of 1 claims: 0 ok, 1 not");
        assertThat(check.out())
                .anyMatch(each -> each.endsWith("the snapshot class gone does not exist"));
    }

    private static ProgramRun installed(String... arguments) {
        return BED.program(
                        Map.of(),
                        Stream.concat(
                                        Stream.of(
                                                "status",
                                                "--install-namespace",
                                                BED.namespace(),
                                                "-n",
                                                BED.namespace()),
                                        Stream.of(arguments))
                                .toArray())
                .ended();
    }

    /** Only what is read of them: a ConfigMap and a CronJob. */
    private static void install(boolean suspended) {
        BED.apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: pvc-snapshotter}
                data:
                  snapshotter.conf: |
                    policies = [ { name = all, select { namespaces = ["%s"] }, requireMatch = false } ]
                ---
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: pvc-snapshotter}
                spec:
                  schedule: "17 4 * * *"
                  timeZone: Europe/Berlin
                  suspend: %s
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: snapshot, image: nothing}]
                """
                        .formatted(BED.namespace(), suspended));
    }

    @Test
    void says_when_the_next_run_starts_and_is_never_green_while_none_can() {
        scene.claims("data");
        install(false);
        ProgramRun running = installed("--max-age", "26h");
        assertThat(running.exitStatus()).as(running::toString).isZero();
        assertThat(running.out())
                .anyMatch(each ->
                        each.matches(
                                "Next run: .* 04:17, in \\d+[hms] \\(schedule \"17 4 \\* \\* \\*\" in Europe/Berlin\\)"))
                .contains("Last success: none yet");
        install(true);
        ProgramRun suspended = installed("--max-age", "26h");
        assertThat(suspended.exitStatus()).as(suspended::toString).isEqualTo(73);
        assertThat(suspended.out()).first().asString().startsWith("No run starts: the CronJob ");
    }

    @Test
    void a_check_fails_while_a_quota_lets_no_run_start_and_says_so() {
        scene.claims("data");
        install(false);
        BED.apply(
                """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: no-pods}
                spec: {hard: {pods: "0"}}
                """);
        BED.until(
                "the quota is in force",
                () -> BED.get("resourcequota", "no-pods").toString().contains("\"used\""));
        BED.kubectl(
                "patch",
                "cronjob",
                "pvc-snapshotter",
                "-p",
                "{\"spec\":{\"jobTemplate\":{\"spec\":{\"activeDeadlineSeconds\":5}}}}");
        assertThat(installed("--max-age", "26h").exitStatus()).isZero();
        BED.kubectl("create", "job", "first", "--from=cronjob/pvc-snapshotter");
        BED.until("the run has failed", () -> installed("--max-age", "26h").exitStatus() == 73);
        assertThat(installed().out())
                .anyMatch(each ->
                        each.startsWith("The last run that ended has failed, ")
                                && each.contains("It is first: "));
        assertThat(String.join(" ", installed("-o", "json").out())).contains("It is first: ");
    }

    /** Somebody who has lost a claim looks for it. */
    @Test
    void a_claim_that_is_gone_is_shown_whatever_is_asked_for() {
        scene.claims("data", "logs");
        BED.kubectl("delete", "pvc", "logs");
        ProgramRun status = status("--claim", "logs");
        assertThat(status.exitStatus()).as(status::toString).isZero();
        assertThat(lines(status))
                .anyMatch(each ->
                        each.endsWith(
                                "s the claim is gone: pvc-snapshotter snapshots logs -n %s shows what is left"
                                        .formatted(BED.namespace())))
                .endsWith("selected 0 of 0 claims: 0 ok");
    }

    @Test
    void without_the_right_to_the_configuration_it_says_so_and_shows_the_namespace() {
        scene.claims("data");
        install(false);
        BED.kubectl("create", "serviceaccount", "developer");
        BED.kubectl(
                "create",
                "role",
                "developer",
                "--verb=get,list",
                "--resource=volumesnapshots.snapshot.storage.k8s.io,persistentvolumeclaims");
        BED.kubectl(
                "create",
                "rolebinding",
                "developer",
                "--role=developer",
                "--serviceaccount=%s:developer".formatted(BED.namespace()));
        ProgramRun status =
                BED.program(
                                Map.of("KUBECONFIG", BED.kubeconfigOf("developer").toString()),
                                "status",
                                "--install-namespace",
                                BED.namespace())
                        .ended();
        assertThat(status.exitStatus()).as(status::toString).isEqualTo(77);
        assertThat(lines(status))
                .anyMatch(each -> each.startsWith("When the next run starts is not known: "))
                .anyMatch(each ->
                        each.startsWith("Only namespace %s is shown".formatted(BED.namespace())))
                .anyMatch(each ->
                        each.matches(
                                BED.namespace() + "/data - 2 \\S+ \\S+ its policy is not known"));
    }
}
