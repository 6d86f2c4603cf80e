package io.pvcsnapshotter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs that a person starts and follows, in pods that really run, and the history of them. */
class StartIT {
    @RegisterExtension static final TestBed BED = TestBed.node();
    private static final String INSTALL = "pvc-snapshotter";
    private static final Installed INSTALLED = new Installed(BED, INSTALL);

    private String job;

    @BeforeEach
    void install() {
        job = "start-of-" + BED.namespace();
        BED.kubectl("apply", "-k", "manifests");
        BED.claims("data", "logs");
    }

    @AfterEach
    void clear() {
        INSTALLED.kubectl("delete cronjob pvc-snapshotter --ignore-not-found");
    }

    private static ProgramRun program(Object... words) {
        String width = words[0].equals("runs") ? "80" : "500";
        return BED.program(Map.of("TZ", "Etc/UTC", "COLUMNS", width), words).ended();
    }

    private static JsonObject run(String name) {
        JsonObject document =
                JsonParser.parseString(String.join("\n", program("runs", "-o", "json").out()))
                        .getAsJsonObject();
        return StreamSupport.stream(document.getAsJsonArray("runs").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .filter(each -> each.get("job").getAsString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + document));
    }

    /** As the CronJob controller starts one, without waiting for its slot. */
    private static void schedule(String name) {
        JsonObject object =
                JsonParser.parseString(
                                INSTALLED.kubectl(
                                        "create job %s --from=cronjob/pvc-snapshotter --dry-run=client -o json"
                                                .formatted(name)))
                        .getAsJsonObject();
        JsonObject annotations = new JsonObject();
        annotations.addProperty(
                "batch.kubernetes.io/cronjob-scheduled-timestamp",
                Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
        object.getAsJsonObject("metadata").add("annotations", annotations);
        BED.apply(object.toString());
    }

    private static void patch(String path, String value) {
        INSTALLED.kubectl(
                "patch cronjob pvc-snapshotter --type=json -p '[{\"op\":\"replace\",\"path\":\"/spec/jobTemplate/spec/template/spec/%s\",\"value\":%s}]'"
                        .formatted(path, value));
    }

    @Test
    void a_run_that_succeeds_is_followed_to_its_end_and_stands_in_the_history() {
        INSTALLED.configure(BED.policy(""));
        ProgramRun start =
                program("start", job, "-n", BED.namespace(), "--claim", "data", "--wait");
        assertThat(start.exitStatus()).as(start::toString).isZero();
        assertThat(start.out())
                .noneMatch(each -> each.contains("tries it once more"))
                .anyMatch(each -> each.matches("The run ended after \\d+s: 0 ok"))
                .last()
                .asString()
                .matches("  selected 1 of 1 claims: 1 ready;.*0 expired");
        assertThat(BED.snapshots()).hasSize(1).allMatch(TestBed::isReady);
        String scheduled = "slot-of-" + BED.namespace();
        schedule(scheduled);
        assertThat(INSTALLED.end(scheduled)).isEqualTo("Complete");
        assertThat(run(scheduled).get("trigger").getAsString()).isEqualTo("scheduled");
        assertThat(run(job).get("trigger").getAsString()).isEqualTo("manual");
        assertThat(run(job).get("exitStatus").getAsInt()).isZero();
        ProgramRun runs = program("runs");
        assertThat(runs.out()).allMatch(each -> each.length() <= 80);
        assertThat(String.join("\n", runs.out()))
                .containsPattern("cron +0 ok +" + scheduled + "\n  selected 2 of \\d+ claims: 2")
                .containsPattern("hand +0 ok +" + job + "\n  selected 1 of 1 claims: 1 ready");
    }

    @Test
    void it_exits_as_a_run_that_failed_did_and_says_why() {
        INSTALLED.configure(BED.policy("snapshotClass = no-such-class"));
        ProgramRun start = program("start", job, "--wait");
        assertThat(start.exitStatus()).as(start::toString).isEqualTo(73);
        assertThat(start.out())
                .anyMatch(each ->
                        each.matches(
                                "The run ended after \\d+s: 73 failed \\(some claims failed, and a retry does not help\\)"))
                .contains(
                        "  %s/data: the snapshot class no-such-class does not exist"
                                .formatted(BED.namespace()));
        assertThat(run(job).get("exitStatus").getAsInt()).isEqualTo(73);
        assertThat(run(job).get("reasons").toString()).contains("no-such-class does not exist");
    }

    @Test
    void another_command_is_run_in_its_place() {
        INSTALLED.configure(BED.policy(""));
        ProgramRun start =
                program("start", job, "--wait", "--", "status", "--max-age", "1h", "--nonsense");
        assertThat(start.exitStatus()).as(start::toString).isEqualTo(64);
        assertThat(start.out()).last().asString().contains("--nonsense");
        assertThat(run(job).get("arguments").getAsString())
                .isEqualTo("status --max-age 1h --nonsense");
    }

    @Test
    void a_try_that_failed_is_told_and_the_retry_is_followed_too() {
        String never = BED.snapshotClass("never", Map.of("never", "true"));
        INSTALLED.configure(
                BED.policy("snapshotClass = %s, wait { timeout = 10s }".formatted(never)));
        ProgramRun start = program("start", job, "--wait");
        assertThat(start.exitStatus()).as(start::toString).isEqualTo(75);
        assertThat(start.out())
                .anyMatch(each ->
                        each.contains("a try ended with 75")
                                && each.contains("Kubernetes tries it once more"));
        assertThat(run(job).get("pods").getAsInt()).isEqualTo(2);
    }

    @Test
    void an_image_that_is_nowhere_is_named() {
        patch("containers/0/image", "\"registry.invalid/no-such-image:1\"");
        program("start", job);
        BED.until(
                "the reason is there",
                () -> run(job).get("reasons").toString().contains("its image cannot be pulled"));
        assertThat(run(job).get("reasons").toString()).contains("registry.invalid/no-such-image:1");
        INSTALLED.kubectl("delete job " + job);
    }

    @Test
    void a_config_map_that_cannot_be_mounted_is_named() {
        patch("volumes/0/configMap/name", "\"no-such-map\"");
        patch("volumes/0/configMap/optional", "false");
        program("start", job);
        BED.until(
                "the reason is there",
                () -> run(job).get("reasons").toString().contains("no-such-map"));
        assertThat(run(job).get("reasons").toString()).contains("FailedMount");
        INSTALLED.kubectl("delete job " + job);
    }
}
