package io.pvcsnapshotter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The container as the kubelet runs it: who it is, how it stops, and when memory is short. */
class ContainerIT {
    @RegisterExtension static final TestBed BED = TestBed.node();
    private static final Installed INSTALLED = new Installed(BED, "pvc-snapshotter");
    private static final String NONE = "0000000000000000";
    private static final int TIMES = 3;

    private String job;

    @BeforeEach
    void install() {
        job = "container-of-" + BED.namespace();
        BED.kubectl("apply", "-k", "manifests");
    }

    @AfterEach
    void clear() {
        INSTALLED.kubectl("delete cronjob pvc-snapshotter");
        BED.kubectl("apply", "-k", "manifests");
    }

    private static ContainerProcess process(String job) {
        BED.until("its container is running", () -> ContainerProcess.of(job).isPresent());
        return ContainerProcess.of(job).orElseThrow();
    }

    /**
     * 1000660000 is a user as OpenShift gives. The group is 0 there, and elsewhere too: of the user
     * and group that the image names, the kubelet hands on the user.
     */
    @ParameterizedTest
    @ValueSource(longs = {65532, 1000660000})
    void a_run_without_any_privilege_completes(long user) {
        BED.claims("data");
        String slow = BED.snapshotClass("slow", Map.of("readyAfter", "5s"));
        INSTALLED.configure(BED.policy("snapshotClass = " + slow));
        INSTALLED.run(
                job,
                made -> {
                    JsonObject security =
                            Installed.podSpec(made).getAsJsonObject("securityContext");
                    if (user != 65532) { // Else it is the user of the image.
                        security.addProperty("runAsUser", user);
                    }
                });
        BED.until("the snapshot is asked for", () -> BED.snapshots().size() == 1);
        ContainerProcess process = process(job);
        assertThat(process.status("Uid")).isEqualTo("%1$d %1$d %1$d %1$d".formatted(user));
        assertThat(process.status("Gid")).isEqualTo("0 0 0 0");
        for (String each : List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")) {
            assertThat(process.status(each)).as(each).isEqualTo(NONE);
        }
        assertThat(process.status("NoNewPrivs")).isEqualTo("1");
        assertThat(process.status("Seccomp")).as("filtered, by RuntimeDefault").isEqualTo("2");
        assertThat(process.root()).startsWith("ro");
        System.out.printf("user %d: largest resident memory %s%n", user, process.status("VmHWM"));
        assertThat(INSTALLED.end(job)).isEqualTo("Complete");
        assertThat(INSTALLED.termination(job)).startsWith("0 ").contains("1 ready");
        assertThat(
                        INSTALLED.field(
                                ".spec.jobTemplate.spec.template.spec.containers[0].resources.limits.memory"))
                .isEqualTo("256Mi");
    }

    @Test
    void told_to_stop_while_it_waits_it_ends_within_two_seconds() {
        BED.claims("data");
        String never = BED.snapshotClass("never", Map.of("never", "true"));
        INSTALLED.configure(BED.policy("snapshotClass = %s".formatted(never)));
        assertThat(stopped("while it waits"))
                .allMatch(each -> each.compareTo(Duration.ofSeconds(2)) < 0);
    }

    @Test
    void told_to_stop_in_mid_run_it_ends_within_ten_seconds_and_the_next_run_goes_on() {
        String[] claims = IntStream.range(0, 40).mapToObj("c%d"::formatted).toArray(String[]::new);
        BED.claims(claims);
        INSTALLED.configure(BED.policy(""));
        assertThat(stopped("in mid-run"))
                .allMatch(each -> each.compareTo(Duration.ofSeconds(10)) < 0);
        INSTALLED.run(job);
        assertThat(INSTALLED.end(job)).isEqualTo("Complete");
        assertThat(INSTALLED.termination(job)).contains("40 ready");
    }

    /**
     * Starts runs and has each told to stop by {@code kubectl delete pod}, once it has asked for a
     * snapshot.
     *
     * @return how long each took to end
     */
    private List<Duration> stopped(String when) {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            String name = "%s-%d".formatted(job, i);
            INSTALLED.run(
                    name, made -> made.getAsJsonObject("spec").addProperty("backoffLimit", 0));
            ContainerProcess process = process(name);
            BED.until(
                    "it has asked for a snapshot",
                    () ->
                            !BED.list("volumesnapshot", "-l", "pvc-snapshotter.io/job=" + name)
                                    .isEmpty());
            long start = System.nanoTime();
            INSTALLED.kubectl("delete pods --wait=false -l batch.kubernetes.io/job-name=" + name);
            Awaitility.await("it ends")
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> !process.isRunning());
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            BED.until(
                    "the kubelet has told so",
                    () ->
                            INSTALLED.pods().stream()
                                    .noneMatch(each ->
                                            TestBed.name(each).startsWith(name)
                                                    && each.toString().contains("\"running\"")));
            System.out.printf(
                    "stopped %s: %d ms from kubectl delete pod to the end of the process, %d ms until the kubelet has told so%n",
                    when, time.toMillis(), (System.nanoTime() - start) / 1_000_000);
            times.add(time);
            INSTALLED.kubectl("delete job --cascade=foreground " + name);
            // After two that are not ready, no run asks for a third one.
            BED.kubectl("delete", "volumesnapshots", "--all");
        }
        return times;
    }

    /** A JVM with too little memory and many objects stands for one with enough and very many. */
    @ParameterizedTest
    @CsvSource({
        "the kernel, set resources cronjob pvc-snapshotter --limits=memory=40Mi --requests=memory=16Mi, 137, OOMKilled",
        "the JVM, set env cronjob/pvc-snapshotter JDK_JAVA_OPTIONS=-Xmx5m, 3, Exit Code:    3",
    })
    void without_enough_memory_nothing_is_lost_and_it_is_said(
            String by, String change, int status, String described) {
        BED.claims(IntStream.range(0, 20).mapToObj("c%d"::formatted).toArray(String[]::new));
        INSTALLED.configure(BED.configuration("limits { settle = 0h }", "retain { last = 1 }"));
        INSTALLED.run(job);
        assertThat(INSTALLED.end(job)).isEqualTo("Complete");
        Set<String> before = BED.snapshotNames();
        assertThat(before).hasSize(20);

        INSTALLED.kubectl(change);
        String starved = job + "-starved";
        ProgramRun start =
                BED.program(Map.of("COLUMNS", "120"), "start", starved, "--wait").ended();
        assertThat(start.exitStatus()).as(start::toString).isEqualTo(75);
        assertThat(start.out())
                .anyMatch(each -> each.matches("The run ended after .*: %d .*".formatted(status)))
                .anyMatch(each -> each.contains("raise resources.limits.memory of the CronJob"));
        assertThat(INSTALLED.end(starved)).isEqualTo("Failed");
        assertThat(INSTALLED.kubectl("get jobs " + starved)).contains("Failed");
        assertThat(INSTALLED.kubectl("describe pods -l batch.kubernetes.io/job-name=" + starved))
                .contains(described);
        String runs =
                String.join(
                        "\n",
                        BED.program(Map.of("COLUMNS", "120"), "runs", "-o", "wide").ended().out());
        System.out.printf("ended by %s:%n%s%n", by, runs);
        assertThat(runs).contains(starved, "raise resources.limits.memory of the CronJob");
        assertThat(BED.snapshotNames()).as("nothing expired").containsAll(before);

        INSTALLED.kubectl("delete cronjob pvc-snapshotter");
        BED.kubectl("apply", "-k", "manifests");
        INSTALLED.runSlot(
                job + "-mended",
                java.time.Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MINUTES));
        assertThat(INSTALLED.end(job + "-mended")).isEqualTo("Complete");
        assertThat(BED.snapshots().stream().filter(TestBed::isReady).count())
                .as("one of each claim, and the manual ones")
                .isGreaterThanOrEqualTo(40);
    }
}
