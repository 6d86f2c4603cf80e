package io.pvcsnapshotter.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TakingOrderTest {

    /**
     * @param claims each with the hour of its newest ready snapshot; {@code -} for none
     */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    shop/a=1 shop/b=2 shop/c=3                   | shop/a shop/b shop/c
                    shop/a=3 shop/b=2 shop/c=1                   | shop/c shop/b shop/a
                    shop/a=1 shop/b=-                            | shop/b shop/a
                    shop/a=- shop/b=-                            | shop/a shop/b
                    shop/a=1 shop/b=2 shop/c=3 bank/z=9          | bank/z shop/a shop/b shop/c
                    shop/a=1 shop/b=2 bank/y=9 bank/z=8 zoo/k=7  | bank/z shop/a zoo/k bank/y shop/b
                    """)
    void namespaces_take_turns_and_the_longest_without_a_ready_one_goes_first(
            String claims, String order) {
        Scene scene = Scene.at("2026-03-10 12:00").keeping("last=3");
        for (String each : claims.split(" ")) {
            String[] parts = each.split("[/=]");
            Scene.TestClaim claim = scene.claim(parts[0], parts[1]);
            if (!parts[2].equals("-")) {
                claim.has("2026-03-09 0" + parts[2] + ":00");
            }
        }
        assertThat(order(scene)).isEqualTo(List.of(order.split(" ")));
    }

    @Test
    void what_is_not_due_is_not_taken() {
        Scene scene = Scene.at("2026-03-10 12:00").keeping("last=3");
        scene.claim("a");
        scene.claim("b").optedOut();
        assertThat(order(scene)).containsExactly("shop/a");
    }

    private static List<String> order(Scene scene) {
        return TakingOrder.of(scene.foresee()).stream()
                .map(each -> each.claim().name().toString())
                .toList();
    }
}
