package io.pvcsnapshotter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordsTest {
    @Test
    void words_are_separated_by_any_white_space() {
        assertThat(ShellWords.of(" snapshot\t-n  shop\n--claim data\r\n"))
                .containsExactly("snapshot", "-n", "shop", "--claim", "data");
        assertThat(ShellWords.of(" \n")).isEmpty();
    }

    /** The shell of the machine is the judge. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "snapshot -n shop --claim data",
                "'a b' \"c d\" e\\ f",
                "--context='my cluster' --config=\"a\"'b'c",
                "'' \"\" a''b",
                "'a\"b' \"a'b\" \\' \\\" \\\\",
                "\"a\\\"b\\\\c\\d\\$e\\`f\"",
                "'a\\' b",
                "a\\\nb \"c\\\nd\" 'e\\\nf' \\\n g",
                "\u00fcber \"\ud83d\ude00 x\"",
                "'two\nlines' \"two\nlines\""
            })
    void quotes_and_backslashes_are_those_of_a_shell(String line)
            throws IOException, InterruptedException {
        Process shell =
                new ProcessBuilder("sh", "-c", "printf '<%s>' " + line)
                        .redirectErrorStream(true)
                        .start();
        String printed = new String(shell.getInputStream().readAllBytes(), "UTF-8");
        assertThat(shell.waitFor()).as(printed).isZero();
        assertThat("<" + String.join("><", ShellWords.of(line)) + ">").isEqualTo(printed);
    }

    @Test
    void nothing_is_expanded() {
        assertThat(ShellWords.of("$HOME ~ * \"$HOME\" `x`; a&b"))
                .isEqualTo(List.of("$HOME", "~", "*", "$HOME", "`x`;", "a&b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot 'a", "\"", "a \"b\\\"", "'a' \"b' c", "a \\"})
    void what_is_left_open_is_refused_with_the_text(String line) {
        assertThatThrownBy(() -> ShellWords.of(line))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("PVC_SNAPSHOTTER_ARGS ")
                .hasMessageEndingWith(": " + line);
    }
}
