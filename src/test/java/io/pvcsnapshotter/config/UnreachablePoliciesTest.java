package io.pvcsnapshotter.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnreachablePoliciesTest {
    @Test
    void a_policy_after_one_that_selects_everything_is_warned_of() {
        assertThat(warnings("{ name = all }\n{ name = web, select { claims = [www] } }"))
                .containsExactly(
                        "snapshotter.conf:3: policies[web]: selects no claim, because"
                                + " policies[all] in line 2 comes first and selects them all;"
                                + " move it up. Only claims with the annotation"
                                + " pvc-snapshotter.io/policy: web belong to it");
    }

    @Test
    void a_policy_with_the_selection_of_an_earlier_one_is_warned_of() {
        String select = "select { namespaces = [\"shop-*\"], labels = \"app=db\" }";

        assertThat(
                        warnings(
                                "{ name = a, %1$s }\n{ name = b, %1$s }\n{ name = c }"
                                        .formatted(select)))
                .singleElement()
                .asString()
                .contains("policies[b]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "namespaces = [\"*\"]",
                "namespaces = [\"shop\", \"*\"]",
                "claims = [\"*\"]",
            })
    void a_star_selects_everything(String select) {
        assertThat(warnings("{ name = a, select { " + select + " } }\n{ name = b }")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "namespaces = [\"!kube-*\"]",
                "namespaces = [\"*\", \"!shop\"]",
                "claims = [\"data-*\"]",
                "storageClasses = [\"*\"]",
                "labels = \"app\"",
                "namespaceLabels = \"!ignored\"",
            })
    void an_earlier_policy_that_leaves_some_claims_is_no_reason_to_warn(String select) {
        assertThat(warnings("{ name = a, select { " + select + " } }\n{ name = b }")).isEmpty();
    }

    @Test
    void the_last_policy_may_select_everything() {
        assertThat(warnings("{ name = web, select { claims = [www] } }\n{ name = all }")).isEmpty();
    }

    private static List<String> warnings(String policies) {
        return TestConfiguration.read("policies = [\n" + policies + "\n]").warnings().stream()
                .map(Problem::toString)
                .toList();
    }
}
