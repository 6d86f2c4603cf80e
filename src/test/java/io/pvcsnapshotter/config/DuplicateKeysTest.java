package io.pvcsnapshotter.config;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where a key may stand twice, since no value is lost. What is refused: BrokenConfigurationTest.
 */
class DuplicateKeysTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "policies = [ { name = a, every = 1h }, { name = b, every = 1h } ]",
                "policies = [ { name = a } ], policies += { name = b }",
                "limits { settle = 1h }, limits { atLeast = 2 }, policies = [ { name = a } ]",
                "limits.settle = 1h, limits.atLeast = 2, policies = [ { name = a } ]",
                "policies = [ { name = a, retain { last = 1 } }, { name = b, retain.last = 1 } ]",
                "policies = [ { name = a } ] # policies = [ { name = b } ]",
                "policies = [ { name = a, snapshotAnnotations { x = \"name = b, name = c\" } } ]",
                "policies = [ { name = a, snapshotAnnotations { x = \"a: {\", y = \"name: {\" } } ]",
                "policies = [ { name = a, snapshotAnnotations { x = \"b\", \"e.com/x\" = b, \"e.com_x\" = b } } ]",
                "instance = a, instance = ${?INSTANCE}, policies = [ { name = a } ]",
                "policies = [ { name = a } ], policies = ${policies} [ { name = b } ]",
                "policies = [ { name = a, retain { last = 1 } }, ${policy-defaults} { name = b } ]",
            })
    void no_value_is_lost(String text) throws IOException {
        Path file = folder.resolve("snapshotter.conf");
        Files.writeString(file, text);
        assertThatCode(() -> ConfigurationReader.read(file)).doesNotThrowAnyException();
    }
}
