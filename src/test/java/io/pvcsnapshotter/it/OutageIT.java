package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.Relay;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The API server is gone, slow, overloaded, or does not know us. */
class OutageIT {
    private static final String RETAIN_ONE = "retain { last = 1 }, wait { timeout = 90s }";

    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    @RegisterExtension final FaultScene scene = new FaultScene(BED);

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }

    private void slowly(String claim, String readyAfter) {
        scene.useClass(claim, BED.snapshotClass("slow", Map.of("readyAfter", readyAfter)));
    }

    @Test
    void an_api_server_that_is_down_is_69_and_after_it_is_back_all_is_as_before() {
        scene.claims("data");
        Path configuration = scene.configuration(RETAIN_ONE);
        String before = BED.everything();
        BED.stop("kube-apiserver");
        ProgramRun run =
                BED.program(
                                Map.of(),
                                "--all",
                                "--yes",
                                "--config",
                                configuration,
                                "--install-namespace",
                                BED.namespace())
                        .ended();
        BED.start("kube-apiserver");
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(69);
        assertThat(run.ending())
                .startsWith(
                        "Tried to list volumesnapshots in the cluster but failed: the API server at 127.0.0.1:");
        assertThat(BED.everything()).isEqualTo(before);
    }

    @Test
    void an_api_server_that_is_killed_and_comes_back_in_mid_run_costs_nothing() {
        scene.claims("data");
        slowly("data", "4s");
        ProgramRun run = scene.run(0, RETAIN_ONE).logged("Asked for a snapshot");
        BED.stop("kube-apiserver");
        pass(Duration.ofSeconds(6));
        BED.start("kube-apiserver");
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.ending()).contains("1 ready", "1 expired");
    }

    @Test
    void an_api_server_that_freezes_for_twenty_seconds_costs_nothing() {
        scene.claims("data");
        slowly("data", "4s");
        ProgramRun run = scene.run(0, RETAIN_ONE).logged("Asked for a snapshot");
        BED.freeze("kube-apiserver");
        pass(Duration.ofSeconds(20));
        BED.thaw("kube-apiserver");
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.ending()).contains("1 ready", "1 expired");
    }

    @Test
    void a_watch_that_is_cut_is_resumed_at_once() {
        scene.claims("data");
        slowly("data", "6s");
        try (Relay relay = BED.relay()) {
            Map<String, String> pod = new HashMap<>(scene.pod(0));
            pod.put("KUBECONFIG", BED.kubeconfigBy(relay).toString());
            ProgramRun run =
                    BED.program(pod, "--config", scene.configuration(RETAIN_ONE))
                            .logged("Asked for a snapshot");
            for (int i = 0; i < 3; i++) {
                pass(Duration.ofSeconds(1));
                relay.cut();
            }
            String latest = scene.latestOf("data");
            BED.until("it is ready", () -> TestBed.isReady(BED.get("vs", latest)));
            long ready = System.nanoTime();
            run.logged("Snapshot is ready");
            assertThat(Duration.ofNanos(System.nanoTime() - ready))
                    .as("long before everything is looked at again, which is every 30 s")
                    .isLessThan(Duration.ofSeconds(5));
            assertThat(run.exitStatus()).as(run::toString).isZero();
        }
    }

    /** Its own flow control refuses what exceeds three requests of the account at a time. */
    @Test
    void an_api_server_that_has_too_many_requests_is_asked_again() {
        scene.claims("data");
        BED.claims(IntStream.range(0, 60).mapToObj("many-%d"::formatted).toArray(String[]::new));
        String flow = BED.namespace();
        Map<String, String> pod = new HashMap<>(scene.pod(0));
        pod.put("KUBECONFIG", administrator().toString());
        BED.apply(
                """
                apiVersion: flowcontrol.apiserver.k8s.io/v1
                kind: PriorityLevelConfiguration
                metadata: {name: %1$s}
                spec:
                  type: Limited
                  limited: {nominalConcurrencyShares: 1, lendablePercent: 0, borrowingLimitPercent: 0, limitResponse: {type: Reject}}
                ---
                apiVersion: flowcontrol.apiserver.k8s.io/v1
                kind: FlowSchema
                metadata: {name: %1$s}
                spec:
                  matchingPrecedence: 100
                  priorityLevelConfiguration: {name: %1$s}
                  rules:
                    - subjects: [{kind: ServiceAccount, serviceAccount: {namespace: %1$s, name: account}}]
                      resourceRules:
                        - {apiGroups: ["*"], resources: ["*"], verbs: ["*"], namespaces: ["*"], clusterScope: true}
                """
                        .formatted(flow));
        try {
            ProgramRun run = BED.program(pod, "--config", scene.configuration(RETAIN_ONE));
            assertThat(run.exitStatus()).as(run::toString).isZero();
            assertThat(run.ending()).contains("61 ready", "1 expired");
            assertThat(rejected(flow)).isPositive();
        } finally {
            BED.kubectl("delete", "flowschema,prioritylevelconfiguration", flow);
            BED.kubectl("delete", "clusterrolebinding", BED.namespace());
        }
    }

    /** How many requests the API server says that it has answered with 429 there. */
    private static double rejected(String flow) {
        return BED.kubectl("get", "--raw", "/metrics")
                .lines()
                .filter(each -> each.startsWith("apiserver_flowcontrol_rejected_requests_total{"))
                .filter(each -> each.contains("flow_schema=\"%s\"".formatted(flow)))
                .mapToDouble(each -> Double.parseDouble(each.substring(each.lastIndexOf(' '))))
                .sum();
    }

    /** An account with all rights, which flow control does not exempt. */
    private static Path administrator() {
        BED.kubectl("create", "serviceaccount", "account");
        BED.kubectl(
                "create",
                "clusterrolebinding",
                BED.namespace(),
                "--clusterrole=cluster-admin",
                "--serviceaccount=%s:account".formatted(BED.namespace()));
        return BED.kubeconfigOf("account");
    }

    @Test
    void a_token_that_expires_is_read_again_when_its_file_is_renewed() throws Exception {
        scene.claims("data");
        slowly("data", "20s");
        administrator();
        String first = boundToken("first");
        Path file = BED.file("token", first);
        try (Relay relay = BED.relay()) {
            Map<String, String> pod = new HashMap<>(scene.pod(0));
            pod.put("KUBECONFIG", BED.kubeconfigBy(relay, file).toString());
            ProgramRun run =
                    BED.program(pod, "--config", scene.configuration(RETAIN_ONE))
                            .logged("Asked for a snapshot");
            BED.kubectl("delete", "secret", "first");
            BED.until("the token has expired", () -> !BED.isAccepted(first));
            relay.cut();
            pass(Duration.ofSeconds(5));
            Files.writeString(file, boundToken("second"));
            assertThat(run.exitStatus()).as(run::toString).isZero();
            assertThat(run.ending()).contains("1 ready", "1 expired");
        } finally {
            BED.kubectl("delete", "clusterrolebinding", BED.namespace());
        }
    }

    /** A token that is valid as long as that Secret exists. */
    private static String boundToken(String secret) {
        BED.kubectl("create", "secret", "generic", secret);
        return BED.kubectl(
                        "create",
                        "token",
                        "account",
                        "--bound-object-kind=Secret",
                        "--bound-object-name=" + secret)
                .strip();
    }
}
