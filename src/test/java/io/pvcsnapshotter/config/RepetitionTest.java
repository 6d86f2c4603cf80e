package io.pvcsnapshotter.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are short and would get long without end. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RepetitionTest {
    private static final String MINIMAL = "policies = [ { name = all } ]\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a%2$d = ${a%1$d}${a%1$d}",
                "a%2$d = [${a%1$d}, ${a%1$d}]",
                "a%2$d { l = ${a%1$d}, r = ${a%1$d} }",
                "\"\\u0061%2$d\" = ${a%1$d}${a%1$d}",
                "a\"%2$d\" = ${a%1$d}${a%1$d}",
                "limits.a%2$d = ${limits.a%1$d}${limits.a%1$d}",
                "a%2$d = ${\"a%1$d\"} ${?a%1$d}"
            })
    void values_that_double_each_other_are_refused_and_not_built(String line) {
        assertThat(TestConfiguration.problems(MINIMAL + lines(40, n -> line.formatted(n, n + 1))))
                .singleElement()
                .asString()
                .matches(
                        "snapshotter.conf:[23]: \\$\\{\\.\\.\\.} stands here and elsewhere: 80 times"
                                + " in all, of which (78|79|80) name another setting. At most 1000"
                                + " may stand in the configuration, and at most 1[0-9] may name"
                                + " another setting; write their values instead");
    }

    @Test
    void a_value_that_is_added_to_itself_without_end_is_refused() {
        assertThat(TestConfiguration.problems(MINIMAL + lines(500, n -> "a = ${a} { k%d = 1 }")))
                .singleElement()
                .asString()
                .contains("of which 500 name another setting");
    }

    @Test
    void a_list_that_takes_itself_up_again_and_again_is_refused() {
        assertThat(TestConfiguration.problems(MINIMAL + "a = [1]\n" + lines(40, _ -> "a += ${a}")))
                .singleElement()
                .asString()
                .contains("of which 40 name another setting");
    }

    @Test
    void more_variables_than_anybody_needs_are_refused() {
        assertThat(
                        TestConfiguration.problems(
                                MINIMAL + lines(1_001, n -> "events = ${?EVENTS_%d}".formatted(n))))
                .anySatisfy(each -> assertThat(each).contains("1001 times in all"));
    }

    @Test
    void files_that_include_each_other_twice_and_twice_again_are_refused() {
        Map<String, String> data = new HashMap<>();
        data.put("snapshotter.conf", MINIMAL + "include \"f0.conf\"");
        for (int n = 0; n < 40; n++) {
            String next = "include \"f%d.conf\"\n".formatted(n + 1);
            data.put("f%d.conf".formatted(n), next + next);
        }
        data.put("f40.conf", "");

        assertThat(TestConfiguration.problems(data))
                .isNotEmpty()
                .allSatisfy(each ->
                        assertThat(each).endsWith("files are included more than 100 times"));
    }

    @Test
    void hundreds_of_policies_may_name_the_same_variables_of_the_environment() {
        String policies =
                lines(300, n -> "{ name = p%d, snapshotLabels { c = ${?CLUSTER} } }".formatted(n));

        assertThat(
                        TestConfiguration.problems(
                                "# CLUSTER is its name\npolicies = [\n" + policies + "]"))
                .isEmpty();
    }

    @Test
    void a_dozen_settings_may_name_others() {
        Settings settings =
                TestConfiguration.settings(
                        MINIMAL
                                + "unready.expireAfter = 3d\n"
                                + lines(12, _ -> "orphans.expireAfter = ${unready.expireAfter}"));

        assertThat(settings.orphansExpireAfter()).contains(Duration.ofDays(3));
    }

    private static String lines(int number, IntFunction<String> line) {
        return IntStream.range(0, number)
                .mapToObj(line)
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
