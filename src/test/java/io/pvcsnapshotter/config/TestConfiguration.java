package io.pvcsnapshotter.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;

/** Configurations made in tests, read as the ConfigMap of a cluster. */
final class TestConfiguration {
    static final String NAME = "ConfigMap pvc-snapshotter/pvc-snapshotter";

    private TestConfiguration() {}

    static Configuration read(String text) {
        return ConfigurationReader.read(NAME, Map.of("snapshotter.conf", text));
    }

    static Settings settings(String text) {
        return read(text).settings();
    }

    /** The only policy, with these keys beside its name. */
    static Policy policy(String keys) {
        return settings("policies = [ { name = all\n" + keys + "\n} ]").policies().getFirst();
    }

    /** What is wrong with a text, one line each. */
    static List<String> problems(String text) {
        return problems(Map.of("snapshotter.conf", text));
    }

    static List<String> problems(Map<String, String> data) {
        InvalidConfiguration invalid =
                catchThrowableOfType(
                        InvalidConfiguration.class, () -> ConfigurationReader.read(NAME, data));
        return invalid == null
                ? List.of()
                : invalid.problems().stream().map(Problem::toString).toList();
    }

    /** What is wrong with the only policy that has these keys; its first key stands in line 2. */
    static List<String> policyProblems(String keys) {
        return problems("policies = [ { name = all\n" + keys + "\n} ]");
    }
}
