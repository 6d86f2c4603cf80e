package io.pvcsnapshotter.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A file and its folder: a mounted ConfigMap, or {@code config/} of a checkout. */
final class FolderSource implements Source {
    private final Path main;

    FolderSource(Path main) {
        this.main = main.toAbsolutePath().normalize();
    }

    @Override
    public String name() {
        return main.toString();
    }

    @Override
    public String place() {
        return String.valueOf(main.getParent());
    }

    @Override
    public String main() {
        return String.valueOf(main.getFileName());
    }

    @Override
    public Optional<String> read(String file) throws IOException {
        try {
            Path path = main.resolveSibling(file);
            if (Files.isDirectory(path)) {
                throw new IOException("it is a folder");
            }
            return Optional.of(Files.readString(path));
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        } catch (CharacterCodingException notText) {
            throw new IOException("it is not UTF-8 text", notText);
        } catch (InvalidPathException impossible) {
            throw new IOException("no file can have that name", impossible);
        } catch (AccessDeniedException denied) {
            throw new IOException("permission denied", denied);
        }
    }

    @Override
    public List<String> files() {
        try (Stream<Path> siblings = Files.list(main.resolveSibling("."))) {
            return siblings.filter(Files::isRegularFile)
                    .map(each -> each.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    @Override
    public String adviceIfMissing() {
        return "check --config; in a pod it is the ConfigMap pvc-snapshotter: kubectl apply -k config";
    }
}
