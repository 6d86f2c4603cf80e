package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.release.Shell;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Builds the tree once more, elsewhere: in a folder with a longer name, with another time zone,
 * another locale and another umask, and on one processor.
 */
class ReproducibleIT {
    private static final Path BASE = Path.of(System.getProperty("project.basedir", "."));
    private static final Path TARGET =
            Path.of(System.getProperty("project.build.directory", "target"));

    @Test
    void another_build_of_the_same_tree_makes_the_same_files() {
        // It stays, so that files that differ can be compared.
        Path copy = TARGET.resolve("another-build/of-pvc-snapshotter");
        // With changes that are not committed, as in the build that it is compared with.
        new Shell(BASE, Map.of("COPY", copy.toString()))
                .run(
                        """
                        rm -rf "$COPY"
                        git clone -q --shared . "$COPY"
                        git -C "$COPY" ls-files -z | (cd "$COPY" && xargs -0 rm)
                        git ls-files -z --cached --others --exclude-standard --deduplicate |
                          tar -c --null --ignore-failed-read -T - 2>/dev/null | tar -x -C "$COPY"
                        """);
        new Shell(copy, Map.of("TZ", "Asia/Tokyo", "LC_ALL", "C"))
                .run(
                        "umask 077; taskset -c 0 mvn -B package -DskipTests >../build.log 2>&1 || { cat ../build.log; exit 1; }");

        assertThat(digests(copy.resolve("target"))).containsExactlyElementsOf(digests(TARGET));
    }

    /** Of what a user gets, and of the parts of the image, so that a failure names them. */
    private static List<String> digests(Path target) {
        String listed =
                new Shell(target, Map.of())
                        .run(
                                """
                                sha256sum *.yaml *.tar *.tar.gz dist/app/app.jsa dist/app/*/*.jar dist/java/lib/modules training/classes
                                tar -tf pvc-snapshotter-image.tar | while read -r entry; do
                                  echo "$(tar -xOf pvc-snapshotter-image.tar "$entry" | sha256sum) $entry"
                                done
                                """);
        List<String> digests = listed.lines().sorted().toList();
        assertThat(digests).hasSizeGreaterThan(20);
        return digests;
    }
}
