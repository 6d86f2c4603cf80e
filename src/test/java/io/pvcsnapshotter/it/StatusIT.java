package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person or a probe is told of the snapshots that there are. */
class StatusIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    @RegisterExtension final FaultScene scene = new FaultScene(BED);

    private ProgramRun status(String... arguments) {
        return BED.program(
                        Map.of(),
                        Stream.concat(
                                        Stream.of(
                                                "status",
                                                "--config",
                                                scene.configuration("wait.timeout = 5s"),
                                                "--install-namespace",
                                                BED.namespace(),
                                                "-n",
                                                BED.namespace()),
                                        Stream.of(arguments))
                                .toArray())
                .ended();
    }

    /** With one blank where the table has several. */
    private static List<String> lines(ProgramRun run) {
        return run.out().stream().map(each -> each.replaceAll(" +", " ")).toList();
    }

    @Test
    void names_the_newest_snapshot_that_is_ready() {
        scene.claims("data", "logs");
        ProgramRun status = status("--max-age", "1h");
        assertThat(status.exitStatus()).as(status::toString).isZero();
        String namespace = BED.namespace();
        assertThat(lines(status))
                .hasSize(4)
                .startsWith("CLAIM POLICY READY NEWEST AGE STATE")
                .endsWith("selected 2 of 2 claims: 2 ok")
                .anyMatch(each ->
                        each.startsWith(
                                        "%s/data all 1 %s "
                                                .formatted(namespace, scene.latestOf("data")))
                                && each.endsWith("s ok"));
    }

    @Test
    void tells_of_a_snapshot_that_does_not_become_ready_and_which_one_is_still_good() {
        String never = BED.snapshotClass("never", Map.of("never", "true"));
        scene.claims("data");
        String good = scene.latestOf("data");
        assertThat(scene.run(0, "wait.timeout = 5s, snapshotClass = " + never).exitStatus())
                .isEqualTo(75);
        BED.until(
                "it has had its time", () -> !onlyClaim().get("state").getAsString().equals("ok"));
        JsonObject claim = onlyClaim();
        assertThat(claim.get("newest").getAsString()).isEqualTo(good);
        assertThat(claim.get("state").getAsString())
                .startsWith(scene.latestOf("data") + " is not ready: taken at ")
                .endsWith("still uploading");
    }

    private JsonObject onlyClaim() {
        return JsonParser.parseString(String.join("\n", status("-o", "json").out()))
                .getAsJsonObject()
                .getAsJsonArray("claims")
                .get(0)
                .getAsJsonObject();
    }

    @Test
    void a_check_fails_where_no_run_can_take_a_snapshot() {
        scene.claims("data");
        scene.useClass("data", "gone");
        assertThat(status().exitStatus()).isZero();
        ProgramRun check = status("--max-age", "26h");
        assertThat(check.exitStatus()).as(check::toString).isEqualTo(73);
        assertThat(lines(check)).last().isEqualTo("selected 1 of 1 claims: 0 ok, 1 not");
        assertThat(check.out())
                .anyMatch(each -> each.endsWith("the snapshot class gone does not exist"));
    }
}
