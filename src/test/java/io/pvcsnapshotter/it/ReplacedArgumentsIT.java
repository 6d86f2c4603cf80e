package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Job that is made from the CronJob, with another command in its environment. */
class ReplacedArgumentsIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    @Test
    void one_claim_is_snapshotted_as_the_job_that_a_person_made() {
        BED.claims("data", "other");
        Map<String, String> pod = new HashMap<>(BED.manualJob("before-upgrade"));
        pod.put(
                "PVC_SNAPSHOTTER_ARGS",
                "snapshot -n %s --claim 'data' --config \"%s\""
                        .formatted(BED.namespace(), BED.policy("")));
        ProgramRun run = BED.program(pod, "plan", "--what-the-manifests-say");
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(BED.snapshots())
                .singleElement()
                .satisfies(each ->
                        assertThat(
                                        each.getAsJsonObject("metadata")
                                                .getAsJsonObject("labels")
                                                .toString())
                                .contains(
                                        "\"pvc-snapshotter.io/claim\":\"data\"",
                                        "\"pvc-snapshotter.io/job\":\"before-upgrade\"",
                                        "\"pvc-snapshotter.io/trigger\":\"manual\""));
        assertThat(run.log().getFirst().get("message").getAsString())
                .isEqualTo("Run what PVC_SNAPSHOTTER_ARGS says");
    }
}
