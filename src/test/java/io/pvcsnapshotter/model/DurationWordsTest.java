package io.pvcsnapshotter.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationWordsTest {
    @ParameterizedTest
    @CsvSource({"PT48H, 2d", "PT36H, 36h", "PT24H, 1d", "PT23H, 23h", "PT1H59M, 1h", "PT0S, 0d"})
    void a_period_is_in_days_or_hours(Duration period, String words) {
        assertThat(DurationWords.period(period)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"PT90M, 1h30m", "PT36H, 36h", "PT45S, 45s", "PT1H5M, 1h5m", "PT20M, 20m"})
    void a_timeout_has_only_the_units_that_it_needs(Duration timeout, String words) {
        assertThat(DurationWords.timeout(timeout)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT59.9S, 59s",
        "PT60S, 1m00s",
        "PT3M7S, 3m07s",
        "PT59M59S, 59m59s",
        "PT60M, 1h00m",
        "PT65M59S, 1h05m",
        "PT36H, 36h00m"
    })
    void what_went_on_has_two_units(Duration time, String words) {
        assertThat(DurationWords.elapsed(time)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT119S, 119s",
        "PT120S, 2m",
        "PT119M59S, 119m",
        "PT120M, 2h",
        "PT47H59M, 47h",
        "PT48H, 2d",
        "PT71H, 2d"
    })
    void an_age_has_one_unit(Duration age, String words) {
        assertThat(DurationWords.age(age)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0:00", "PT9S, 0:09", "PT75M9S, 75:09"})
    void a_stopwatch_counts_minutes(Duration time, String words) {
        assertThat(DurationWords.stopwatch(time)).isEqualTo(words);
    }
}
