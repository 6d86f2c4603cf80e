package io.pvcsnapshotter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mistakes that people make, and exactly what they are told. A mistake is {@code broken/NAME.conf},
 * or {@code broken/NAME/snapshotter.conf} if it takes several files; the answer is {@code
 * broken/NAME.txt}.
 *
 * <p>After a change of wording, {@code mvn test -Dtest=BrokenConfigurationTest -DrewriteExpected}
 * writes the answers anew: read the difference as the one who made the mistake.
 */
class BrokenConfigurationTest {
    private static final Path FOLDER =
            Path.of("src/test/resources/io/pvcsnapshotter/config/broken");

    @ParameterizedTest
    @MethodSource("names")
    void says_how_to_mend(String name) throws IOException {
        Path single = FOLDER.resolve(name + ".conf");
        Path file =
                Files.exists(single) ? single : FOLDER.resolve(name).resolve("snapshotter.conf");

        InvalidConfiguration invalid =
                catchThrowableOfType(
                        InvalidConfiguration.class, () -> ConfigurationReader.read(file));

        assertThat(invalid).isNotNull();
        String said =
                invalid.getMessage().replace(file.toAbsolutePath().getParent() + "/", "") + "\n";
        Path expected = FOLDER.resolve(name + ".txt");
        if (System.getProperty("rewriteExpected") != null) {
            Files.writeString(expected, said);
        }
        assertThat(said).isEqualTo(Files.readString(expected));
    }

    static Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .map(each -> each.getFileName().toString())
                    .filter(each -> !each.endsWith(".txt"))
                    .map(each -> each.replace(".conf", ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }
}
