package io.pvcsnapshotter.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.cluster.ScriptedApiServer.Answer;
import io.pvcsnapshotter.model.ObjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that a kubeconfig names for credentials. */
class ExecPluginTest {
    private static final String JOB = "/apis/batch/v1/namespaces/a/jobs/b";
    private static final Answer NONE =
            Answer.refusal(404, "NotFound", "jobs.batch \"b\" not found");

    @TempDir private Path folder;
    private final ScriptedApiServer server = new ScriptedApiServer();

    @AfterEach
    void close() {
        server.close();
    }

    /** Notes down each call with the information that it gets, and then does this as call $n. */
    private void plugin(String does) throws IOException {
        Path script =
                Files.writeString(
                        folder.resolve("plugin"),
                        """
                        #!/bin/sh
                        cd "$(dirname "$0")"
                        echo "$KUBERNETES_EXEC_INFO" >>calls
                        n=$(wc -l <calls)
                        %s
                        """
                                .formatted(does));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String gives(String status) {
        return """
        cat <<EOF
        {"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{%s}}
        EOF
        """
                .formatted(status);
    }

    private Cluster cluster(String exec) throws IOException {
        Path kubeconfig =
                Files.writeString(
                        folder.resolve("kubeconfig"),
                        """
                        current-context: x
                        contexts: [{name: x, context: {cluster: c, user: person}}]
                        clusters: [{name: c, cluster: {server: "%s", extensions: [
                          {name: client.authentication.k8s.io/exec, extension: {shoot: one}}]}}]
                        users: [{name: person, user: {exec: {%s}}}]
                        """
                                .formatted(server.url(), exec));
        return ScriptedApiServer.connection(kubeconfig).open(Map.of());
    }

    private static final String V1 = "apiVersion: client.authentication.k8s.io/v1, ";

    private Cluster cluster() throws IOException {
        return cluster(V1 + "command: ./plugin");
    }

    private static void ask(Cluster cluster) {
        cluster.job(new ObjectName("a", "b"));
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(folder.resolve("calls"));
    }

    private List<String> tokens() {
        return server.requests().stream()
                .map(each -> each.headers().get("Authorization").getFirst())
                .toList();
    }

    @Test
    void it_is_called_once_for_many_requests() throws IOException {
        server.on(JOB, NONE);
        plugin(gives("\"token\":\"secret-$n\""));
        Cluster cluster = cluster();
        ask(cluster);
        ask(cluster);
        ask(cluster);
        assertThat(calls()).hasSize(1);
        assertThat(tokens()).hasSize(3).containsOnly("Bearer secret-1");
    }

    @Test
    void it_is_called_again_when_its_token_has_expired() throws IOException {
        server.on(JOB, NONE);
        plugin(
                gives(
                        "\"token\":\"secret-$n\",\"expirationTimestamp\":\"${n}999-01-01T00:00:00Z\""));
        Cluster cluster = cluster();
        ask(cluster);
        ask(cluster);
        assertThat(calls()).hasSize(2);
        assertThat(tokens()).containsExactly("Bearer secret-2", "Bearer secret-2");
    }

    @Test
    void it_is_called_again_when_its_token_is_not_taken_any_more() throws IOException {
        Answer there =
                Answer.json(
                        "{\"metadata\":{\"namespace\":\"a\",\"name\":\"b\",\"uid\":\"u\",\"creationTimestamp\":\"2026-11-23T04:17:00Z\"}}");
        server.on(JOB, there, Answer.refusal(401, "Unauthorized", "Unauthorized"), there);
        plugin(gives("\"token\":\"secret-$n\""));
        Cluster cluster = cluster();
        ask(cluster);
        ask(cluster);
        assertThat(tokens())
                .containsExactly("Bearer secret-1", "Bearer secret-1", "Bearer secret-2");
        assertThat(calls()).hasSize(2);
    }

    @Test
    void a_certificate_of_it_is_used_too() throws IOException {
        plugin(gives("\"clientCertificateData\":\"no certificate\",\"clientKeyData\":\"no key\""));
        assertThatThrownBy(this::cluster)
                .isInstanceOf(NoClusterException.class)
                .hasMessageStartingWith("Tried to use the kubeconfig " + folder);
        assertThat(calls()).hasSize(1);
    }

    @Test
    void it_is_told_that_nobody_is_there_and_of_the_cluster_if_it_wants_to_know()
            throws IOException {
        plugin(gives("\"token\":\"t\""));
        cluster();
        JsonObject plain = JsonParser.parseString(calls().getFirst()).getAsJsonObject();
        assertThat(plain.get("apiVersion").getAsString())
                .isEqualTo("client.authentication.k8s.io/v1");
        assertThat(plain.get("spec")).hasToString("{\"interactive\":false}");
        cluster(V1 + "command: ./plugin, provideClusterInfo: true");
        JsonObject told =
                JsonParser.parseString(calls().getLast())
                        .getAsJsonObject()
                        .getAsJsonObject("spec")
                        .getAsJsonObject("cluster");
        assertThat(told.get("server").getAsString()).isEqualTo(server.url());
        assertThat(told.get("config")).hasToString("{\"shoot\":\"one\"}");
    }

    @Test
    void its_arguments_and_variables_are_those_of_the_kubeconfig() throws IOException {
        server.on(JOB, NONE);
        plugin(gives("\"token\":\"$1-$2-$GREETING\""));
        ask(
                cluster(
                        V1
                                + "command: ./plugin, args: [a, b-c], env: [{name: GREETING, value: hello}]"));
        assertThat(tokens()).containsExactly("Bearer a-b-c-hello");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "exit 3 | it ended with exit status 3",
                "echo secret-token | its answer is no ExecCredential with a status",
                "echo '{secret-token' | its answer is no ExecCredential with a status",
                "echo '[]' | its answer is no ExecCredential with a status",
                "true | its answer is no ExecCredential with a status",
                "echo '{\"kind\":\"ExecCredential\",\"status\":{\"token\":null}}' | it gave neither a token nor a certificate with a key",
                "echo '{\"kind\":\"ExecCredential\",\"status\":{\"clientKeyData\":\"secret-token\"}}' | it gave neither a token nor a certificate with a key"
            })
    void its_failure_is_one_sentence(String does, String why) throws IOException {
        plugin(does);
        assertThatThrownBy(this::cluster)
                .isInstanceOf(CredentialsException.class)
                .hasMessage(
                        "Tried to get credentials from %s, which the kubeconfig %s names for the user person, but failed: %s"
                                .formatted(
                                        folder.resolve("plugin"),
                                        folder.resolve("kubeconfig"),
                                        why))
                .hasNoCause();
    }

    @Test
    void one_that_is_not_installed_says_how_to_get_it() {
        assertThatThrownBy(
                        () -> cluster(V1 + "command: no-such-plugin, installHint: See example.org"))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("it cannot be started")
                .hasMessageEndingWith(". See example.org");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                V1 + "interactiveMode: Always, command: ./plugin",
                "apiVersion: other/v1, command: ./plugin",
                "command: ./plugin",
                V1 + "args: [a]"
            })
    void what_cannot_work_is_not_tried(String exec) throws IOException {
        plugin("exit 0");
        assertThatThrownBy(() -> cluster(exec)).isInstanceOf(CredentialsException.class);
        assertThat(folder.resolve("calls")).doesNotExist();
    }
}
