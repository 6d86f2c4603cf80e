package io.pvcsnapshotter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises: {@code ./demo} shows everything and checks each step. */
class DemoIT {
    /** Only for its condition: the demo starts a test bed of its own. */
    @RegisterExtension static final TestBed BED = TestBed.node();

    @TempDir private Path folder;

    @Test
    @Timeout(900)
    void the_demo_does_all_that_it_says() throws IOException, InterruptedException {
        Path output = Path.of(System.getProperty("project.build.directory", "target"), "demo.log");
        ProcessBuilder builder =
                new ProcessBuilder("./demo")
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .directory(Path.of(System.getProperty("project.basedir", ".")).toFile());
        builder.environment()
                .merge("PATH", mavenThatHasBuilt().toString(), (path, first) -> first + ":" + path);
        Process demo = builder.start();
        assertThat(demo.waitFor()).as(() -> read(output)).isZero();
    }

    /**
     * The program is built, and this test runs from it: a Maven inside Maven would pull it away.
     */
    private Path mavenThatHasBuilt() throws IOException {
        Path maven =
                Files.writeString(folder.resolve("mvn"), "#!/bin/sh\necho Apache Maven 3.9.9\n");
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return gone.toString();
        }
    }
}
