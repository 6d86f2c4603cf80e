package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two runs at once do not disturb each other. */
class ConcurrentRunsIT {
    private static final String RETAIN_ONE = "retain { last = 1 }";

    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    @RegisterExtension final FaultScene scene = new FaultScene(BED);

    @BeforeEach
    void history() {
        scene.claims("a", "b", "c");
    }

    private static void bothEndWell(ProgramRun one, ProgramRun other) {
        assertThat(one.exitStatus()).as(one::toString).isZero();
        assertThat(other.exitStatus()).as(other::toString).isZero();
    }

    private void untilLeft(int ofEach) {
        for (String claim : new String[] {"a", "b", "c"}) {
            BED.until("what expired is gone", () -> scene.snapshotsOf(claim).size() == ofEach);
            assertThat(scene.snapshotsOf(claim)).allMatch(TestBed::isReady);
        }
    }

    @Test
    void a_scheduled_run_and_one_on_demand_each_take_their_own_and_expire_once() {
        Path configuration = scene.configuration(RETAIN_ONE);
        Map<String, String> scheduled = scene.pod(0);
        Map<String, String> onDemand = BED.manualJob("on-demand");
        bothEndWell(
                BED.program(scheduled, "--config", configuration),
                BED.program(onDemand, "--config", configuration));
        untilLeft(2);
    }

    @Test
    void two_scheduled_runs_leave_what_the_policy_keeps() {
        Path configuration = scene.configuration(RETAIN_ONE);
        Map<String, String> one = scene.pod(0);
        Map<String, String> other = scene.pod(1);
        bothEndWell(
                BED.program(one, "--config", configuration),
                BED.program(other, "--config", configuration));
        for (String claim : new String[] {"a", "b", "c"}) {
            assertThat(scene.snapshotsOf(claim))
                    .filteredOn(each -> !each.toString().contains("deletionTimestamp"))
                    .isNotEmpty()
                    .allMatch(TestBed::isReady);
        }
    }

    @Test
    void two_installs_leave_each_others_snapshots_alone() {
        Path first = scene.configuration(RETAIN_ONE);
        Path second =
                BED.file(
                        "second.conf",
                        """
                        instance = second, limits { settle = 0h }
                        policies = [ { name = all, select { namespaces = ["%s"] }, %s } ]
                        """
                                .formatted(BED.namespace(), RETAIN_ONE));
        Map<String, String> pod = scene.pod(0);
        bothEndWell(BED.program(pod, "--config", first), BED.program(pod, "--config", second));
        untilLeft(2);
        assertThat(scene.snapshotsOf("a"))
                .filteredOn(each -> each.toString().contains("\"second\""))
                .hasSize(1);
    }
}
