package io.pvcsnapshotter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanCommandTest {
    @TempDir private Path folder;
    private final ScriptedApiServer server = new ScriptedApiServer();
    private final PrintStream realOut = System.out;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        server.on(
                ScriptedApiServer.CLAIMS,
                list(claim("shop", "a"), claim("shop", "b"), claim("bank", "a")));
        server.on(
                ScriptedApiServer.VOLUMES,
                list(volume("shop-a"), volume("shop-b"), volume("bank-a")));
        server.on(
                ScriptedApiServer.CLASSES,
                list("{\"metadata\":{\"name\":\"fast\"},\"driver\":\"csi.example.com\"}"));
    }

    @AfterEach
    void stopListening() {
        System.setOut(realOut);
        server.close();
    }

    private static Answer list(String... items) {
        return Answer.json(
                "{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[%s]}"
                        .formatted(String.join(",", items)));
    }

    private static String claim(String namespace, String name) {
        return """
        {"metadata":{"namespace":"%1$s","name":"%2$s","uid":"%1$s-%2$s","resourceVersion":"1","creationTimestamp":"2026-03-01T00:00:00Z"},
         "spec":{"volumeName":"%1$s-%2$s"},"status":{"phase":"Bound"}}
        """
                .formatted(namespace, name);
    }

    private static String volume(String claim) {
        return """
        {"metadata":{"name":"%1$s"},"spec":{"claimRef":{"uid":"%1$s"},"csi":{"driver":"csi.example.com"}}}
        """
                .formatted(claim);
    }

    private int plan(String policy, String... arguments) throws IOException {
        out.reset();
        Path configuration =
                Files.writeString(
                        folder.resolve("snapshotter.conf"),
                        "policies = [ { name = all, %s } ]".formatted(policy));
        List<String> all = new ArrayList<>(List.of("plan", "--config", configuration.toString()));
        all.addAll(List.of("--kubeconfig", server.kubeconfig(folder).toString()));
        all.addAll(Arrays.asList(arguments));
        return new CommandLineProgram(new Environment(Map.of("HOME", folder.toString())))
                .execute(all.toArray(String[]::new));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The claims in a plan that was printed as JSON. */
    private String claims() {
        JsonObject plan = JsonParser.parseString(printed()).getAsJsonObject();
        return Stream.of(plan.getAsJsonArray("claims"))
                .flatMap(each -> each.asList().stream())
                .map(each -> each.getAsJsonObject())
                .map(each ->
                        each.get("namespace").getAsString() + "/" + each.get("claim").getAsString())
                .collect(Collectors.joining(" "));
    }

    @Test
    void prints_a_table_and_writes_nothing() throws IOException {
        assertThat(plan("snapshotClass = fast")).isZero();
        assertThat(printed())
                .startsWith(
                        "CLAIM   POLICY  ACTION  TAKEN  REASON\nbank/a  all     take           with class fast\n")
                .endsWith("selected 3 of 3 claims: 3 due; 0 to expire\n");
        assertThat(server.requests()).allMatch(each -> each.method().equals("GET"));
    }

    @Test
    void says_how_many_snapshots_the_policy_keeps_at_most() throws IOException {
        plan("snapshotClass = fast, retain { last = 3, daily = 7 }, select.claims = [a]");
        assertThat(printed())
                .contains(
                        "policy all keeps at most 9 snapshots of each claim, 18 of its 2 claims; besides, ");
        plan("snapshotClass = fast, retain { last = 3, within = 2d, manual = 30d }", "-o", "json");
        assertThat(JsonParser.parseString(printed()).getAsJsonObject().getAsJsonArray("keptAtMost"))
                .hasToString(
                        "[{\"policy\":\"all\",\"claims\":3,\"ofEachClaim\":3,\"inAll\":9,\"withinHours\":48,\"manualHours\":720}]");
    }

    @Test
    void changes_leave_out_what_stays_as_it_is() throws IOException {
        assertThat(plan("snapshotClass = fast, select { claims = [b] }", "--changes")).isZero();
        assertThat(printed())
                .isEqualTo(
                        """
                        CLAIM   POLICY  ACTION  TAKEN  REASON
                        shop/b  all     take           with class fast
                        selected 1 of 3 claims: 1 due; 2 in no policy; 0 to expire
                        """);
        plan("snapshotClass = fast, select { claims = [b] }", "--changes", "-o", "json");
        assertThat(claims()).isEqualTo("shop/b");
    }

    @Test
    void shows_only_what_is_asked_for() throws IOException {
        plan("snapshotClass = fast", "-o", "json", "-n", "shop");
        assertThat(claims()).isEqualTo("shop/a shop/b");
        plan("snapshotClass = fast", "-o", "json", "--claim", "a");
        assertThat(claims()).isEqualTo("bank/a shop/a");
        plan("snapshotClass = fast", "-o", "json", "-n", "shop", "--claim", "a", "--claim", "b");
        assertThat(claims()).isEqualTo("shop/a shop/b");
    }

    /** A probe with a typing error must not be green. */
    @Test
    void a_name_that_is_not_there_is_64_with_the_nearest_one() throws IOException {
        assertThat(plan("snapshotClass = fast", "-n", "shp")).isEqualTo(64);
        assertThat(printed()).contains("There is no claim in a namespace shp (did you mean shop?)");
        assertThat(plan("snapshotClass = fast", "-n", "bank", "--claim", "b")).isEqualTo(64);
        assertThat(printed()).contains("There is no claim b in namespace bank (did you mean a?)");
        assertThat(plan("snapshotClass = fast", "--claim", "something-else")).isEqualTo(64);
    }

    @Test
    void is_73_where_the_run_would_fail() throws IOException {
        assertThat(plan("snapshotClass = gone")).isEqualTo(73);
        assertThat(plan("snapshotClass = gone, unsupported = skip")).isEqualTo(73);
        assertThat(plan("select { claims = [none] }")).isEqualTo(73);
        assertThat(plan("select { claims = [none] }, requireMatch = false")).isZero();
    }

    @Test
    void is_the_same_text_at_another_second() throws Exception {
        plan("snapshotClass = fast, retain { last = 1 }", "-o", "json");
        String first = printed();
        TimeUnit.MILLISECONDS.sleep(1100);
        plan("snapshotClass = fast, retain { last = 1 }", "-o", "json");
        assertThat(printed()).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "tomorrow", "2026-12-24", "2026-12-24T04:17:00", "2026-02-30T04:17:00Z"})
    void a_time_that_is_none_is_64_before_the_cluster_is_asked(String time) throws IOException {
        assertThat(plan("snapshotClass = fast", "--now", time)).isEqualTo(64);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void plans_for_another_time() throws IOException {
        assertThat(plan("snapshotClass = fast", "--now", "2026-12-24T05:17:00+01:00")).isZero();
    }
}
