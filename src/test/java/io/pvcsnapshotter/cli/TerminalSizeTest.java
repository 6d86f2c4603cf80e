package io.pvcsnapshotter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.report.Width;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalSizeTest {
    @Test
    void a_person_s_own_word_comes_first() {
        assertThat(new Environment(Map.of("COLUMNS", "100")).width()).isEqualTo(new Width(100));
    }

    /** A terminal that does not know its size says 0. */
    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-80", "eighty", "1000000"})
    void what_is_no_width_is_none(String text) {
        assertThat(TerminalSize.number(text)).isEmpty();
    }
}
