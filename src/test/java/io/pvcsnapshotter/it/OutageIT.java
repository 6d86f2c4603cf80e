package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OutageIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    @Test
    void an_api_server_that_is_down_is_69_and_after_it_is_back_all_is_as_before() {
        BED.claims("data");
        Path configuration = BED.policy("");
        String before = BED.everything();
        BED.stop("kube-apiserver");
        ProgramRun run =
                BED.program(
                                Map.of(),
                                "--config",
                                configuration,
                                "--install-namespace",
                                BED.namespace())
                        .ended();
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(69);
        assertThat(run.ending())
                .startsWith(
                        "Tried to list volumesnapshots in the cluster but failed: the API server at 127.0.0.1:");
        BED.start("kube-apiserver");
        assertThat(BED.everything()).isEqualTo(before);
    }
}
