package io.pvcsnapshotter.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest(name = "[{0}] matches {1}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # patterns               | name          | matches
                    ''                       | anything      | true
                    shop                     | shop          | true
                    shop                     | shops         | false
                    shop                     | my-shop       | false
                    shop-*                   | shop-eu       | true
                    shop-*                   | shop-         | true
                    shop-*                   | shop          | false
                    *                        | shop          | true
                    *                        | ''            | true
                    *-test                   | shop-test     | true
                    *-test                   | shop-test-2   | false
                    s*p                      | sp            | true
                    s*p                      | shop          | true
                    shop-?                   | shop-1        | true
                    shop-?                   | shop-         | false
                    shop-?                   | shop-10       | false
                    data.v1                  | data.v1       | true
                    data.v1                  | data-v1       | false
                    a,b                      | b             | true
                    a,b                      | c             | false
                    !shop-test               | shop-test     | false
                    !shop-test               | shop-eu       | true
                    !kube-*,!istio-system    | kube-system   | false
                    !kube-*,!istio-system    | istio-system  | false
                    !kube-*,!istio-system    | shop          | true
                    shop-*,!shop-test        | shop-test     | false
                    shop-*,!shop-test        | shop-eu       | true
                    shop-*,!shop-test        | bank          | false
                    !shop-test,shop-*        | shop-test     | false
                    !shop-*,shop-eu          | shop-eu       | false
                    !*                       | shop          | false
                    fast-*                   | ''            | false
                    !fast-*                  | ''            | true
                    """)
    void matches_names(String patterns, String name, boolean matches) {
        assertThat(glob(patterns).matches(name)).isEqualTo(matches);
    }

    @ParameterizedTest(name = "[{0}]: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''       | the pattern "" is empty
                    !        | the pattern "!" is empty
                    Shop     | the pattern "Shop" can match no name: allowed are a-z, 0-9, '-', '.', the wildcards * and ?, and a leading ! to exclude
                    shop_eu  | the pattern "shop_eu" can match no name: allowed are a-z, 0-9, '-', '.', the wildcards * and ?, and a leading ! to exclude
                    !!shop   | the pattern "!!shop" can match no name: allowed are a-z, 0-9, '-', '.', the wildcards * and ?, and a leading ! to exclude
                    shop,eu  | the pattern "shop,eu" can match no name: allowed are a-z, 0-9, '-', '.', the wildcards * and ?, and a leading ! to exclude
                    [ab]     | the pattern "[ab]" can match no name: allowed are a-z, 0-9, '-', '.', the wildcards * and ?, and a leading ! to exclude
                    """)
    void refuses_patterns_that_match_no_name(String pattern, String message) {
        assertThatThrownBy(() -> Glob.of(List.of("good", pattern)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void an_empty_list_matches_every_name() {
        assertThat(Glob.of(List.of()).matches("shop")).isTrue();
        assertThat(Glob.ALL.matches("shop")).isTrue();
    }

    @Test
    @Timeout(10)
    void many_wildcards_do_not_take_for_ever() {
        Glob glob = Glob.of(List.of("*a*a*a*a*a*a*a*a*b"));

        long start = System.nanoTime();
        boolean matches = glob.matches("a".repeat(253));

        assertThat(matches).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void globs_of_the_same_patterns_are_equal() {
        assertThat(glob("a,!b")).isEqualTo(glob("a,!b")).hasSameHashCodeAs(glob("a,!b"));
        assertThat(glob("a,!b")).isNotEqualTo(glob("a")).isNotEqualTo("a, !b");
        assertThat(glob("a,!b")).hasToString("a, !b");
        assertThat(glob("a,!b").patterns()).containsExactly("a", "!b");
    }

    private static Glob glob(String patterns) {
        return Glob.of(patterns.isEmpty() ? List.of() : Arrays.asList(patterns.split(",")));
    }
}
