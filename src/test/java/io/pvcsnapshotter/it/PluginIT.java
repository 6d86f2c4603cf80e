package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.testbed.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The archive as a person unpacks it, called by kubectl, where there is no Java. */
class PluginIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    @TempDir private static Path home;
    private static Path plugin;

    private String variables;

    @BeforeAll
    static void unpack() throws IOException, InterruptedException {
        Path target = Path.of(System.getProperty("project.build.directory", "target"));
        try (Stream<Path> files = Files.list(target)) {
            Path archive =
                    files.filter(each ->
                                    each.getFileName()
                                            .toString()
                                            .matches("kubectl-pvc_snapshotter-.*\\.tar\\.gz"))
                            .findFirst()
                            .orElseThrow();
            Process tar =
                    new ProcessBuilder("tar", "-C", home.toString(), "-xzf", archive.toString())
                            .inheritIO()
                            .start();
            assertThat(tar.waitFor()).isZero();
        }
        try (Stream<Path> folders = Files.list(home)) {
            plugin = folders.findFirst().orElseThrow();
        }
    }

    @BeforeEach
    void withoutJava() throws IOException {
        Path commands = Files.createTempDirectory(home, "commands");
        for (String each :
                new String[] {"sh", "bash", "readlink", "env", "cat", "echo", "kubectl"}) {
            Files.createSymbolicLink(
                    commands.resolve(each), Path.of(BED.shell("command -v " + each).strip()));
        }
        variables = "env -i HOME=%s PATH=%s:%s ".formatted(home, plugin.resolve("bin"), commands);
    }

    /** What a person types; its end tells the exit status if it is not 0. */
    private String typed(String environment, String line) {
        return BED.shell(variables + environment + " " + line + " 2>&1 || echo \"exit $?\"")
                .strip();
    }

    private String kubeconfig() {
        return "KUBECONFIG=" + BED.kubeconfig();
    }

    private static JsonObject config() {
        return JsonParser.parseString(
                        BED.kubectl("config", "view", "--raw", "--minify", "-o", "json"))
                .getAsJsonObject();
    }

    private static JsonObject only(JsonObject config, String... keys) {
        JsonObject part = new JsonObject();
        for (String each : keys) {
            part.add(each, config.get(each));
        }
        return part;
    }

    @Test
    void kubectl_finds_it_and_it_needs_no_java() {
        assertThat(typed("", "java -version")).endsWith("exit 127");
        assertThat(typed("", "kubectl pvc-snapshotter --version").lines())
                .satisfiesExactly(
                        each -> assertThat(each).matches("pvc-snapshotter \\d+\\.\\d+\\.\\d+.*"),
                        each -> assertThat(each).matches("commit (unknown|[0-9a-f]{40}(-dirty)?)"),
                        each -> assertThat(each).matches("Java 25.* \\(.+\\)"));
        assertThat(typed("", "kubectl pvc-snapshotter start --help"))
                .startsWith("Usage: kubectl pvc-snapshotter start")
                .contains("  kubectl pvc-snapshotter start before-upgrade --wait");
        assertThat(typed(kubeconfig(), "kubectl pvc-snapshotter runs --install-namespace default"))
                .contains("There is no CronJob default/pvc-snapshotter")
                .endsWith("exit 64");
    }

    @Test
    void kubectl_completes_its_commands_and_options() {
        assertThat(typed("", "kubectl __complete pvc-snapshotter sta").lines())
                .contains("status", "start", ":4");
        assertThat(typed("", "kubectl __complete pvc-snapshotter runs -o ''").lines())
                .contains("table", "wide", "json");
        assertThat(typed("", "kubectl __complete pvc-snapshotter start --wa").lines())
                .contains("--wait");
        assertThat(
                        typed(
                                "",
                                "bash -c 'source <(kubectl pvc-snapshotter completion) && complete -p pvc-snapshotter'"))
                .contains("_complete_pvc-snapshotter");
    }

    @Test
    void several_kubeconfigs_and_a_context_are_read_as_kubectl_reads_them() {
        JsonObject whole = config();
        Path contexts = BED.file("contexts", only(whole, "contexts", "current-context").toString());
        Path rest = BED.file("rest", only(whole, "clusters", "users").toString());
        String several =
                "KUBECONFIG=%s:%s:%s".formatted(contexts, BED.folder().resolve("gone"), rest);
        assertThat(typed(several, "kubectl get namespace default -o name"))
                .isEqualTo("namespace/default");
        assertThat(
                        typed(
                                several,
                                "kubectl pvc-snapshotter snapshot -n default --claim none --yes --config /none"))
                .contains("/none")
                .doesNotContain("kubeconfig");
        String runs = "kubectl pvc-snapshotter runs --install-namespace default";
        assertThat(typed(several, runs)).contains("There is no CronJob").endsWith("exit 64");
        assertThat(typed(several, runs + " --context other"))
                .contains(
                        "has no context other. It has: "
                                + whole.get("current-context").getAsString())
                .endsWith("exit 78");
        assertThat(
                        typed(
                                "",
                                "bash -c 'cd %s && %s --kubeconfig rest --context x'"
                                        .formatted(BED.folder(), runs)))
                .contains("The kubeconfig rest has no context x")
                .endsWith("exit 78");
    }

    @Test
    void a_credential_plugin_is_called_once_and_its_failure_is_one_sentence_and_77() {
        BED.kubectl("create", "serviceaccount", "person");
        BED.kubectl(
                "create",
                "rolebinding",
                "person",
                "--clusterrole=view",
                "--serviceaccount=%s:person".formatted(BED.namespace()));
        String token = BED.kubectl("create", "token", "person").strip();
        Path calls = BED.folder().resolve("calls");
        Path script =
                BED.file(
                        "login",
                        """
                        #!/bin/sh
                        echo called >>%s
                        [ -n "$TOKEN" ] || exit 4
                        echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'$TOKEN'"}}'
                        """
                                .formatted(calls));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        JsonObject whole = config();
        JsonObject exec = new JsonObject();
        exec.addProperty("apiVersion", "client.authentication.k8s.io/v1");
        exec.addProperty("interactiveMode", "Never");
        exec.addProperty("command", "./login");
        JsonObject user = new JsonObject();
        user.add("exec", exec);
        JsonArray users = whole.getAsJsonArray("users");
        users.get(0).getAsJsonObject().add("user", user);
        Path config = BED.file("config", whole.toString());
        String runs = "kubectl pvc-snapshotter runs --kubeconfig %s --install-namespace %s";
        assertThat(typed("TOKEN=" + token, runs.formatted(config, BED.namespace())))
                .contains("There is no CronJob")
                .endsWith("exit 64");
        assertThat(calls).hasContent("called");
        assertThat(typed("", runs.formatted(config, BED.namespace())).lines())
                .satisfiesExactly(
                        each ->
                                assertThat(each)
                                        .contains(
                                                "Tried to get credentials from %s"
                                                        .formatted(script),
                                                "but failed: it ended with exit status 4")
                                        .doesNotContain("exception"),
                        each -> assertThat(each).isEqualTo("exit 77"));
        assertThat(calls).hasContent("called\ncalled");
    }
}
