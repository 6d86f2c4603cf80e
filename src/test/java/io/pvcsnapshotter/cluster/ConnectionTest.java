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
    void of_several_files_one_has_to_be_there() {
        String several =
                folder.resolve("a") + File.pathSeparator + folder.resolve("b") + File.pathSeparator;
        assertThatThrownBy(() -> open(NOTHING_GIVEN, Map.of("KUBECONFIG", several)))
                .isInstanceOf(NoClusterException.class)
                .hasMessageStartingWith("None of the kubeconfigs exists")
                .hasMessageContaining(folder.resolve("b").toString());
    }

    @Test
    void several_files_are_merged() throws IOException {
        try (ScriptedApiServer server = new ScriptedApiServer()) {
            String text = Files.readString(server.kubeconfig(folder));
            Path users =
                    Files.writeString(
                            folder.resolve("users"),
                            text.lines()
                                    .filter(each -> each.startsWith("users"))
                                    .findFirst()
                                    .get());
            Path rest =
                    Files.writeString(folder.resolve("rest"), text.replaceAll("(?m)^users.*$", ""));
            String several =
                    String.join(
                            File.pathSeparator,
                            folder.resolve("gone").toString(),
                            users.toString(),
                            rest.toString());
            ask(open(NOTHING_GIVEN, Map.of("KUBECONFIG", several)));
            assertThat(server.requests().getFirst().headers().get("Authorization"))
                    .containsExactly("Bearer " + ScriptedApiServer.TOKEN);
        }
    }

    @Test
    void a_file_may_be_named_without_its_folder() throws IOException {
        Path here = Files.createTempFile(Path.of(""), "kubeconfig", ".test");
        Path named = here.getFileName();
        try (ScriptedApiServer server = new ScriptedApiServer()) {
            Path tokenFile = Files.writeString(folder.resolve("token"), "from-a-file");
            Path relative = Path.of("").toAbsolutePath().relativize(tokenFile);
            Files.writeString(
                    here,
                    Files.readString(server.kubeconfig(folder))
                            .replace(
                                    "token: " + ScriptedApiServer.TOKEN,
                                    "tokenFile: \"%s\"".formatted(relative)));
            ask(open(ScriptedApiServer.connection(named), Map.of()));
            assertThat(server.requests().getFirst().headers().get("Authorization"))
                    .containsExactly("Bearer from-a-file");
        } finally {
            Files.delete(here);
        }
    }

    @Test
    void the_namespace_is_the_context_s() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("kubeconfig"),
                        """
                        current-context: a
                        contexts:
                        - {name: a, context: {cluster: c, user: u, namespace: shop}}
                        - {name: b, context: {cluster: c, user: u}}
                        clusters: [{name: c, cluster: {server: "https://127.0.0.1:9"}}]
                        """);
        assertThat(ScriptedApiServer.connection(file).namespace(Map.of())).isEqualTo("shop");
        assertThat(new Connection(Optional.of(file), Optional.of("b"), "x").namespace(Map.of()))
                .isEqualTo("default");
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
                    .hasMessageEndingWith("has no context prod. It has: x");
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
