package io.pvcsnapshotter.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "1Ki, 1024",
        "10Gi, 10737418240",
        "1.5Gi, 1610612736",
        "5G, 5000000000",
        "1e3, 1000",
        "12E6, 12000000",
        "1E, 1000000000000000000",
        "500m, 0.5"
    })
    void it_is_read_as_kubernetes_reads_it(String text, BigDecimal bytes) {
        assertThat(Quantity.parse(text).orElseThrow().bytes()).isEqualByComparingTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "big", "-1Gi", "1 Gi", "1GiB", "1e", "Gi", "1e999", "0x10"})
    void what_is_none_is_not_read(String text) {
        assertThat(Quantity.parse(text)).isEmpty();
    }

    @Test
    void the_same_amount_in_other_words_is_equal_in_order() {
        assertThat(Quantity.parse("1Gi").orElseThrow())
                .isEqualByComparingTo(Quantity.parse("1024Mi").orElseThrow());
    }
}
