package io.pvcsnapshotter.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The files of a release of HEAD, made once for all test classes by {@code ./release} in a clone.
 * It takes as long as a build.
 *
 * <p>Register it in a static field.
 */
public final class Release implements BeforeAllCallback {
    private Made made;

    private record Made(Path folder, String commit) implements AutoCloseable {
        static Made make() {
            try {
                Path folder = Files.createTempDirectory("pvc-snapshotter-release");
                ReleasableClone clone = new ReleasableClone(folder);
                String command = ReleasableClone.command();
                System.out.println("Making a release in " + folder + ": " + command);
                Files.writeString(folder.resolve("output"), clone.shell().run(command));
                return new Made(folder, clone.shell().run("git rev-parse HEAD").strip());
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        @Override
        public void close() {
            new Shell(folder, Map.of()).run("rm -rf '%s'".formatted(folder));
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        made =
                context.getRoot()
                        .getStore(ExtensionContext.Namespace.create(Release.class))
                        .computeIfAbsent(Made.class, _ -> Made.make(), Made.class);
    }

    /** The commit that was released. */
    String commit() {
        return made.commit();
    }

    /** What the command printed. */
    String output() {
        return read(made.folder().resolve("output"));
    }

    /** The folder with the files. It is not to be changed. */
    Path files() {
        return made.folder().resolve("clone/target/release");
    }

    String file(String name) {
        return read(files().resolve(name));
    }

    /** The names of all files. */
    List<String> names() {
        try (Stream<Path> all = Files.list(files())) {
            return all.map(each -> each.getFileName().toString()).sorted().toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /**
     * A copy of the files, as a user has them who has downloaded them, and whose {@code
     * allowed_signers} has the line that the command says is to be published.
     */
    public Path downloaded(Path folder) {
        new Shell(folder, Map.of()).run("cp '%s'/* .".formatted(files()));
        String signer =
                output().lines()
                        .filter(each -> each.startsWith("pvc-snapshotter namespaces="))
                        .findFirst()
                        .orElseThrow();
        try {
            Files.writeString(folder.resolve("allowed_signers"), signer + "\n");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return folder;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
