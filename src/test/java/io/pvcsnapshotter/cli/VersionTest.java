package io.pvcsnapshotter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionTest {
    @TempDir private Path folder;

    @Test
    void it_names_program_commit_and_java_one_a_line() throws IOException {
        assertThat(new Version(folder.resolve("none")).getVersion())
                .satisfiesExactly(
                        each -> assertThat(each).isEqualTo("pvc-snapshotter unreleased"),
                        each -> assertThat(each).matches("commit (unknown|[0-9a-f]{40}(-dirty)?)"),
                        each ->
                                assertThat(each)
                                        .isEqualTo(
                                                "Java %s (%s)"
                                                        .formatted(
                                                                Runtime.version(),
                                                                System.getProperty(
                                                                        "java.vendor"))));
    }

    @Test
    void an_image_says_which_c_library_it_has() throws IOException {
        Path status =
                Files.writeString(
                        folder.resolve("libc6"),
                        "Package: libc6\nSource: glibc\nVersion: 2.36-9+deb12u14\nDepends: libgcc-s1\n");
        assertThat(new Version(status).getVersion()).hasSize(4).endsWith("glibc 2.36-9+deb12u14");
    }
}
