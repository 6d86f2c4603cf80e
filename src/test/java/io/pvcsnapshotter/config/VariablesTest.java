package io.pvcsnapshotter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What stands for {@code ${NAME}}. */
class VariablesTest {
    private static final String MINIMAL = "policies = [ { name = all } ]\n";

    @Test
    void may_name_settings_and_defaults() {
        Settings settings =
                TestConfiguration.settings(
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

    /** Who edits the ConfigMap could else read the shell of everybody who fetches it. */
    @Test
    void a_configmap_that_was_fetched_reads_no_environment_variable() {
        assertThat(System.getenv()).containsKey("PATH");
        Settings settings =
                ConfigurationReader.read(
                                TestConfiguration.NAME,
                                Map.of("snapshotter.conf", MINIMAL + "instance = ${?PATH}"))
                        .settings();
        assertThat(settings.instance()).isEmpty();
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
            assertThat(TestConfiguration.settings(MINIMAL).limits().inFlight()).isEqualTo(50);
            assertThat(
                            TestConfiguration.settings(MINIMAL + "instance = ${?java.version}")
                                    .instance())
                    .isEmpty();
        } finally {
            System.clearProperty("limits.inFlight");
        }
    }

    private static Settings settings(String text, Map<String, String> environment) {
        return ConfigurationReader.read(
                        new ConfigMapSource(
                                TestConfiguration.NAME, Map.of("snapshotter.conf", text)),
                        environment::get)
                .settings();
    }
}
