package io.pvcsnapshotter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.ApiFailures;
import io.pvcsnapshotter.cluster.Area;
import io.pvcsnapshotter.cluster.Reach;
import io.pvcsnapshotter.config.ConfigurationReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineProgramTest {
    @TempDir private Path folder;
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    /** In a home folder without a kubeconfig, and nothing else in the environment. */
    private int run(String... arguments) {
        return new CommandLineProgram(new Environment(Map.of("HOME", folder.toString())))
                .execute(arguments);
    }

    private String kubeconfig() throws IOException {
        return Files.writeString(
                        folder.resolve("kubeconfig"),
                        """
                        current-context: x
                        contexts: [{name: x, context: {cluster: c, user: u}}]
                        clusters: [{name: c, cluster: {server: "http://127.0.0.1:9"}}]
                        users: [{name: u, user: {}}]
                        """)
                .toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "--nonsense",
                "snapshot --nonsense",
                "snapshot extra",
                "snapshot --config",
                "sync-schedule --config x",
                "plan -o xml",
                "status -o xml",
                "runs -o xml",
                "runs --last x",
                "start --nonsense",
                "snapshots",
                "snapshots data logs",
                "snapshots data -o xml",
                "--config a --config b"
            })
    void a_wrong_command_line_is_64_with_three_lines_and_not_the_whole_usage(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(64);
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        each -> assertThat(each).startsWith("Usage: pvc-snapshotter"),
                        each -> assertThat(each).matches("All options: pvc-snapshotter.* --help"));
    }

    @Test
    void a_mistyped_option_is_told_the_one_that_was_meant() {
        run("status", "--max-ag", "26h");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("'--max-ag'", "Did you mean --max-age?");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines(
                        "Usage: pvc-snapshotter status [OPTIONS]All options: pvc-snapshotter status --help");
    }

    @Test
    void the_usage_names_the_program_as_it_was_called() {
        Map<String, String> plugin = Map.of("PVC_SNAPSHOTTER_NAME", "kubectl pvc-snapshotter");
        new CommandLineProgram(new Environment(plugin)).execute("runs", "--help");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("Usage: kubectl pvc-snapshotter runs ")
                .contains("\n  kubectl pvc-snapshotter runs\n");
    }

    @Test
    void the_completion_knows_every_command() {
        assertThat(run("completion")).isZero();
        String script = out.toString(StandardCharsets.UTF_8);
        run("--help");
        assertThat(out.toString(StandardCharsets.UTF_8).substring(script.length()))
                .contains(
                        "  snapshot ",
                        "  status ",
                        "  runs ",
                        "  start ",
                        "  restore ",
                        "  completion ");
        assertThat(script)
                .contains(
                        "snapshot plan status snapshots runs start restore sync-schedule completion",
                        "--max-age");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "-h",
                "snapshot --help",
                "plan --help",
                "status --help",
                "snapshots --help",
                "sync-schedule --help",
                "runs --help",
                "start --help",
                "completion --help",
                "--config x --help"
            })
    void help_is_0_and_on_stdout(String arguments) {
        assertThat(run(arguments.split(" "))).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage: pvc-snapshotter");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .allMatch(each -> each.length() <= 80);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V", "snapshot --version"})
    void the_version_is_0_and_on_stdout(String arguments) {
        assertThat(run(arguments.split(" "))).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("pvc-snapshotter ");
    }

    @Test
    void no_arguments_are_the_help_for_a_person_and_a_run_in_a_pod() {
        assertThat(run()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Usage: pvc-snapshotter");
        Map<String, String> pod =
                Map.of("HOME", folder.toString(), "KUBERNETES_SERVICE_HOST", "10.0.0.1");
        assertThat(new CommandLineProgram(new Environment(pod, false)).execute()).isZero();
        assertThat(new CommandLineProgram(new Environment(pod, true)).execute()).isEqualTo(78);
        Map<String, String> job =
                Map.of("HOME", folder.toString(), "POD_NAMESPACE", "backup", "JOB_NAME", "nightly");
        assertThat(new CommandLineProgram(new Environment(job)).execute()).isEqualTo(78);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "snapshot",
                "snapshot --yes",
                "--context=x",
                "-n shop",
                "snapshot --claim a",
                "--claim a --all"
            })
    void a_run_from_a_keyboard_without_which_claims_or_without_a_yes_is_64(String arguments)
            throws IOException {
        List<String> words = new ArrayList<>(List.of(arguments.split(" ")));
        words.remove("--context=x");
        words.addAll(List.of("--kubeconfig", kubeconfig()));
        assertThat(run(words.toArray(String[]::new))).isEqualTo(64);
        assertThat(out.toString(StandardCharsets.UTF_8)).containsAnyOf("--yes", "--all");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "snapshot --all --yes",
                "plan",
                "status",
                "runs",
                "start",
                "snapshots data",
                "sync-schedule",
                "--context=x --all --yes",
                "-n shop --yes"
            })
    void without_a_cluster_it_is_78(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(78);
    }

    @ParameterizedTest
    @ValueSource(strings = {"runs --last 0", "start a b", "start A_B", "start --timeout 3"})
    void what_makes_no_sense_is_64_before_the_cluster_is_asked(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(64);
    }

    @ParameterizedTest
    @CsvSource({
        "26, the unit is missing",
        "6m, m is minutes; write 26w or 180d",
        "0h, it must be longer than 0"
    })
    void an_age_that_is_none_is_64_before_the_cluster_is_asked(String age, String reason) {
        assertThat(run("status", "--max-age", age)).isEqualTo(64);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--max-age \\\"" + age + "\\\": " + reason);
    }

    private int runInstead(String line, String... arguments) {
        return new CommandLineProgram(
                        new Environment(
                                Map.of("HOME", folder.toString(), "PVC_SNAPSHOTTER_ARGS", line)))
                .execute(arguments);
    }

    @Test
    void the_variable_replaces_the_arguments() {
        assertThat(runInstead("--version", "snapshot", "--nonsense")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("pvc-snapshotter ", "\"arguments\":\"--version\"");
    }

    @Test
    void the_variable_may_name_options_alone_as_the_arguments_may() {
        assertThat(runInstead("-n shop --claim 'data' --yes --kubeconfig \"/no such file\""))
                .isEqualTo(78);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("/no such file");
    }

    @Test
    void a_variable_that_cannot_be_split_is_64_with_its_text() {
        assertThat(runInstead("snapshot --claim 'data")).isEqualTo(64);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "PVC_SNAPSHOTTER_ARGS has a ' that is not closed: snapshot --claim 'data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void an_empty_variable_replaces_nothing(String line) {
        assertThat(runInstead(line, "--nonsense")).isEqualTo(64);
    }

    @Test
    void help_tells_of_the_variable() {
        run("--help");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("PVC_SNAPSHOTTER_ARGS");
    }

    private int readConfiguration(Path file) throws IOException {
        return run("plan", "--config", file.toString(), "--kubeconfig", kubeconfig());
    }

    @Test
    void a_broken_configuration_is_78_before_the_cluster_is_asked() throws IOException {
        Path broken = Files.writeString(folder.resolve("snapshotter.conf"), "policies = [ {");
        assertThat(readConfiguration(broken)).isEqualTo(78);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a { ", "a = [ ",
            })
    void a_configuration_that_is_nested_without_end_is_78(String piece) throws IOException {
        Path broken = Files.writeString(folder.resolve("snapshotter.conf"), piece.repeat(100_000));
        assertThat(readConfiguration(broken)).isEqualTo(78);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "UNREACHABLE, 69",
        "UNAUTHENTICATED, 77",
        "FORBIDDEN, 77",
        "DENIED, 77",
        "NOT_SERVED, 69",
        "EXPIRED, 69",
        "THROTTLED, 69",
        "SERVER_ERROR, 69",
        "UNREADABLE, 69"
    })
    void a_failure_before_the_work_ends_in_its_status(ApiFailure.Kind kind, int status) {
        assertThat(Failures.statusOf(ApiFailures.of(kind)).code()).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource
    void every_failure_of_the_api_has_a_status(ApiFailure.Kind kind) {
        assertThat(Failures.statusOf(ApiFailures.of(kind)))
                .isIn(ExitStatus.UNAVAILABLE, ExitStatus.FORBIDDEN);
    }

    @Test
    void what_nobody_foresaw_is_70() {
        assertThat(Failures.statusOf(new IllegalStateException("boom")))
                .isEqualTo(ExitStatus.INTERNAL);
        assertThat(Failures.statusOf(new OutOfMemoryError())).isEqualTo(ExitStatus.INTERNAL);
        assertThat(Failures.statusOf(new UsageException("no"))).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void the_exit_statuses_are_those_of_the_manifests_and_none_of_the_runtimes() {
        assertThat(ExitStatus.values())
                .extracting(ExitStatus::code)
                .containsExactly(0, 64, 69, 70, 73, 75, 77, 78)
                .doesNotContain(1, 2, 3, 137, 143);
    }

    @Test
    void what_is_listed_follows_the_scope_of_the_settings() {
        assertThat(scope("")).isEqualTo(Reach.everywhere());
        assertThat(scope("scope = own")).isEqualTo(Reach.within(List.of("backup")));
        assertThat(scope("scope = [shop, bank]").areas())
                .containsExactlyInAnyOrder(new Area.Namespace("shop"), new Area.Namespace("bank"));
    }

    @Test
    void of_labels_only_those_are_wanted_that_a_policy_asks_for() {
        assertThat(scope("").claimLabels()).isEmpty();
        assertThat(scope("").namespaceLabels()).isEmpty();
        Reach reach =
                scope(
                        """
                        policy-defaults.select {
                          labels = "a=1,b!=2,c in (3),d notin (4),e,!f,g>5,h<6"
                          namespaceLabels = "example.com/team=shop,!i"
                        }
                        """);
        assertThat(reach.claimLabels())
                .containsExactlyInAnyOrder("a", "b", "c", "d", "e", "f", "g", "h");
        assertThat(reach.namespaceLabels()).containsExactlyInAnyOrder("example.com/team", "i");
    }

    private static Reach scope(String settings) {
        String text = settings + "\npolicies = [ { name = all } ]";
        return new InstalledSettings(
                        ConfigurationReader.read("the test", Map.of("snapshotter.conf", text))
                                .settings(),
                        "backup")
                .reach();
    }
}
