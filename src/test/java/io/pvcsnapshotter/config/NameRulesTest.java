package io.pvcsnapshotter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NameRulesTest {
    private static final String LONGEST = "a".repeat(63);
    private static final String LONGEST_SUBDOMAIN = "a".repeat(253);
    private static final UnaryOperator<String> NAMESPACE = NameRules::namespace;
    private static final UnaryOperator<String> OBJECT = NameRules::objectName;
    private static final UnaryOperator<String> DRIVER = NameRules::driver;
    private static final UnaryOperator<String> POLICY = NameRules::policy;
    private static final UnaryOperator<String> VALUE = NameRules::labelValue;
    private static final UnaryOperator<String> KEY = NameRules::labelKey;

    @ParameterizedTest
    @MethodSource("good")
    void what_the_api_server_takes_is_taken(UnaryOperator<String> check, String name) {
        assertThat(check.apply(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void what_it_would_refuse_is_refused(UnaryOperator<String> check, String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> check.apply(name));
    }

    static Stream<Arguments> good() {
        return Stream.of(
                        names(NAMESPACE, "a", "kube-system", "0", LONGEST),
                        names(OBJECT, "csi-fast", "a.b-c.d", LONGEST_SUBDOMAIN),
                        names(DRIVER, "ebs.csi.aws.com", "Driver.Example.com", LONGEST),
                        names(POLICY, "all", "7", "a.b", "a..b", LONGEST),
                        names(VALUE, "", "a", "A_b.c-D", LONGEST),
                        names(KEY, "team", "example.com/team", "a/" + LONGEST, "Cost_Center.x"),
                        names(KEY, LONGEST_SUBDOMAIN + "/a"))
                .flatMap(each -> each);
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                        names(NAMESPACE, "", "Shop", "shop-", "a.b", LONGEST + "a"),
                        names(OBJECT, "", "Fast", "a..b", "-a", "a_b", LONGEST_SUBDOMAIN + "a"),
                        names(DRIVER, "", "a_b", "a/b", LONGEST + "a"),
                        names(POLICY, "", "All", "a_b", ".a", "a-", LONGEST + "a"),
                        names(VALUE, "a b", "-a", "a/", LONGEST + "a"),
                        names(KEY, "", "/a", "a/", "a/b/c", "Example.com/a", LONGEST + "a"),
                        names(KEY, LONGEST_SUBDOMAIN + "a/a"))
                .flatMap(each -> each);
    }

    private static Stream<Arguments> names(UnaryOperator<String> check, String... names) {
        return Stream.of(names).map(each -> Arguments.of(check, each));
    }
}
