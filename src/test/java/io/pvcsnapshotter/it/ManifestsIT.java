package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.TestBed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ManifestsIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    /** The namespace has to be there for a dry run of what lies in it. */
    private static void install() {
        BED.kubectl("apply", "-k", "manifests");
    }

    @Test
    void manifests_and_configuration_are_valid_and_bring_no_warnings() {
        install();
        for (String folder : List.of("manifests", "config")) {
            BED.kubectl(
                    "apply",
                    "--dry-run=server",
                    "--validate=strict",
                    "--warnings-as-errors",
                    "-k",
                    folder);
        }
    }

    @Test
    void applying_the_manifests_again_changes_nothing() {
        install();
        BED.kubectl("apply", "-k", "config");
        assertThat(BED.kubectl("diff", "-k", "manifests")).isEmpty();
        assertThat(BED.kubectl("diff", "-k", "config")).isEmpty();
    }

    @Test
    void the_exit_statuses_that_no_retry_mends_fail_the_job_at_once() {
        install();
        assertThat(
                        BED.kubectl(
                                "get",
                                "cronjob",
                                "pvc-snapshotter",
                                "--namespace",
                                "pvc-snapshotter",
                                "-o",
                                "jsonpath={.spec.jobTemplate.spec.podFailurePolicy.rules[?(@.action=='FailJob')].onExitCodes.values}"))
                .isEqualTo("[64,73,77,78]");
    }

    @Test
    void the_cron_job_controller_marks_its_jobs_with_their_slot() {
        BED.apply(
                """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: every-minute}
                spec:
                  schedule: "* * * * *"
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: c, image: nothing}]
                """);
        BED.until("the controller makes a Job", () -> !BED.list("job").isEmpty());
        assertThat(
                        BED.list("job")
                                .getFirst()
                                .getAsJsonObject("metadata")
                                .getAsJsonObject("annotations")
                                .get("batch.kubernetes.io/cronjob-scheduled-timestamp")
                                .getAsString())
                .matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:00Z");
    }
}
