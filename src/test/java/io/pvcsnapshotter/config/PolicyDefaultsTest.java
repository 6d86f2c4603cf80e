package io.pvcsnapshotter.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.config.Policy.SnapshotClassChoice.ByDriver;
import io.pvcsnapshotter.config.Policy.SnapshotClassChoice.DriverDefault;
import io.pvcsnapshotter.config.Policy.SnapshotClassChoice.Named;
import io.pvcsnapshotter.config.Policy.Until;
import io.pvcsnapshotter.config.Policy.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code policy-defaults} lends to policies. */
class PolicyDefaultsTest {
    @Test
    void hold_for_each_policy_that_does_not_say_otherwise() {
        List<Policy> policies =
                TestConfiguration.settings(
                                """
                                policy-defaults {
                                  every = 1d
                                  wait.timeout = 10m
                                  select.namespaces = ["!kube-*"]
                                  snapshotLabels { team = ops, tier = db }
                                }
                                policies = [
                                  { name = a, wait.for = taken, select.claims = [data], snapshotLabels.team = shop }
                                  { name = b, every = 12h }
                                ]
                                """)
                        .policies();

        Policy a = policies.getFirst();
        assertThat(a.every()).contains(Duration.ofDays(1));
        assertThat(a.waiting()).isEqualTo(new Wait(Until.TAKEN, Duration.ofMinutes(10)));
        assertThat(a.select().namespaces().matches("kube-system")).isFalse();
        assertThat(a.select().claims().matches("other")).isFalse();
        assertThat(a.snapshotLabels()).isEqualTo(Map.of("team", "shop", "tier", "db"));
        assertThat(policies.get(1).every()).contains(Duration.ofHours(12));
        assertThat(policies.get(1).snapshotLabels()).isEqualTo(Map.of("team", "ops", "tier", "db"));
    }

    @Test
    void lend_their_retain_block_whole_or_not_at_all() {
        List<Policy> policies =
                TestConfiguration.settings(
                                """
                                policy-defaults.retain { last = 3, daily = 7, manual = 30d }
                                policies = [
                                  { name = a, select.claims = [x] }
                                  { name = b, retain { weekly = 4 } }
                                ]
                                """)
                        .policies();

        assertThat(policies)
                .extracting(each -> each.retain().orElseThrow().canonical())
                .containsExactly("last=3,daily=7,manual=720h", "weekly=4");
    }

    @Test
    void are_taken_back_by_null() {
        Policy policy =
                TestConfiguration.settings(
                                """
                                policy-defaults { every = 1d, snapshotClass = fast, retain { last = 3 } }
                                policies = [ { name = a, every = null, snapshotClass = null, retain = null } ]
                                """)
                        .policies()
                        .getFirst();

        assertThat(policy.every()).isEmpty();
        assertThat(policy.snapshotClass()).isEqualTo(new DriverDefault());
        assertThat(policy.retain()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "snapshotClass = fast        | snapshotClass { a.b = slow } | a.b=slow",
                "snapshotClass { c.d = fast } | snapshotClass { a.b = slow } | a.b=slow"
                        + " c.d=fast",
                "snapshotClass { a.b = fast } | snapshotClass { a.b = slow } | a.b=slow",
            })
    void add_to_the_classes_by_driver(String theDefault, String own, String expected) {
        ByDriver choice =
                (ByDriver)
                        TestConfiguration.settings(
                                        "policy-defaults { %s }\npolicies = [ { name = a, %s } ]"
                                                .formatted(theDefault, own))
                                .policies()
                                .getFirst()
                                .snapshotClass();

        assertThat(choice.classes().entrySet().stream().map(Object::toString).sorted())
                .containsExactly(expected.split(" "));
    }

    @Test
    void a_named_class_replaces_classes_by_driver() {
        assertThat(
                        TestConfiguration.settings(
                                        """
                                        policy-defaults { snapshotClass { a.b = fast } }
                                        policies = [ { name = a, snapshotClass = slow } ]
                                        """)
                                .policies()
                                .getFirst()
                                .snapshotClass())
                .isEqualTo(new Named("slow"));
    }
}
