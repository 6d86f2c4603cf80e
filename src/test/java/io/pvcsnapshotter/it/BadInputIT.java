package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever is wrong before the work begins: said in one line, and nothing in the cluster is
 * touched.
 */
class BadInputIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    private String before;

    @BeforeEach
    void a_claim_that_could_be_snapshotted() {
        BED.claims("data");
        before = BED.everything();
    }

    @AfterEach
    void nothing_was_touched() {
        assertThat(BED.everything()).isEqualTo(before);
    }

    private static ProgramRun run(Map<String, String> environment, Path configuration) {
        return BED.program(
                        environment,
                        "--all",
                        "--yes",
                        "--config",
                        configuration,
                        "--install-namespace",
                        BED.namespace())
                .ended();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    `policies = [ { name = all`                                                   | snapshotter.conf:1
                    `policies = [\n{ name = all, retian { last = 3 } } ]`                         | snapshotter.conf:2: policies[all].retian
                    `policies = [\n{ select { claims = [a] } } ]`                                 | snapshotter.conf:2
                    `policies = [\n{ name = all, select { labels = "app in (" } } ]`              | snapshotter.conf:2: policies[all].select.labels
                    `policies = [\n{ name = all, retain { last = 0 } } ]`                         | snapshotter.conf:2: policies[all].retain
                    ``                                                                            | snapshotter.conf
                    """)
    void a_configuration_that_is_wrong_is_78_with_the_place(String text, String place) {
        String lines = text == null ? "" : text.replace("\\n", "\n");
        ProgramRun run = run(Map.of(), BED.file("snapshotter.conf", lines));
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(78);
        assertThat(run.ending()).contains(place);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void a_configuration_that_is_not_there_is_78() {
        ProgramRun run = run(Map.of(), Path.of("/nowhere/snapshotter.conf"));
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(78);
        assertThat(run.ending()).contains("/nowhere/snapshotter.conf");
    }

    @Test
    void no_cluster_is_78() {
        ProgramRun run = run(Map.of("KUBECONFIG", "", "HOME", "/nowhere"), BED.policy(""));
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(78);
        assertThat(run.ending()).startsWith("No cluster to talk to");
    }

    @Test
    void a_certificate_that_is_not_the_clusters_is_69() {
        String other =
                BED.kubectl("config", "view", "--raw", "-o", "json")
                        .replaceFirst(
                                "\"certificate-authority-data\": \"[^\"]*\"",
                                "\"tls-server-name\": \"x\"");
        ProgramRun run =
                run(Map.of("KUBECONFIG", BED.file("kubeconfig", other).toString()), BED.policy(""));
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(69);
    }

    @Test
    void a_token_that_is_not_valid_is_77_and_is_not_told() {
        BED.kubectl("create", "serviceaccount", "nobody");
        Path kubeconfig = BED.kubeconfigOf("nobody");
        String token = token(kubeconfig);
        BED.file(kubeconfig.getFileName().toString(), read(kubeconfig).replace(token, token + "x"));
        ProgramRun run = run(Map.of("KUBECONFIG", kubeconfig.toString()), BED.policy(""));
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(77);
        assertThat(run.toString()).contains("Unauthorized").doesNotContain(token);
    }

    @Test
    void an_account_without_rights_is_77_and_the_right_is_named() {
        BED.kubectl("create", "serviceaccount", "nobody");
        Path kubeconfig = BED.kubeconfigOf("nobody");
        ProgramRun run = run(Map.of("KUBECONFIG", kubeconfig.toString()), BED.policy(""));
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(77);
        assertThat(run.ending())
                .startsWith("Tried to list volumesnapshots in the cluster but failed: ")
                .contains("cannot list resource \"volumesnapshots\"", "nobody");
        assertThat(run.toString()).doesNotContain(token(kubeconfig));
    }

    @Test
    void an_account_that_may_read_but_not_write_is_77() {
        BED.kubectl("create", "serviceaccount", "reader");
        String name = BED.namespace() + "-reader";
        BED.kubectl(
                "create",
                "clusterrole",
                name,
                "--verb=get,list",
                "--resource=persistentvolumeclaims,persistentvolumes,volumesnapshots.snapshot.storage.k8s.io,volumesnapshotclasses.snapshot.storage.k8s.io");
        BED.kubectl(
                "create",
                "clusterrolebinding",
                name,
                "--clusterrole=" + name,
                "--serviceaccount=%s:reader".formatted(BED.namespace()));
        Path kubeconfig = BED.kubeconfigOf("reader");
        ProgramRun run = run(Map.of("KUBECONFIG", kubeconfig.toString()), BED.policy(""));
        BED.kubectl("delete", "clusterrole,clusterrolebinding", name);
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(77);
        assertThat(run.reasons())
                .anyMatch(each -> each.contains("cannot create resource \"volumesnapshots\""));
    }

    @Test
    void a_job_that_does_not_exist_is_64() {
        Map<String, String> environment =
                Map.of("POD_NAMESPACE", BED.namespace(), "JOB_NAME", "gone", "JOB_UID", "x");
        ProgramRun run = run(environment, BED.policy(""));
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(64);
    }

    @Test
    void a_job_of_that_name_that_is_another_is_64() {
        Map<String, String> pod =
                new java.util.HashMap<>(BED.scheduledJob("nightly-1", Instant.now()));
        pod.put("JOB_UID", "another");
        ProgramRun run = run(pod, BED.policy(""));
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(64);
    }

    @Test
    void no_configuration_in_the_cluster_is_said_with_what_to_do() {
        ProgramRun run =
                BED.program(Map.of(), "--all", "--yes", "--install-namespace", BED.namespace())
                        .ended();
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(78);
        assertThat(run.ending())
                .contains(BED.namespace() + "/pvc-snapshotter", "kubectl apply -k config");
    }

    @Test
    void an_option_that_does_not_exist_is_64() {
        ProgramRun run = BED.program(Map.of(), "--nonsense").ended();
        assertThat(run.exitStatus()).isEqualTo(64);
        assertThat(run.err()).contains("Usage: pvc-snapshotter");
    }

    private static String token(Path kubeconfig) {
        return com.google.gson.JsonParser.parseString(read(kubeconfig))
                .getAsJsonObject()
                .getAsJsonArray("users")
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("user")
                .get("token")
                .getAsString();
    }

    private static String read(Path file) {
        try {
            return java.nio.file.Files.readString(file);
        } catch (java.io.IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }
}
