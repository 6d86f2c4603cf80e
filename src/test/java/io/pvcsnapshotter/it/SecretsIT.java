package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The most talkative log tells no token and no certificate. */
class SecretsIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    @RegisterExtension final FaultScene scene = new FaultScene(BED);

    private static JsonObject user(Path kubeconfig) throws IOException {
        return JsonParser.parseString(Files.readString(kubeconfig))
                .getAsJsonObject()
                .getAsJsonArray("users")
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("user");
    }

    private ProgramRun talkative(Path kubeconfig, int hour) {
        Map<String, String> environment = new HashMap<>(scene.pod(hour));
        environment.put("KUBECONFIG", kubeconfig.toString());
        environment.put("PVC_SNAPSHOTTER_LOG_LEVEL", "TRACE");
        return BED.program(environment, "--config", scene.configuration("retain { last = 1 }"))
                .ended();
    }

    @Test
    void a_token_is_in_no_line_of_a_run_that_is_refused() throws IOException {
        scene.claims("data");
        BED.kubectl("create", "serviceaccount", "nobody");
        BED.kubectl("create", "role", "jobs", "--verb=get", "--resource=jobs.batch");
        BED.kubectl(
                "create",
                "rolebinding",
                "jobs",
                "--role=jobs",
                "--serviceaccount=%s:nobody".formatted(BED.namespace()));
        Path kubeconfig = BED.kubeconfigOf("nobody");
        ProgramRun run = talkative(kubeconfig, 0);
        assertThat(run.exitStatus()).as(run::toString).isEqualTo(77);
        String token = user(kubeconfig).get("token").getAsString();
        assertThat(run.toString())
                .contains("forbidden")
                .doesNotContain(token.substring(token.lastIndexOf('.')))
                .doesNotContain("Bearer");
    }

    @Test
    void a_certificate_and_its_key_are_in_no_line_of_a_run() throws IOException {
        scene.claims("data");
        Path kubeconfig =
                BED.file(
                        "certificate.kubeconfig",
                        BED.kubectl("config", "view", "--raw", "--flatten", "-o", "json"));
        ProgramRun run = talkative(kubeconfig, 0);
        assertThat(run.exitStatus()).as(run::toString).isZero();
        JsonObject user = user(kubeconfig);
        for (String key : new String[] {"client-certificate-data", "client-key-data"}) {
            String encoded = user.get(key).getAsString();
            String pem = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            assertThat(run.toString())
                    .doesNotContain(encoded.substring(0, 60), pem.lines().toList().get(1))
                    .doesNotContain("BEGIN");
        }
    }
}
