package io.pvcsnapshotter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A developer has lost data, and gets it back, while applications write all the time. */
class RestoreIT {
    @RegisterExtension static final TestBed BED = TestBed.node();

    private Writers writers;

    @BeforeEach
    void a_developer() {
        writers = Writers.in(BED);
    }

    /** A scheduled run of the program. */
    private static void run(String job, int minutesAgo) {
        Map<String, String> environment =
                BED.scheduledJob(
                        job,
                        Instant.now()
                                .truncatedTo(ChronoUnit.MINUTES)
                                .minus(minutesAgo, ChronoUnit.MINUTES));
        ProgramRun run =
                BED.program(environment, "snapshot", "--config", BED.policy("retain { last = 5 }"))
                        .ended();
        assertThat(run.exitStatus()).as(run::toString).isZero();
    }

    private static void assertEnded(ProgramRun run) {
        System.out.println(run);
        assertThat(run.exitStatus()).as(run::toString).isZero();
    }

    /** What somebody types who has lost data: what is there, what would be done, do it. */
    private void threeCommands(String claim) {
        String there = Writers.uid(BED.get("pvc", claim));
        Instant begun = Instant.now();
        assertEnded(writers.type("snapshots", claim));
        assertEnded(writers.type("restore", claim, "--in-place"));
        assertThat(Writers.uid(BED.get("pvc", claim))).isEqualTo(there);
        assertEnded(writers.type("restore", claim, "--in-place", "--yes"));
        writers.untilItWrites(claim);
        System.out.printf(
                "From the first of the three commands until the application writes into %s again: %d s%n",
                claim, Duration.between(begun, Instant.now()).toSeconds());
    }

    @Test
    void one_volume_of_a_statefulset_is_overwritten_and_restored_and_the_other_runs_on() {
        writers.statefulSet(2, "");
        run("first", 10);
        List<String> then = writers.numbers("data-db-1");
        String otherPod = Writers.uid(writers.pod("db-0"));
        writers.untilItWrites("data-db-1");
        writers.overwrite("data-db-1");
        writers.untilItWrites("data-db-1");
        String oldClaim = Writers.uid(BED.get("pvc", "data-db-1"));
        Path overwritten = BED.dataOf("data-db-1").resolve("numbers");

        threeCommands("data-db-1");

        assertThat(Writers.uid(BED.get("pvc", "data-db-1"))).isNotEqualTo(oldClaim);
        assertComplete("data-db-1");
        assertThat(writers.numbers("data-db-1")).hasSizeGreaterThan(then.size());
        assertThat(Writers.uid(writers.pod("db-0"))).isEqualTo(otherPod);
        assertComplete("data-db-0");
        run("second", 5);
        assertThat(historyOf("data-db-1")).isEqualTo(2);

        assertThat(overwritten).doesNotExist();
        assertEnded(writers.type("restore", "data-db-1", "--undo", "--yes"));
        writers.untilItWrites("data-db-1");
        assertThat(writers.numbers("data-db-1")).startsWith("oops").hasSizeGreaterThan(2);
        assertComplete("data-db-0");
        assertThat(Writers.uid(writers.pod("db-0"))).isEqualTo(otherPod);
    }

    /** From 1 on, without a gap. */
    private void assertComplete(String claim) {
        List<String> numbers = writers.numbers(claim);
        assertThat(numbers)
                .isEqualTo(
                        IntStream.rangeClosed(1, numbers.size())
                                .mapToObj(String::valueOf)
                                .toList());
    }

    /** How many snapshots the program counts for a claim. */
    private static long historyOf(String claim) {
        ProgramRun plan =
                BED.program(
                                Map.of(),
                                "plan",
                                "--install-namespace",
                                BED.namespace(),
                                "-o",
                                "json",
                                "--claim",
                                claim,
                                "--config",
                                BED.policy("retain { last = 5 }"))
                        .ended();
        return com.google.gson.JsonParser.parseString(String.join("\n", plan.out()))
                .getAsJsonObject()
                .getAsJsonArray("claims")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("snapshots")
                .size();
    }

    @Test
    void the_claim_of_a_deployment_is_overwritten_and_restored_and_all_is_undone() {
        writers.deployment();
        BED.snapshot("good", "data");
        writers.untilItWrites("data");
        writers.overwrite("data");
        threeCommands("data");
        assertComplete("data");
        assertEnded(writers.type("restore", "data", "--undo", "--yes"));
        writers.untilItWrites("data");
        assertThat(writers.numbers("data")).startsWith("oops");
    }

    @Test
    void a_claim_is_deleted_and_its_statefulset_has_made_an_empty_one() {
        writers.statefulSet(2, "");
        run("first", 10);
        List<String> then = writers.numbers("data-db-1");
        String lost = Writers.uid(BED.get("pvc", "data-db-1"));
        BED.kubectl("delete", "pvc", "data-db-1", "--wait=false");
        BED.kubectl("delete", "pod", "db-1");
        BED.until(
                "an empty claim is there",
                () ->
                        !BED.kubectl(
                                        "get",
                                        "pvc",
                                        "data-db-1",
                                        "--ignore-not-found",
                                        "-o",
                                        "jsonpath={.metadata.uid}")
                                .replace(lost, "")
                                .isEmpty());
        writers.untilItWrites("data-db-1");
        assertThat(writers.numbers("data-db-1").size()).isLessThan(then.size());
        threeCommands("data-db-1");
        assertComplete("data-db-1");
        assertThat(writers.numbers("data-db-1")).hasSizeGreaterThan(then.size());
        run("second", 5);
        assertThat(historyOf("data-db-1")).isEqualTo(2);
    }

    @Test
    void a_claim_that_waits_for_its_pod_gets_its_volume_when_that_starts() {
        writers.deploymentOf(
                BED.storageClass("waiting", "volumeBindingMode: WaitForFirstConsumer"));
        BED.snapshot("good", "data");
        writers.overwrite("data");
        assertEnded(writers.type("restore", "data", "--in-place", "--yes"));
        writers.untilItWrites("data");
        assertComplete("data");
    }

    @Test
    void a_statefulset_that_hangs_because_its_pods_are_not_ready_is_helped() {
        writers.statefulSet(3, "");
        BED.snapshot("good", "data-db-1");
        writers.overwrite("data-db-1");
        writers.breakPod("data-db-1");
        writers.breakPod("data-db-2");
        BED.until(
                "two pods are not ready",
                () ->
                        BED.kubectl(
                                        "get",
                                        "statefulset",
                                        "db",
                                        "-o",
                                        "jsonpath={.status.readyReplicas}")
                                .equals("1"));
        ProgramRun run = writers.type("restore", "data-db-1", "--in-place", "--yes");
        assertEnded(run);
        assertThat(String.join(" ", run.out())).contains("Delete the pod db-2");
        writers.untilItWrites("data-db-1");
        assertComplete("data-db-1");
        assertComplete("data-db-0");
    }

    @Test
    void a_claim_that_is_being_deleted_under_a_running_pod_is_named_before_anything_else() {
        writers.statefulSet(1, "");
        BED.snapshot("good", "data-db-0");
        BED.kubectl("delete", "pvc", "data-db-0", "--wait=false");
        String before = BED.everything();
        assertEnded(writers.type("snapshots", "data-db-0"));
        ProgramRun run = writers.type("restore", "data-db-0", "--in-place", "--yes");
        System.out.println(run);
        assertThat(run.exitStatus()).isEqualTo(73);
        String volume = BED.kubectl("get", "pvc", "data-db-0", "-o", "jsonpath={.spec.volumeName}");
        assertThat(String.join(" ", run.out()).replaceAll(" +", " "))
                .startsWith("Refused: The claim is being deleted since ")
                .contains(
                        "do not restart the pod",
                        "kubectl patch pv " + volume,
                        "\"persistentVolumeReclaimPolicy\":\"Retain\"");
        assertThat(BED.everything()).isEqualTo(before);
    }
}
