package io.pvcsnapshotter.config;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The defaults of {@code reference.conf}, the grammar and the reference page are one. */
class ReferenceTest {
    private static final String MINIMAL = "policies = [ { name = all } ]\n";

    /** For each key that has a default, another value. */
    private static final Map<String, String> OTHER_VALUES =
            Map.ofEntries(
                    entry("scope", "own"),
                    entry("policy-defaults.wait.for", "taken"),
                    entry("policy-defaults.wait.timeout", "5m"),
                    entry("policy-defaults.requireMatch", "false"),
                    entry("policy-defaults.unsupported", "skip"),
                    entry("unready.expireAfter", "3d"),
                    entry("orphans.expireAfter", "90d"),
                    entry("limits.inFlight", "7"),
                    entry("limits.expirePerClaim", "3"),
                    entry("limits.atLeast", "2"),
                    entry("limits.settle", "1w"),
                    entry("events", "all"));

    private static final String FULL =
            """
            scope = [shop, web]
            instance = blue
            policy-defaults { unsupported = skip }
            policies = [
              { name = databases
                select {
                  namespaces = ["shop-*", "!shop-test"]
                  namespaceLabels = "backup=daily"
                  labels = "app in (postgres, mysql),tier!=cache"
                  claims = ["data-*"]
                  storageClasses = ["fast-*"]
                }
                every = 12h
                snapshotClass = csi-fast
                wait { for = taken, timeout = 45m }
                retain { last = 1, hourly = 2, daily = 3, weekly = 4, monthly = 5, yearly = 6, within = 7h, manual = 8h }
                requireMatch = false
                snapshotLabels { team = shop }
                snapshotAnnotations { note = "before the sale" }
              }
            ]
            unready { expireAfter = 2d }
            orphans { expireAfter = 26w }
            limits { inFlight = 5, expirePerClaim = 2, atLeast = 3, settle = 0h }
            events = all
            """;

    @Test
    void every_default_has_another_value_in_this_test() {
        assertThat(OTHER_VALUES.keySet()).containsExactlyInAnyOrderElementsOf(keys().toList());
    }

    @ParameterizedTest
    @MethodSource("keys")
    void every_default_is_read(String key) {
        Settings changed =
                TestConfiguration.settings(MINIMAL + key + " = " + OTHER_VALUES.get(key));

        assertThat(changed).isNotEqualTo(TestConfiguration.settings(MINIMAL));
    }

    @Test
    void a_configuration_in_which_nothing_has_its_default_maps_fully() {
        Settings defaults = TestConfiguration.settings(MINIMAL);
        Settings full =
                ConfigurationReader.read(
                                TestConfiguration.NAME,
                                Map.of("snapshotter.conf", FULL, "timeZone", "Europe/Berlin"))
                        .settings();

        assertEachComponentDiffers("Settings", full, defaults);
        assertEachComponentDiffers(
                "Policy", full.policies().getFirst(), defaults.policies().getFirst());
        assertThat(full.policies().getFirst().retain().map(Retention::canonical))
                .isEqualTo(
                        Optional.of(
                                "last=1,hourly=2,daily=3,weekly=4,monthly=5,yearly=6,within=7h,manual=8h"));
    }

    @ParameterizedTest
    @EnumSource
    void the_full_configuration_has_every_key_of_the_grammar(Block block) {
        if (block != Block.POLICY_DEFAULTS) {
            assertThat(block.keys()).allMatch(each -> FULL.matches("(?s).*\\b" + each + "\\b.*"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_reference_page_explains_every_key(Block block) throws IOException {
        String page = Files.readString(Path.of("docs", "configuration.md"));

        assertThat(block.keys()).allMatch(each -> page.contains("| `" + each + "` |"));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void the_reference_page_names_every_default(String key) throws IOException {
        String name = key.substring(key.lastIndexOf('.') + 1);
        String value = defaults().getString(key);
        String page = Files.readString(Path.of("docs", "configuration.md"));

        assertThat(page.lines())
                .anyMatch(each ->
                        each.startsWith("| `" + name + "` |")
                                && each.contains("| `" + value + "` |"));
    }

    static Stream<String> keys() {
        return defaults().entrySet().stream().map(Map.Entry::getKey).sorted();
    }

    private static Config defaults() {
        return ConfigFactory.parseResources(ReferenceTest.class, "/reference.conf");
    }

    /** Records inside are compared part by part, too. */
    private static void assertEachComponentDiffers(String path, Record one, Record other) {
        for (RecordComponent each : one.getClass().getRecordComponents()) {
            String inner = path + "." + each.getName();
            Object value = value(each, one);
            Object otherValue = value(each, other);
            assertThat(value).as(inner).isNotEqualTo(otherValue);
            if (value instanceof Record record
                    && otherValue instanceof Record otherRecord
                    && record.getClass() == otherRecord.getClass()) {
                assertEachComponentDiffers(inner, record, otherRecord);
            }
        }
    }

    private static Object value(RecordComponent component, Record owner) {
        try {
            return component.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
