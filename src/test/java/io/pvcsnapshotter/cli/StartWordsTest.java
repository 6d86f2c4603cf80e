package io.pvcsnapshotter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pvcsnapshotter.plan.Narrowing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartWordsTest {
    private static StartWords typed(String... line) {
        List<String> words = new ArrayList<>(List.of(line));
        words.remove("start");
        words.remove("--");
        return StartWords.of(words, List.of(line));
    }

    @Test
    void what_comes_before_the_two_dashes_is_the_name() {
        assertThat(typed("start", "first", "--", "status").name()).contains("first");
        assertThat(typed("start", "--", "status").name()).isEmpty();
        assertThat(typed("start", "first").name()).contains("first");
        assertThat(typed("start").name()).isEmpty();
    }

    @Test
    void two_names_are_refused_with_where_arguments_belong() {
        assertThatThrownBy(() -> typed("start", "status", "first"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("The arguments of the run come after --");
    }

    @Test
    void without_a_wish_the_cron_job_s_own_arguments_stay() {
        assertThat(typed("start", "first").arguments(Narrowing.NONE)).isEmpty();
    }

    @Test
    void a_narrowed_run_is_a_snapshot_of_those_claims() {
        Narrowing narrowing = new Narrowing(Optional.of("shop"), Set.of("b", "a"));
        assertThat(typed("start").arguments(narrowing))
                .contains("snapshot -n shop --claim a --claim b");
        assertThat(typed("start", "--", "status", "--max-age", "26h").arguments(narrowing))
                .contains("status --max-age 26h -n shop --claim a --claim b");
    }

    @Test
    void options_alone_are_those_of_a_snapshot() {
        assertThat(typed("start", "--", "--claim", "a").arguments(Narrowing.NONE))
                .contains("snapshot --claim a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "two words",
                "it's",
                "\"quoted\"",
                "back\\slash",
                "$HOME $(x)",
                "*",
                "a\nb",
                "'",
                "é"
            })
    void every_word_is_split_off_as_it_was(String word) {
        String line = typed("start", "--", "plan", word).arguments(Narrowing.NONE).orElseThrow();
        assertThat(ShellWords.of(line)).containsExactly("plan", word);
    }

    @Test
    void an_empty_word_stays_one() {
        assertThat(ShellWords.of(ShellWords.line(List.of("plan", "")))).containsExactly("plan", "");
    }
}
