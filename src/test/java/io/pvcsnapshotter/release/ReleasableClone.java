package io.pvcsnapshotter.release;

import java.nio.file.Path;
import java.util.Map;

/** A clone of what HEAD of this repository has, at a tag, with a key to sign by. */
final class ReleasableClone {
    static final String VERSION = System.getProperty("project.version");

    private static final Path CHECKOUT =
            Path.of(System.getProperty("project.basedir", "")).toAbsolutePath();

    private final Shell shell;

    /**
     * Makes it, in a folder that is empty.
     *
     * @param folder gets {@code clone} and {@code key}
     */
    ReleasableClone(Path folder) {
        new Shell(folder, Map.of())
                .run(
                        "git clone --quiet '%s' clone && ssh-keygen -q -t ed25519 -N '' -C test -f key"
                                .formatted(CHECKOUT));
        shell = new Shell(folder.resolve("clone"), Map.of());
        shell.run("git config user.name test && git config user.email test@example.org");
        // Between two releases the changelog has no date yet.
        shell.run(
                "sed -i 's/^## %s, not released yet$/## %s, 2026-11-28/' CHANGELOG.md"
                        .formatted(VERSION, VERSION));
        shell.run("git commit --quiet --all --allow-empty --message 'A release'");
        tag();
    }

    Shell shell() {
        return shell;
    }

    void tag() {
        shell.run("git tag --force v" + VERSION);
    }

    /** The command, up to the options that all of these tests need. */
    static String command() {
        return "./release %s --key ../key --tested".formatted(VERSION);
    }
}
