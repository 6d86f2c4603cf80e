package io.pvcsnapshotter.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "last = 3                        | last=3",
                "daily = 7, last = 3             | last=3,daily=7",
                "last = 3, hourly = 0, yearly = 0| last=3",
                "last = \"3\"                    | last=3",
                "within = 2d                     | within=48h",
                "within = 48h                    | within=48h",
                "within = 1w                     | within=168h",
                "within = 7d                     | within=168h",
                "within = 168 h                  | within=168h",
                "last = 1, manual = 4w           | last=1,manual=672h",
                "last = 1, manual = 28d          | last=1,manual=672h",
                "last = 1, hourly = 2, daily = 3, weekly = 4, monthly = 5, yearly = 6, within = 7h,"
                        + " manual = 8h|"
                        + " last=1,hourly=2,daily=3,weekly=4,monthly=5,yearly=6,within=7h,manual=8h",
            })
    void what_means_the_same_has_the_same_canonical_text(String block, String canonical) {
        Retention retention =
                TestConfiguration.policy("retain { " + block + " }").retain().orElseThrow();

        assertThat(retention.canonical()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "last = 1",
                "hourly = 1",
                "daily = 1",
                "weekly = 1",
                "monthly = 1",
                "yearly = 1",
                "within = 1h"
            })
    void any_single_tier_keeps_something(String block) {
        assertThat(TestConfiguration.policyProblems("retain { " + block + " }")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "last = 0", "manual = 30d", "daily = 0, weekly = 0, manual = 1h"})
    void a_block_that_keeps_no_scheduled_snapshot_is_refused(String block) {
        assertThat(TestConfiguration.policyProblems("retain { " + block + " }"))
                .singleElement()
                .asString()
                .contains("policies[all].retain: it keeps no scheduled snapshot");
    }
}
