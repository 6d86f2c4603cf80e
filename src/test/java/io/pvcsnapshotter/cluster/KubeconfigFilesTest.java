package io.pvcsnapshotter.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeconfigFilesTest {
    @TempDir private Path folder;
    private final List<Path> files = new ArrayList<>();

    private KubeconfigFilesTest file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        files.add(Files.writeString(file, text));
        return this;
    }

    private ChosenContext chosen(Optional<String> context) {
        return KubeconfigFiles.of(files).chosen(context);
    }

    private ChosenContext chosen() {
        return chosen(Optional.empty());
    }

    private static String config(String context, String server) {
        return """
        current-context: %s
        contexts: [{name: %s, context: {cluster: c, user: u}}]
        clusters: [{name: c, cluster: {server: "%s"}}]
        users: [{name: u, user: {token: "token of %s"}}]
        """
                .formatted(context, context, server, context);
    }

    @Test
    void of_two_entries_of_one_name_that_in_the_earlier_file_counts_as_a_whole()
            throws IOException {
        file("a", config("one", "https://one")).file("b", config("two", "https://two"));
        assertThat(chosen().cluster()).containsEntry("server", "https://one");
        assertThat(chosen(Optional.of("two")).cluster()).containsEntry("server", "https://one");
        assertThat(chosen(Optional.of("two")).user()).containsEntry("token", "token of one");
    }

    @Test
    void the_first_current_context_counts() throws IOException {
        file("a", "current-context: ''\nusers: []").file("b", config("two", "https://two"));
        assertThat(chosen().cluster()).containsEntry("server", "https://two");
    }

    @Test
    void a_list_may_be_absent_or_null() throws IOException {
        file("a", "users:\nclusters: null").file("b", config("two", "https://two"));
        assertThat(chosen().user()).containsEntry("token", "token of two");
    }

    @Test
    void paths_start_at_the_folder_of_their_own_file() throws IOException {
        file(
                        "one/a",
                        "clusters: [{name: c, cluster: {server: 'https://c', certificate-authority: ca.crt}}]")
                .file(
                        "two/b",
                        """
                        current-context: x
                        contexts: [{name: x, context: {cluster: c, user: u}}]
                        users: [{name: u, user: {client-certificate: ../u.crt, client-key: /etc/u.key, tokenFile: t,
                          exec: {command: ./plugin}}}]
                        """);
        assertThat(chosen().cluster())
                .containsEntry("certificate-authority", folder.resolve("one/ca.crt").toString());
        assertThat(chosen().user())
                .containsEntry("client-certificate", folder.resolve("u.crt").toString())
                .containsEntry("client-key", "/etc/u.key")
                .containsEntry("tokenFile", folder.resolve("two/t").toString())
                .containsEntry("exec", Map.of("command", folder.resolve("two/plugin").toString()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | the file is no map of keys",
                "users: 3 | users is no list",
                "users: [3] | an entry of users is no map of keys",
                "'users: [{name: u, user: 3}]' | the user u is no map of keys",
                "'users: [{name: u, user: {exec: [a]}}]' | exec is no map of keys",
            })
    void a_file_that_is_no_kubeconfig_says_where(String text, String why) throws IOException {
        file("a", text);
        assertThatThrownBy(this::chosen)
                .isInstanceOf(NoClusterException.class)
                .hasMessage(
                        "Tried to read the kubeconfig %s but failed: %s"
                                .formatted(folder.resolve("a"), why));
    }

    @Test
    void without_a_current_context_those_that_there_are_are_named() throws IOException {
        file("a", "contexts: [{name: x, context: {cluster: c}}, {name: y, context: {cluster: c}}]");
        assertThatThrownBy(this::chosen)
                .isInstanceOf(NoClusterException.class)
                .hasMessageEndingWith("has no current-context. Choose one with --context: x, y");
    }

    @ParameterizedTest
    @CsvSource({"gcp", "azure"})
    void a_login_that_kubectl_does_not_know_any_more_is_refused(String provider)
            throws IOException {
        file(
                "a",
                config("one", "https://one")
                        .replaceAll(
                                "token: .*", "auth-provider: {name: %s}}}]".formatted(provider)));
        assertThatThrownBy(() -> chosen().config())
                .isInstanceOf(NoClusterException.class)
                .hasMessageContaining("user u of the kubeconfig " + files.getFirst())
                .hasMessageContaining("auth-provider " + provider)
                .hasMessageContaining("exec entry");
    }

    @Test
    void a_login_by_open_id_connect_is_left_to_client_java() throws IOException {
        file(
                "a",
                config("one", "https://one")
                        .replaceAll("token: .*", "auth-provider: {name: oidc}}}]"));
        assertThat(chosen().config().getServer()).isEqualTo("https://one");
    }
}
