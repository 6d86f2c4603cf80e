package io.pvcsnapshotter.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminationMessageTest {
    private static final String TOTALS = "selected 3 of 5 claims: 2 ready, 1 failed; 0 expired";

    @TempDir private Path folder;

    /** Decodes strictly, so half a character is a failure. */
    private static String text(List<String> failures, String ending) {
        byte[] bytes = TerminationMessage.bytes(failures, ending);
        assertThat(bytes).hasSizeLessThanOrEqualTo(4096);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException broken) {
            throw new AssertionError("not UTF-8", broken);
        }
    }

    @Test
    void has_the_failures_first_and_the_totals_last_on_one_line() {
        assertThat(text(List.of("shop/a: it\nfailed", "shop/b: so did it\r\n"), TOTALS))
                .isEqualTo("shop/a: it failed | shop/b: so did it | " + TOTALS);
    }

    @Test
    void without_failures_it_is_the_totals() {
        assertThat(text(List.of(), TOTALS)).isEqualTo(TOTALS);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100, 1_000, 20_000, 2_000_000})
    void says_how_many_failures_do_not_fit_and_never_loses_the_totals(int failures) {
        String text = text(Collections.nCopies(failures, "shop/a: " + "x".repeat(500)), TOTALS);
        assertThat(text).startsWith("shop/a: xxx").endsWith(" | " + TOTALS);
        assertThat(text).contains(" | and %d more | ".formatted(failures - 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ü", "€", "😀", "x😀"})
    void a_failure_that_is_too_long_is_cut_between_two_characters(String piece) {
        for (int shift = 0; shift < 5; shift++) {
            String text = text(List.of("a".repeat(shift) + piece.repeat(5000), "second"), TOTALS);
            assertThat(text).contains(piece.repeat(150)).endsWith("... | second | " + TOTALS);
            assertThat(text).doesNotContain("?");
        }
    }

    /** Somebody may write a long text into an object, and must not hide the others' failures. */
    @Test
    void no_single_reason_takes_more_than_a_fifth() {
        List<String> failures =
                List.of("shop/evil: " + "x".repeat(4000), "shop/a: no class", "shop/b: lost");
        assertThat(text(failures, TOTALS))
                .hasSizeLessThan(4096 / 5 + 200)
                .endsWith("... | shop/a: no class | shop/b: lost | " + TOTALS);
    }

    @Test
    void an_ending_that_is_too_long_is_cut() {
        assertThat(text(List.of("a failure"), "€".repeat(3000))).contains("€".repeat(1000));
    }

    @Test
    void lengths_around_the_limit_are_right() {
        IntStream.rangeClosed(3950, 4110)
                .forEach(length ->
                        assertThat(text(List.of("x".repeat(length)), TOTALS)).endsWith(TOTALS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "\r",
                "\t",
                "\0",
                "\u001b[31m",
                "\u007f",
                "\u0085",
                "\u009b",
                "\u2028",
                "\u2029",
                "\u202e"
            })
    void no_control_character_reaches_the_terminal(String control) {
        assertThat(text(List.of("a" + control + "b"), TOTALS))
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]")
                .startsWith("a ");
    }

    @Test
    void half_a_surrogate_pair_is_replaced() {
        assertThat(text(List.of("a\ud83d"), TOTALS)).isEqualTo("a? | " + TOTALS);
    }

    @Test
    void replaces_what_was_written_before() throws IOException {
        Path file = Files.writeString(folder.resolve("message"), "x".repeat(100));
        new TerminationMessage(file).write(List.of(), TOTALS);
        assertThat(file).hasContent(TOTALS);
    }

    @Test
    void a_file_that_is_not_there_is_not_made() {
        Path file = folder.resolve("message");
        new TerminationMessage(file).write(List.of(), TOTALS);
        assertThat(file).doesNotExist();
        assertThatCode(() -> new TerminationMessage(folder).write(List.of(), TOTALS))
                .doesNotThrowAnyException();
    }

    @Test
    void a_run_that_is_being_stopped_can_write_it() throws IOException {
        Path file = Files.writeString(folder.resolve("message"), "before");
        Thread.currentThread().interrupt();
        new TerminationMessage(file).write(List.of(), TOTALS);
        assertThat(Thread.interrupted()).as("the thread still knows that it is to stop").isTrue();
        assertThat(file).hasContent(TOTALS);
    }
}
