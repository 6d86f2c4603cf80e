package io.pvcsnapshotter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.cluster.ScriptedApiServer;
import io.pvcsnapshotter.cluster.ScriptedApiServer.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotsCommandTest {
    private static final String SNAPSHOTS =
            "/apis/snapshot.storage.k8s.io/v1/namespaces/%s/volumesnapshots";
    private static final String CLAIMS = "/api/v1/namespaces/%s/persistentvolumeclaims";

    @TempDir private Path folder;
    private final ScriptedApiServer server = new ScriptedApiServer();
    private final PrintStream realOut = System.out;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        has("shop");
        has("default");
    }

    private void has(String namespace) {
        server.on(
                SNAPSHOTS.formatted(namespace),
                Answer.json(
                        """
                        {"metadata":{"resourceVersion":"7"},"items":[
                          {"metadata":{"namespace":"%s","name":"by-hand","uid":"u","resourceVersion":"1","creationTimestamp":"2026-03-01T00:00:00Z"},
                           "spec":{"source":{"persistentVolumeClaimName":"data"}},
                           "status":{"creationTime":"2026-03-01T00:00:01Z","readyToUse":true,"restoreSize":"10Gi"}}]}
                        """
                                .formatted(namespace)));
    }

    @AfterEach
    void stopListening() {
        System.setOut(realOut);
        server.close();
    }

    private int snapshots(String... arguments) throws IOException {
        return snapshots(server.kubeconfig(folder), arguments);
    }

    private int snapshots(Path kubeconfig, String... arguments) {
        List<String> all = new ArrayList<>(List.of("snapshots"));
        all.addAll(Arrays.asList(arguments));
        return new CommandLineProgram(
                        new Environment(
                                Map.of(
                                        "HOME",
                                        folder.toString(),
                                        "KUBECONFIG",
                                        kubeconfig.toString())))
                .execute(all.toArray(String[]::new));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void asks_for_the_snapshots_and_the_claims_of_that_namespace_and_for_nothing_else()
            throws IOException {
        assertThat(snapshots("data", "-n", "shop")).isZero();
        assertThat(server.requests().stream().map(each -> each.method() + each.uri().getPath()))
                .containsExactly(
                        "GET" + SNAPSHOTS.formatted("shop"), "GET" + CLAIMS.formatted("shop"));
        assertThat(printed()).contains("10Gi", "by-hand", "1 ready.");
    }

    @Test
    void without_a_namespace_it_is_the_one_of_the_context_and_else_default() throws IOException {
        assertThat(snapshots("data")).isZero();
        assertThat(server.requests().getFirst().uri().getPath())
                .isEqualTo(SNAPSHOTS.formatted("default"));
        String inShop =
                Files.readString(server.kubeconfig(folder))
                        .replace("cluster: c, user: u", "cluster: c, user: u, namespace: shop");
        Path kubeconfig = Files.writeString(folder.resolve("in-shop"), inShop);
        assertThat(snapshots(kubeconfig, "data")).isZero();
        assertThat(server.requests().getLast().uri().getPath()).isEqualTo(CLAIMS.formatted("shop"));
    }

    @Test
    void the_command_to_type_next_goes_to_the_same_cluster() throws IOException {
        assertThat(snapshots("data", "-n", "shop", "--context", "x")).isZero();
        assertThat(printed().lines().toList().getLast())
                .startsWith("Next: pvc-snapshotter restore data -n shop --before \"2026-03-01 ")
                .endsWith(" --in-place --context x");
    }

    @Test
    void a_namespace_with_nothing_in_it_is_64_and_asks_whether_it_is_the_right_one()
            throws IOException {
        assertThat(snapshots("data", "-n", "empty")).isEqualTo(64);
        assertThat(printed())
                .contains("In namespace empty there is neither a claim nor a snapshot of one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "Shop", "a/b"})
    void what_cannot_be_a_namespace_is_64_before_the_cluster_is_asked(String namespace)
            throws IOException {
        assertThat(snapshots("data", "-n", namespace)).isEqualTo(64);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void wide_has_the_class_and_the_uid_and_json_is_json() throws IOException {
        assertThat(snapshots("data", "-n", "shop", "-o", "wide")).isZero();
        assertThat(printed()).contains("CLASS", "CLAIM UID");
        out.reset();
        assertThat(snapshots("data", "-n", "shop", "-o", "json")).isZero();
        assertThat(printed()).startsWith("{").contains("\"restoreSize\": 10737418240");
    }
}
