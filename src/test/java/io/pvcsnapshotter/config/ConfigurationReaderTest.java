package io.pvcsnapshotter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pvcsnapshotter.config.Policy.OnUnsupported;
import io.pvcsnapshotter.config.Policy.SnapshotClassChoice.ByDriver;
import io.pvcsnapshotter.config.Policy.SnapshotClassChoice.DriverDefault;
import io.pvcsnapshotter.config.Policy.SnapshotClassChoice.Named;
import io.pvcsnapshotter.config.Policy.Until;
import io.pvcsnapshotter.config.Policy.Wait;
import io.pvcsnapshotter.config.Settings.Events;
import io.pvcsnapshotter.config.Settings.Limits;
import io.pvcsnapshotter.config.Settings.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
            Settings settings = Sample.settings(MINIMAL);

            assertThat(settings.scope()).isEqualTo(new Scope.Cluster());
            assertThat(settings.instance()).isEmpty();
            assertThat(settings.unreadyExpireAfter()).isEqualTo(Duration.ofHours(24));
            assertThat(settings.orphansExpireAfter()).isEmpty();
            assertThat(settings.limits()).isEqualTo(new Limits(20, 10, 1, Duration.ofHours(24)));
            assertThat(settings.events()).isEqualTo(Events.FAILURES);
            assertThat(settings.timeZone()).isEqualTo(ZoneId.of("Etc/UTC"));
        }

        @Test
        void a_policy_selects_everything_waits_until_ready_and_expires_nothing() {
            Policy policy = Sample.policy("");

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
            assertThat(Sample.settings(MINIMAL + "scope = own").scope()).isEqualTo(new Scope.Own());
            assertThat(Sample.settings(MINIMAL + "scope = [web, shop, web]").scope())
                    .isEqualTo(new Scope.Namespaces(List.of("web", "shop")));
        }

        @ParameterizedTest
        @CsvSource({"true, true", "yes, true", "on, true", "false, false", "\"no\", false"})
        void booleans_are_written_as_hocon_has_them(String text, boolean expected) {
            assertThat(Sample.policy("requireMatch = " + text).requireMatch()).isEqualTo(expected);
        }

        @Test
        void a_name_may_look_like_a_number() {
            assertThat(Sample.settings("policies = [ { name = 007 } ]").policies())
                    .extracting(Policy::name)
                    .containsExactly("007");
        }

        @Test
        void settling_can_be_switched_off() {
            assertThat(Sample.settings(MINIMAL + "limits.settle = 0h").limits().settle()).isZero();
        }

        @Test
        void an_empty_instance_is_refused() {
            assertThat(Sample.problems(MINIMAL + "instance = \"\""))
                    .containsExactly(
                            "snapshotter.conf:2: instance: found \"\", expected a name for this"
                                    + " install; leave it out to use its namespace");
        }

        @Test
        void braces_in_texts_and_comments_join_nothing() {
            assertThat(
                            Sample.policy(
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
        void policies_keep_their_order() {
            assertThat(
                            Sample.settings(
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
            assertThat(Sample.policy(text).snapshotClass())
                    .isEqualTo(new ByDriver(Map.of("ebs.csi.aws.com", "fast")));
        }

        @Test
        void two_drivers_may_begin_alike() {
            assertThat(
                            Sample.policy(
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
                    Sample.policy(
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

    @Nested
    class PolicyDefaults {
        @Test
        void hold_for_each_policy_that_does_not_say_otherwise() {
            List<Policy> policies =
                    Sample.settings(
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
            assertThat(policies.get(1).snapshotLabels())
                    .isEqualTo(Map.of("team", "ops", "tier", "db"));
        }

        @Test
        void lend_their_retain_block_whole_or_not_at_all() {
            List<Policy> policies =
                    Sample.settings(
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
                    Sample.settings(
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
                            Sample.settings(
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
                            Sample.settings(
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

    @Nested
    class Variables {
        @Test
        void may_name_settings_and_defaults() {
            Settings settings =
                    Sample.settings(
                            MINIMAL
                                    + "limits { inFlight = ${limits.expirePerClaim} }\n"
                                    + "unready.expireAfter = 3d\n"
                                    + "orphans.expireAfter = ${unready.expireAfter}");

            assertThat(settings.limits().inFlight()).isEqualTo(10);
            assertThat(settings.orphansExpireAfter()).contains(Duration.ofDays(3));
        }

        @Test
        void may_name_environment_variables() {
            Settings settings =
                    settings(
                            MINIMAL
                                    + """
                                    instance = ${INSTANCE}
                                    limits { inFlight = 5, inFlight = ${?IN_FLIGHT}, atLeast = ${?UNSET} }
                                    """,
                            Map.of("INSTANCE", "blue", "IN_FLIGHT", "7"));

            assertThat(settings.instance()).contains("blue");
            assertThat(settings.limits().inFlight()).isEqualTo(7);
            assertThat(settings.limits().atLeast()).isEqualTo(1);
        }

        @Test
        void a_wrong_value_from_the_environment_is_reported_where_it_is_used() {
            assertThatExceptionOfType(InvalidConfiguration.class)
                    .isThrownBy(() ->
                            settings(
                                    MINIMAL + "limits {\n  inFlight = ${?IN_FLIGHT} }",
                                    Map.of("IN_FLIGHT", "many")))
                    .withMessageContaining(
                            "snapshotter.conf:3: limits.inFlight: found \"many\" (from the"
                                    + " environment variable IN_FLIGHT), expected a whole number");
        }

        @Test
        void system_properties_have_no_influence() {
            System.setProperty("limits.inFlight", "7");
            try {
                assertThat(Sample.settings(MINIMAL).limits().inFlight()).isEqualTo(20);
                assertThat(Sample.settings(MINIMAL + "instance = ${?java.version}").instance())
                        .isEmpty();
            } finally {
                System.clearProperty("limits.inFlight");
            }
        }

        private static Settings settings(String text, Map<String, String> environment) {
            return ConfigurationReader.read(
                            new ConfigMapSource(Sample.NAME, Map.of("snapshotter.conf", text)),
                            environment::get)
                    .settings();
        }
    }

    @Nested
    class ConfigMap {
        @Test
        void has_the_time_zone_and_files_to_include_beside_the_main_key() {
            Settings settings =
                    ConfigurationReader.read(
                                    Sample.NAME,
                                    Map.of(
                                            "snapshotter.conf",
                                            "include \"limits\"\ninclude \"policies.conf\"",
                                            "limits.conf",
                                            "limits.inFlight = 7",
                                            "policies.conf",
                                            MINIMAL,
                                            "schedule",
                                            "17 4 * * *",
                                            "timeZone",
                                            "America/New_York\n"))
                            .settings();

            assertThat(settings.limits().inFlight()).isEqualTo(7);
            assertThat(settings.policies()).hasSize(1);
            assertThat(settings.timeZone()).isEqualTo(ZoneId.of("America/New_York"));
        }

        @Test
        void without_the_main_key_is_refused() {
            assertThatExceptionOfType(InvalidConfiguration.class)
                    .isThrownBy(() -> ConfigurationReader.read(Sample.NAME, Map.of("x", "")))
                    .withMessage(
                            """
                            ConfigMap pvc-snapshotter/pvc-snapshotter has a problem:
                              snapshotter.conf: does not exist in ConfigMap pvc-snapshotter/pvc-snapshotter; \
                            apply config/ again: kubectl apply -k config\
                            """);
        }

        @Test
        void its_includes_do_not_read_files() {
            assertThat(
                            Sample.problems(
                                    Map.of("snapshotter.conf", MINIMAL + "include \"pom.conf\"")))
                    .containsExactly(
                            "snapshotter.conf:2: include \"pom.conf\": there is no pom.conf beside"
                                    + " this file");
        }
    }

    @Nested
    class Folder {
        @TempDir Path folder;

        @Test
        void has_the_time_zone_in_a_file_of_its_own() throws IOException {
            write("timeZone", "Europe/Berlin");
            write("schedule.env", "timeZone=America/New_York");

            assertThat(timeZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        }

        @Test
        void or_in_schedule_env() throws IOException {
            write(
                    "schedule.env",
                    "# timeZone=Asia/Tokyo\nschedule=17 4 * * *\ntimeZone=Asia/Seoul\n");

            assertThat(timeZone()).isEqualTo(ZoneId.of("Asia/Seoul"));
        }

        @Test
        void or_nowhere() throws IOException {
            write("schedule.env", "schedule=17 4 * * *\n");

            assertThat(timeZone()).isEqualTo(ZoneId.of("Etc/UTC"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"UTC", "EST5EDT", "Etc/GMT+5", "Asia/Kolkata"})
        void any_named_zone_will_do(String zone) throws IOException {
            write("timeZone", zone);

            assertThat(timeZone()).isEqualTo(ZoneId.of(zone));
        }

        @ParameterizedTest
        @ValueSource(strings = {"+02:00", "UTC+2", "Z", "", "europe/berlin", "Mars/Olympus"})
        void offsets_and_unknown_zones_are_refused(String zone) throws IOException {
            write("timeZone", zone);

            assertThatExceptionOfType(InvalidConfiguration.class)
                    .isThrownBy(this::timeZone)
                    .withMessageContaining("timeZone: found \"" + zone + "\", expected the name");
        }

        @Test
        void a_missing_file_says_what_was_tried_and_what_to_do() {
            Path file = folder.resolve("snapshotter.conf");

            assertThatExceptionOfType(InvalidConfiguration.class)
                    .isThrownBy(() -> ConfigurationReader.read(file))
                    .withMessage(
                            "%1$s has a problem:\n  snapshotter.conf: does not exist in %2$s; check --config, or that the ConfigMap is mounted there"
                                    .formatted(file, folder));
        }

        @Test
        void a_folder_or_something_that_is_no_text_is_refused() throws IOException {
            Files.write(folder.resolve("binary.conf"), new byte[] {(byte) 0xff, (byte) 0xfe});

            assertThatExceptionOfType(InvalidConfiguration.class)
                    .isThrownBy(() -> ConfigurationReader.read(folder))
                    .withMessageContaining("cannot be read: it is a folder");
            assertThatExceptionOfType(InvalidConfiguration.class)
                    .isThrownBy(() -> ConfigurationReader.read(folder.resolve("binary.conf")))
                    .withMessageContaining("binary.conf: cannot be read: it is not UTF-8 text");
        }

        @Test
        void a_time_zone_that_cannot_be_read_is_a_problem() throws IOException {
            Files.createDirectory(folder.resolve("timeZone"));

            assertThatExceptionOfType(InvalidConfiguration.class)
                    .isThrownBy(this::timeZone)
                    .withMessageContaining("timeZone: cannot be read: it is a folder");
        }

        @Test
        void problems_of_both_files_are_reported_together() throws IOException {
            write("timeZone", "Berlin");
            write("snapshotter.conf", "policies = [");

            assertThatExceptionOfType(InvalidConfiguration.class)
                    .isThrownBy(() -> ConfigurationReader.read(folder.resolve("snapshotter.conf")))
                    .satisfies(invalid ->
                            assertThat(invalid.problems())
                                    .extracting(Problem::file)
                                    .containsExactly("snapshotter.conf", "timeZone"));
        }

        private ZoneId timeZone() throws IOException {
            write("snapshotter.conf", MINIMAL);
            return ConfigurationReader.read(folder.resolve("snapshotter.conf"))
                    .settings()
                    .timeZone();
        }

        private void write(String file, String text) throws IOException {
            Files.writeString(folder.resolve(file), text);
        }
    }
}
