package io.pvcsnapshotter.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.release.Shell.Typed;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code ./release} refuses, before it runs tests or builds. */
class RefusedReleaseIT {
    @TempDir private Path folder;

    private ReleasableClone clone;

    @BeforeEach
    void setUp() {
        clone = new ReleasableClone(folder);
    }

    private void assertRefused(String command, int exitStatus, String... words) {
        Typed typed = clone.shell().type(command);
        assertThat(typed.output()).contains(words);
        assertThat(typed.exitStatus()).isEqualTo(exitStatus);
        assertThat(folder.resolve("clone/target")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "./release                                        | which version?",
                "./release 1 --key ../key                         | 1 is not a version such as 0.1.0",
                "./release 0.1.0 0.2.0 --key ../key               | one version, not two: 0.1.0 and 0.2.0",
                "./release 0.1.0                                  | --key is missing",
                "./release 0.1.0 --key                            | --key needs a value",
                "./release 0.1.0 --key ../key --fast              | unknown option --fast",
                "./release 0.1.0 --key ../key --image reg/pvc:1.0 | is not the name of an image without a tag",
            })
    void a_wrong_command_line_is_answered_with_the_usage(String command, String words) {
        assertRefused(command, 64, words, "Usage: ./release VERSION");
    }

    @Test
    void a_file_that_is_not_in_the_commit() throws Exception {
        Files.writeString(folder.resolve("clone/new.txt"), "new");
        assertRefused(ReleasableClone.command(), 69, "the checkout is not clean", "?? new.txt");
    }

    @Test
    void a_change_that_is_not_in_the_commit() throws Exception {
        Files.writeString(folder.resolve("clone/LICENSE"), "none");
        assertRefused(ReleasableClone.command(), 69, "the checkout is not clean", "M LICENSE");
    }

    @Test
    void a_version_without_a_tag() {
        assertRefused(
                "./release 99.0.0 --key ../key",
                69,
                "there is no tag v99.0.0",
                "git tag -s v99.0.0");
    }

    @Test
    void a_tag_that_is_at_another_commit() {
        clone.shell().run("git commit --quiet --allow-empty --message later");
        assertRefused(
                ReleasableClone.command(),
                69,
                "the tag v%s is at".formatted(ReleasableClone.VERSION),
                "git checkout v");
    }

    @Test
    void a_version_that_is_not_the_one_of_the_pom() {
        clone.shell().run("git tag v99.0.0");
        assertRefused(
                "./release 99.0.0 --key ../key",
                69,
                "pom.xml says version %s, not 99.0.0".formatted(ReleasableClone.VERSION));
    }

    /** Pom and changelog have the version without -r2, and the key comes after them. */
    @Test
    void a_rebuild_without_a_tag_of_its_own_but_with_one_only_its_key() {
        String command = "./release %s-r2 --key ../other".formatted(ReleasableClone.VERSION);
        assertRefused(command, 69, "there is no tag v%s-r2".formatted(ReleasableClone.VERSION));
        clone.shell().run("git tag v%s-r2".formatted(ReleasableClone.VERSION));
        assertRefused(command, 69, "the key ../other is not there or cannot be read");
    }

    @Test
    void a_changelog_without_a_date_for_this_version() {
        clone.shell()
                .run(
                        "sed -i 's/^## %s, .*/## %s, not released yet/' CHANGELOG.md && git commit --quiet --all --message undated"
                                .formatted(ReleasableClone.VERSION, ReleasableClone.VERSION));
        clone.tag();
        assertRefused(
                ReleasableClone.command(),
                69,
                "CHANGELOG.md has no heading with this version and a date: '## %s, "
                        .formatted(ReleasableClone.VERSION));
    }

    @Test
    void a_key_that_is_not_there_and_one_that_cannot_sign() throws Exception {
        String command = "./release %s --key ../%s".formatted(ReleasableClone.VERSION, "other");
        assertRefused(command, 69, "the key ../other is not there or cannot be read");
        Files.writeString(folder.resolve("other"), "no key");
        assertRefused(command, 69, "ssh-keygen cannot sign with the key ../other");
    }

    @Test
    void a_machine_that_lacks_a_program() {
        clone.shell()
                .run(
                        "mkdir ../few && cd ../few && for each in bash git readlink dirname cat; do ln -s \"$(command -v $each)\"; done");
        assertRefused(
                "PATH=../few " + ReleasableClone.command(),
                69,
                "'mvn' was not found in PATH: apt-get install maven");
    }
}
