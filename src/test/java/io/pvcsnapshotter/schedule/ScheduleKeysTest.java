package io.pvcsnapshotter.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.model.ScheduleFields;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleKeysTest {
    private static final ScheduleFields NOTHING =
            new ScheduleFields(Optional.empty(), Optional.empty(), Optional.empty());

    @Test
    void a_key_that_is_absent_asks_for_nothing() {
        ScheduleKeys keys = ScheduleKeys.read(Map.of("snapshotter.conf", "policies = []"));
        assertThat(keys.wanted()).isEqualTo(NOTHING);
        assertThat(keys.problems()).isEmpty();
    }

    @Test
    void white_space_around_a_value_does_not_count() {
        ScheduleKeys keys =
                ScheduleKeys.read(
                        Map.of(
                                "schedule",
                                " 17 4 * * *\n",
                                "timeZone",
                                "\tEtc/UTC ",
                                "suspend",
                                "true\n"));
        assertThat(keys.problems()).isEmpty();
        assertThat(keys.wanted())
                .isEqualTo(
                        new ScheduleFields(
                                Optional.of("17 4 * * *"),
                                Optional.of("Etc/UTC"),
                                Optional.of(true)));
    }

    /** What is a schedule is for the API server to say. */
    @ParameterizedTest
    @ValueSource(strings = {"@every 1h30m", "nonsense", "61 * * * *"})
    void a_schedule_is_taken_as_it_stands(String schedule) {
        assertThat(ScheduleKeys.read(Map.of("schedule", schedule)).wanted().schedule())
                .contains(schedule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "True", "FALSE", "0", "true false"})
    void suspend_is_true_or_false_and_nothing_else(String value) {
        ScheduleKeys keys = ScheduleKeys.read(Map.of("suspend", value));
        assertThat(keys.wanted()).isEqualTo(NOTHING);
        assertThat(keys.problems())
                .containsExactly("suspend: found \"%s\", expected true or false".formatted(value));
    }

    @Test
    void false_is_a_value_too() {
        assertThat(ScheduleKeys.read(Map.of("suspend", "false")).wanted().suspend())
                .contains(false);
    }

    @ParameterizedTest(name = "{0}=[{1}]")
    @CsvSource({"schedule, ''", "timeZone, '  '", "suspend, ' \n'"})
    void an_empty_value_is_a_problem_by_name(String key, String value) {
        ScheduleKeys keys = ScheduleKeys.read(Map.of(key, value));
        assertThat(keys.wanted()).isEqualTo(NOTHING);
        assertThat(keys.problems())
                .containsExactly(
                        key
                                + ": is empty; give it a value, or leave the key out to change nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"17 4 * * *\"", "'17 4 * * *'"})
    void quotes_are_a_problem_because_kustomize_keeps_them(String value) {
        assertThat(ScheduleKeys.read(Map.of("schedule", value)).problems())
                .containsExactly("schedule: found %s; write it without quotes".formatted(value));
    }

    @ParameterizedTest
    @CsvSource({"timezone, timeZone", "Schedule, schedule", "suspended, suspend"})
    void a_key_that_is_misspelt_is_a_problem(String key, String meant) {
        ScheduleKeys keys = ScheduleKeys.read(Map.of(key, "true"));
        assertThat(keys.wanted()).isEqualTo(NOTHING);
        assertThat(keys.problems())
                .containsExactly("%s: unknown key (did you mean \"%s\"?)".formatted(key, meant));
    }

    /** As {@code kubectl create configmap --from-file=config} makes it. */
    @Test
    void the_file_in_place_of_its_lines_is_a_problem() {
        assertThat(ScheduleKeys.read(Map.of("schedule.env", "schedule=@daily")).problems())
                .containsExactly(
                        "schedule.env: a file is not copied; make its lines keys of their own, as kubectl apply -k config does");
    }

    /** Such as the files that snapshotter.conf includes. */
    @ParameterizedTest
    @ValueSource(strings = {"schedules.conf", "databases.conf", "notes", "owner"})
    void a_key_of_something_else_is_none(String key) {
        assertThat(ScheduleKeys.read(Map.of(key, "text")).problems()).isEmpty();
    }

    @Test
    void every_key_with_a_problem_is_named() {
        assertThat(
                        ScheduleKeys.read(
                                        Map.of("schedule", "", "timeZone", "", "suspend", "maybe"))
                                .problems())
                .extracting(each -> each.substring(0, each.indexOf(':')))
                .containsExactly("schedule", "timeZone", "suspend");
    }
}
