package io.pvcsnapshotter.config;

import static io.pvcsnapshotter.config.DurationSyntax.HOURS_TO_WEEKS;
import static io.pvcsnapshotter.config.DurationSyntax.SECONDS_TO_DAYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationSyntaxTest {
    @ParameterizedTest
    @CsvSource({
        "1h, PT1H",
        "36h, PT36H",
        "7d, PT168H",
        "4w, PT672H",
        "0d, PT0S",
        "5200w, PT873600H",
        "36500d, PT876000H",
        "24 h, PT24H",
        "+2d, PT48H"
    })
    void ages_are_whole_hours_days_or_weeks(String text, Duration expected) {
        assertThat(HOURS_TO_WEEKS.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"90s, PT90S", "999999999s, PT277777H46M39S", "90m, PT90M", "2h, PT2H", "1d, PT24H"})
    void waiting_times_are_seconds_to_days(String text, Duration expected) {
        assertThat(SECONDS_TO_DAYS.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "6m        | m is minutes; write 26w or 180d",
                "1m        | m is minutes; write 4w or 30d",
                "12m       | m is minutes; write 52w or 360d",
                "24m       | m is minutes; write 104w or 720d",
                "25m       | m is minutes, but the shortest unit here is h",
                "90m       | m is minutes, but the shortest unit here is h",
                "120m      | m is minutes, but the shortest unit here is h; write 2h",
                "30 s      | s is seconds, but the shortest unit here is h",
                "3M        | months differ in length; write 13w or 90d",
                "6mo       | months differ in length; write 26w or 180d",
                "2y        | years differ in length; write 104w or 730d",
                "7D        | write 7d",
                "2 weeks   | write 2w",
                "3 fort    | the unit \"fort\" is unknown; write a whole number with a unit (h, d"
                        + " or w), like 24h, 7d or 4w",
                "24        | the unit is missing; write a whole number with a unit (h, d or w),"
                        + " like 24h, 7d or 4w",
                "1.5d      | write a whole number with a unit (h, d or w), like 24h, 7d or 4w",
                "1d12h     | write a whole number with a unit (h, d or w), like 24h, 7d or 4w",
                "P7D       | write a whole number with a unit (h, d or w), like 24h, 7d or 4w",
                "''        | write a whole number with a unit (h, d or w), like 24h, 7d or 4w",
                "-2d       | a duration cannot be negative",
                "36501d    | it is longer than 100 years",
                "9999999999999999999h | it is longer than 100 years",
                "999999999w | it is longer than 100 years",
            })
    void other_ages_are_refused_with_what_to_write(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HOURS_TO_WEEKS.parse(text))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2w | write 14d",
                "90 | the unit is missing; write a whole number with a unit (s, m, h or d), like"
                        + " 90m or 2h",
                "5 minutes | write 5m",
                "3M | months differ in length; write 13w or 90d",
            })
    void other_waiting_times_are_refused_with_what_to_write(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SECONDS_TO_DAYS.parse(text))
                .withMessage(message);
    }

    @Test
    void zero_is_refused_where_it_makes_no_sense() {
        assertThat(HOURS_TO_WEEKS.parsePositive("1h")).isEqualTo(Duration.ofHours(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HOURS_TO_WEEKS.parsePositive("0w"))
                .withMessage("it must be longer than 0");
    }
}
