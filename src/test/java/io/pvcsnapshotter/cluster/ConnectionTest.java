package io.pvcsnapshotter.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pvcsnapshotter.model.ObjectName;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {
    private static final Connection NOTHING_GIVEN =
            new Connection(Optional.empty(), Optional.empty(), "pvc-snapshotter/test");

    @TempDir private Path folder;

    private static Cluster open(Connection connection, Map<String, String> environment) {
        return connection.open(environment);
    }

    @Test
    void nothing_configured_is_no_cluster_and_never_localhost() {
        assertThatThrownBy(() -> open(NOTHING_GIVEN, Map.of("HOME", folder.toString())))
                .isInstanceOf(NoClusterException.class)
                .hasMessageStartingWith("No cluster to talk to: there is no --kubeconfig")
                .hasMessageContaining(folder.resolve(".kube/config").toString());
    }

    @Test
    void the_option_goes_before_the_variable_and_that_before_the_home_folder() throws IOException {
        try (ScriptedApiServer option = new ScriptedApiServer();
                ScriptedApiServer variable = new ScriptedApiServer();
                ScriptedApiServer home = new ScriptedApiServer()) {
            Path optionFile = option.kubeconfig(Files.createDirectory(folder.resolve("option")));
            Path variableFile =
                    variable.kubeconfig(Files.createDirectory(folder.resolve("variable")));
            Path kube = Files.createDirectory(folder.resolve(".kube"));
            Files.move(home.kubeconfig(kube), kube.resolve("config"));
            Map<String, String> all =
                    Map.of("HOME", folder.toString(), "KUBECONFIG", variableFile.toString());
            Map<String, String> homeOnly = Map.of("HOME", folder.toString(), "KUBECONFIG", "");

            ask(open(ScriptedApiServer.connection(optionFile), all));
            assertThat(option.requests()).hasSize(1);
            ask(open(NOTHING_GIVEN, all));
            assertThat(variable.requests()).hasSize(1);
            ask(open(NOTHING_GIVEN, homeOnly));
            assertThat(home.requests()).hasSize(1);
        }
    }

    private static void ask(Cluster cluster) {
        assertThatThrownBy(() -> cluster.snapshot(new ObjectName("shop", "a")))
                .isInstanceOf(ApiFailure.class);
    }

    @Test
    void several_files_are_refused() {
        String several = "/a" + File.pathSeparator + "/b";
        assertThatThrownBy(() -> open(NOTHING_GIVEN, Map.of("KUBECONFIG", several)))
                .isInstanceOf(NoClusterException.class)
                .hasMessageContaining("names several files")
                .hasMessageContaining("--kubeconfig");
    }

    @Test
    void a_file_that_does_not_exist_is_named() {
        Path gone = folder.resolve("gone");
        assertThatThrownBy(() -> open(ScriptedApiServer.connection(gone), Map.of()))
                .isInstanceOf(NoClusterException.class)
                .hasMessageContaining("Tried to read the kubeconfig " + gone);
    }

    @Test
    void a_context_that_does_not_exist_is_named() {
        try (ScriptedApiServer server = new ScriptedApiServer()) {
            Connection other =
                    new Connection(
                            Optional.of(server.kubeconfig(folder)), Optional.of("prod"), "x");
            assertThatThrownBy(() -> open(other, Map.of()))
                    .isInstanceOf(NoClusterException.class)
                    .hasMessageContaining("has no context prod");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "just words",
                "- a\n- b",
                "apiVersion: v1\nkind: Config",
                "apiVersion: v1\nkind: Config\ncurrent-context: x\ncontexts: []\nclusters: []\nusers: []",
                "current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\nclusters: [{name: c, cluster: {}}]\nusers: []",
                "current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\nclusters: [{name: c, cluster: {server: 'not a url'}}]\nusers: [{name: u, user: {token: t}}]",
                "current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\nclusters: [{name: c, cluster: {server: 'https://h', certificate-authority-data: '!!'}}]\nusers: [{name: u, user: {token: t}}]"
            })
    void a_file_that_is_no_kubeconfig_is_no_cluster(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("kubeconfig"), text);
        assertThatThrownBy(() -> open(ScriptedApiServer.connection(file), Map.of()))
                .isInstanceOf(NoClusterException.class)
                .hasMessageContaining(file.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users:\n- name: u\n  user:\n    token: secret-token\n   bad: [",
                "users: [{name: u, user: {token: secret-token}",
                "token: \"secret-token\n",
                "token: @secret-token"
            })
    void a_broken_kubeconfig_is_explained_without_its_secrets(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("kubeconfig"), text);
        assertThatThrownBy(() -> open(ScriptedApiServer.connection(file), Map.of()))
                .isInstanceOf(NoClusterException.class)
                .hasMessageMatching("(?s).*line \\d+.*")
                .satisfies(thrown -> {
                    StringWriter trace = new StringWriter();
                    thrown.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).doesNotContain("secret-token");
                });
    }
}
