package io.pvcsnapshotter.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.testbed.Bed.Finished;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cluster of all these tests is the one that was asked for, and kubectl may be older or newer.
 */
class KubernetesVersionIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();

    static Stream<String> versions() {
        return Bed.versions().stream();
    }

    @Test
    void the_cluster_and_its_kubectl_are_of_the_version_that_was_asked_for() {
        String asked =
                Optional.ofNullable(System.getenv("TESTBED_KUBERNETES"))
                        .filter(each -> !each.isEmpty())
                        .orElseGet(() -> Bed.versions().getLast());
        JsonObject said =
                JsonParser.parseString(BED.kubectl("version", "-o", "json")).getAsJsonObject();
        for (String each : List.of("serverVersion", "clientVersion")) {
            assertThat(Rendered.text(said, each + ".gitVersion")).startsWith("v" + asked + ".");
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_kubectl_of_each_version_makes_the_same_of_each_folder(String version) {
        String renamed =
                BED.kustomization(
                                "resources: [CHECKOUT/manifests]\nnamePrefix: our-\nnameSuffix: -two\n")
                        .toString();
        for (String each :
                List.of(
                        "manifests",
                        "manifests/overlays/namespaced",
                        "manifests/overlays/gitops",
                        "manifests/components/team-roles",
                        "config",
                        "config/namespaced",
                        renamed)) {
            assertThat(kubectl(version, "kustomize", each).orFail())
                    .as(each)
                    .isEqualTo(kubectl(Bed.versions().getLast(), "kustomize", each).orFail());
        }
        Rendered guards = new Rendered(kubectl(version, "kustomize", renamed).orFail());
        assertThat(guards.objects("ValidatingAdmissionPolicyBinding"))
                .isNotEmpty()
                .allSatisfy(each ->
                        assertThat(Rendered.text(each, "spec.policyName"))
                                .startsWith("our-")
                                .endsWith("-two"));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_kubectl_of_each_version_installs_and_starts_a_run(String version) {
        assertThat(kubectl(version, "version", "--client").out()).contains("v" + version + ".");
        String folder =
                BED.kustomization(
                                "resources: [CHECKOUT/manifests/overlays/namespaced]\nnamespace: %s\n"
                                        .formatted(BED.namespace()))
                        .toString();
        for (String each : List.of("manifests", "config", folder)) {
            kubectl(version, "apply", "--validate=strict", "--warnings-as-errors", "-k", each)
                    .orFail();
            assertThat(kubectl(version, "apply", "-k", each).orFail().lines())
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith(" unchanged"));
        }
        kubectl(version, "create", "job", "now", "--from=cronjob/pvc-snapshotter").orFail();
        assertThat(Rendered.labels(BED.get("job", "now")))
                .contains("app.kubernetes.io/component=snapshot");
    }

    /** Where it runs, {@code kubectl} is that of this version. */
    private static Finished kubectl(String version, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Bed.program(), "tool", "kubectl"));
        command.addAll(List.of(arguments));
        return Finished.of(
                new ProcessBuilder(command).directory(Bed.CHECKOUT.toAbsolutePath().toFile()),
                Map.of("TESTBED_KUBERNETES", version, "KUBECONFIG", BED.kubeconfig().toString()),
                "");
    }
}
