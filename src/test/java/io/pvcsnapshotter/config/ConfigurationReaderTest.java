package io.pvcsnapshotter.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.config.Policy.OnUnsupported;
import io.pvcsnapshotter.config.Policy.SnapshotClassChoice.ByDriver;
import io.pvcsnapshotter.config.Policy.SnapshotClassChoice.DriverDefault;
import io.pvcsnapshotter.config.Policy.Until;
import io.pvcsnapshotter.config.Policy.Wait;
import io.pvcsnapshotter.config.Settings.Events;
import io.pvcsnapshotter.config.Settings.Limits;
import io.pvcsnapshotter.config.Settings.Scope;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What valid configurations mean. What is said of invalid ones: {@link BrokenConfigurationTest}.
 */
class ConfigurationReaderTest {
    private static final String MINIMAL = "policies = [ { name = all } ]\n";

    @Nested
    class Defaults {
        @Test
        void only_a_policy_with_a_name_is_needed() {
            Settings settings = TestConfiguration.settings(MINIMAL);

            assertThat(settings.scope()).isEqualTo(new Scope.Cluster());
            assertThat(settings.instance()).isEmpty();
            assertThat(settings.unreadyExpireAfter()).isEqualTo(Duration.ofHours(24));
            assertThat(settings.orphansExpireAfter()).isEmpty();
            assertThat(settings.limits()).isEqualTo(new Limits(50, 10, 1, Duration.ofHours(24)));
            assertThat(settings.events()).isEqualTo(Events.FAILURES);
            assertThat(settings.timeZone()).isEqualTo(ZoneId.of("Etc/UTC"));
        }

        @Test
        void a_policy_selects_everything_waits_until_ready_and_expires_nothing() {
            Policy policy = TestConfiguration.policy("");

            assertThat(policy.select().namespaces().matches("anything")).isTrue();
            assertThat(policy.select().labels().matches(Map.of())).isTrue();
            assertThat(policy.every()).isEmpty();
            assertThat(policy.snapshotClass()).isEqualTo(new DriverDefault());
            assertThat(policy.waiting()).isEqualTo(new Wait(Until.READY, Duration.ofMinutes(90)));
            assertThat(policy.retain()).isEmpty();
            assertThat(policy.requireMatch()).isTrue();
            assertThat(policy.unsupported()).isEqualTo(OnUnsupported.FAIL);
            assertThat(policy.snapshotLabels()).isEmpty();
            assertThat(policy.snapshotAnnotations()).isEmpty();
        }
    }

    @Nested
    class Values {
        @Test
        void scope_is_the_cluster_the_own_namespace_or_a_list() {
            assertThat(TestConfiguration.settings(MINIMAL + "scope = own").scope())
                    .isEqualTo(new Scope.Own());
            assertThat(TestConfiguration.settings(MINIMAL + "scope = [web, shop, web]").scope())
                    .isEqualTo(new Scope.Namespaces(List.of("web", "shop")));
        }

        @ParameterizedTest
        @CsvSource({"true, true", "yes, true", "on, true", "false, false", "\"no\", false"})
        void booleans_are_written_as_hocon_has_them(String text, boolean expected) {
            assertThat(TestConfiguration.policy("requireMatch = " + text).requireMatch())
                    .isEqualTo(expected);
        }

        @Test
        void a_name_may_look_like_a_number() {
            assertThat(TestConfiguration.settings("policies = [ { name = 007 } ]").policies())
                    .extracting(Policy::name)
                    .containsExactly("007");
        }

        @Test
        void settling_can_be_switched_off() {
            assertThat(TestConfiguration.settings(MINIMAL + "limits.settle = 0h").limits().settle())
                    .isZero();
        }

        @Test
        void an_empty_instance_is_refused() {
            assertThat(TestConfiguration.problems(MINIMAL + "instance = \"\""))
                    .containsExactly(
                            "snapshotter.conf:2: instance: found \"\", expected a name for this"
                                    + " install; leave it out to use its namespace");
        }

        @Test
        void braces_in_texts_and_comments_join_nothing() {
            assertThat(
                            TestConfiguration.policy(
                                            """
                                            snapshotAnnotations {
                                              a = "} {" # } {
                                              b = \"""
                                              } {
                                              \"""
                                            }
                                            """)
                                    .snapshotAnnotations())
                    .containsEntry("a", "} {")
                    .containsKey("b");
        }

        @Test
        void a_text_of_several_lines_does_not_shift_the_line_of_a_problem() {
            assertThat(
                            TestConfiguration.problems(
                                    """
                                    policies = [
                                      { name = a, snapshotAnnotations { text = \"""one
                                    two\""" } }
                                      { name = b } { name = c }
                                    ]
                                    """))
                    .containsExactly(
                            "snapshotter.conf:4: a comma is missing between the blocks } and {");
        }

        @Test
        void a_tier_may_be_as_large_as_a_million() {
            assertThat(TestConfiguration.policyProblems("retain { last = 1000000 }")).isEmpty();
            assertThat(TestConfiguration.policyProblems("retain { last = 1000001 }")).hasSize(1);
        }

        @Test
        void policies_keep_their_order() {
            assertThat(
                            TestConfiguration.settings(
                                            """
                                            policies = [ { name = b, select { claims = [x] } } ]
                                            policies += { name = a }
                                            """)
                                    .policies())
                    .extracting(Policy::name)
                    .containsExactly("b", "a");
        }
    }

    @Nested
    class DottedKeys {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "snapshotClass { ebs.csi.aws.com = fast }",
                    "snapshotClass { \"ebs.csi.aws.com\" = fast }",
                    "snapshotClass { ebs { csi.aws.com = fast } }",
                    "snapshotClass.ebs.csi.aws.com = fast",
                    "snapshotClass.\"ebs.csi.aws.com\" = fast",
                })
        void a_driver_may_be_quoted_or_not(String text) {
            assertThat(TestConfiguration.policy(text).snapshotClass())
                    .isEqualTo(new ByDriver(Map.of("ebs.csi.aws.com", "fast")));
        }

        @Test
        void two_drivers_may_begin_alike() {
            assertThat(
                            TestConfiguration.policy(
                                            "snapshotClass { ebs.csi.aws.com = a,"
                                                    + " ebs.csi.example.com = b }")
                                    .snapshotClass())
                    .isEqualTo(
                            new ByDriver(
                                    Map.of("ebs.csi.aws.com", "a", "ebs.csi.example.com", "b")));
        }

        @Test
        void labels_may_be_quoted_or_not() {
            Policy policy =
                    TestConfiguration.policy(
                            """
                            snapshotLabels { example.com/team = shop, "cost.center" = 4711, tier = db }
                            snapshotAnnotations { example.com/note = "any text, of any kind!" }
                            """);

            assertThat(policy.snapshotLabels())
                    .isEqualTo(
                            Map.of(
                                    "example.com/team",
                                    "shop",
                                    "cost.center",
                                    "4711",
                                    "tier",
                                    "db"));
            assertThat(policy.snapshotAnnotations())
                    .isEqualTo(Map.of("example.com/note", "any text, of any kind!"));
        }
    }
}
