package io.pvcsnapshotter.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.config.Policy.OnUnsupported;
import io.pvcsnapshotter.config.Policy.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files that a user starts from. */
class ShippedConfigurationTest {
    private static final Path FILE = Path.of("config", "snapshotter.conf");

    @Test
    void is_read_without_a_warning() {
        Configuration configuration = ConfigurationReader.read(FILE);

        assertThat(configuration.warnings()).isEmpty();
        assertThat(configuration.settings().timeZone()).isEqualTo(ZoneId.of("Etc/UTC"));
    }

    @Test
    void has_one_lenient_policy_for_all_but_system_namespaces() {
        Policy policy = ConfigurationReader.read(FILE).settings().policies().getFirst();

        Selection select = policy.select();
        assertThat(ConfigurationReader.read(FILE).settings().policies()).hasSize(1);
        assertThat(policy.name()).isEqualTo("all");
        assertThat(List.of("default", "shop")).allMatch(select.namespaces()::matches);
        assertThat(List.of("kube-system", "kyma-system", "istio-system"))
                .noneMatch(select.namespaces()::matches);
        assertThat(policy.unsupported()).isEqualTo(OnUnsupported.SKIP);
        assertThat(policy.requireMatch()).isFalse();
        assertThat(policy.retain().map(Retention::canonical))
                .isEqualTo(Optional.of("last=3,daily=7,weekly=4,manual=720h"));
    }

    @Test
    void has_a_schedule_and_a_time_zone_without_quotes_which_kustomize_would_keep()
            throws IOException {
        assertThat(Files.readAllLines(FILE.resolveSibling("schedule.env")))
                .filteredOn(each -> !each.isEmpty() && !each.startsWith("#"))
                .as("suspend would undo what is done by hand in an emergency")
                .containsExactly("schedule=17 4 * * *", "timeZone=Etc/UTC");
    }

    @Test
    void a_team_starts_from_one_that_stays_in_its_namespace() {
        Configuration configuration =
                ConfigurationReader.read(Path.of("config", "namespaced", "snapshotter.conf"));

        assertThat(configuration.warnings()).isEmpty();
        assertThat(configuration.settings().scope()).isEqualTo(new Settings.Scope.Own());
        assertThat(configuration.settings().policies())
                .singleElement()
                .satisfies(policy ->
                        assertThat(policy.retain().map(Retention::canonical))
                                .isEqualTo(Optional.of("last=3,daily=7,weekly=4,manual=720h")));
    }

    @Test
    void the_policy_in_the_comment_can_be_used_as_it_stands() throws IOException {
        String text =
                Pattern.compile("^  # ", Pattern.MULTILINE)
                        .matcher(Files.readString(FILE))
                        .replaceAll("  ");

        Configuration configuration = TestConfiguration.read(text);

        assertThat(configuration.settings().policies())
                .extracting(Policy::name)
                .containsExactly("databases", "all");
        assertThat(configuration.warnings()).isEmpty();
    }
}
