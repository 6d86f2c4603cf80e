package io.pvcsnapshotter.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The program in its container, as the kernel of the machine sees it. The processes of the node are
 * processes of the machine too.
 */
record ContainerProcess(Path folder) {
    /** The one of a run, if its container is running. */
    static Optional<ContainerProcess> of(String job) {
        try (DirectoryStream<Path> processes =
                Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path each : processes) {
                ContainerProcess process = new ContainerProcess(each);
                if (process.read("cmdline").startsWith("/opt/java/bin/java\0")
                        && process.read("environ").contains("JOB_NAME=%s\0".formatted(job))) {
                    return Optional.of(process);
                }
            }
            return Optional.empty();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    boolean isRunning() {
        return Files.exists(folder);
    }

    /** A line of /proc/PID/status, like {@code CapEff}. */
    String status(String key) {
        return read("status")
                .lines()
                .filter(each -> each.startsWith(key + ":"))
                .map(each -> each.substring(key.length() + 1).strip().replaceAll("\\s+", " "))
                .findFirst()
                .orElse("");
    }

    /** The options with which / is mounted. */
    String root() {
        return read("mountinfo")
                .lines()
                .map(each -> each.split(" "))
                .filter(each -> each[4].equals("/"))
                .map(each -> each[5])
                .findFirst()
                .orElse("");
    }

    /** Empty when the process has ended. */
    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException ended) {
            return "";
        }
    }
}
