package io.pvcsnapshotter.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeWordsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "1023, 1023, 1023",
        "1Ki, 1024, 1Ki",
        "1Gi, 1073741824, 1Gi",
        "1.5Gi, 1610612736, 1.5Gi",
        "1G, 1000000000, 953.7Mi",
        "1k, 1000, 1000",
        "10737418240, 10737418240, 10Gi",
        "10737418241, 10737418241, 10.1Gi",
        "7Ei, 8070450532247928832, 7Ei",
        "9223372036854775807, 9223372036854775807, 8Ei"
    })
    void a_quantity_is_a_number_of_bytes_and_a_short_text(
            String quantity, long bytes, String words) {
        assertThat(SizeWords.bytes(quantity)).contains(bytes);
        assertThat(SizeWords.of(bytes)).isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "1e999999999",
                "8Ei",
                "9223372036854775808",
                "12 Gi",
                "1Gb",
                "Gi",
                "1.Gi",
                "0x10"
            })
    void what_no_volume_can_have_is_no_size(String quantity) {
        assertThat(SizeWords.bytes(quantity)).isEmpty();
    }

    @Test
    void a_volume_of_the_size_that_is_shown_is_large_enough() {
        long bytes = 1_234_567_891L;
        assertThat(SizeWords.bytes(SizeWords.of(bytes)).orElseThrow())
                .isGreaterThanOrEqualTo(bytes);
    }
}
