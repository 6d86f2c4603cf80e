package io.pvcsnapshotter.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However a test bed ends, the machine is as it was. */
class KilledTestBedIT {
    /** Only for its condition. */
    @RegisterExtension static final TestBed BED = TestBed.node();

    @Test
    void a_test_bed_that_is_killed_leaves_no_process_mount_or_network_namespace_behind()
            throws IOException {
        List<String> mountsBefore = mounts();
        Set<String> namespacesBefore = networkNamespaces();
        Bed second = Bed.start("killed", List.of("--node"));
        String folder = second.kubeconfig().getParent().toString();
        assertThat(processesOf(folder)).isNotEmpty();
        assertThat(networkNamespaces()).hasSizeGreaterThan(namespacesBefore.size());

        second.process().destroyForcibly();

        BED.until("no process is left", () -> processesOf(folder).isEmpty());
        BED.until(
                "no network namespace is left",
                () -> namespacesBefore.containsAll(networkNamespaces()));
        assertThat(mounts()).isEqualTo(mountsBefore);
    }

    private static List<String> mounts() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mounts"));
    }

    private static Stream<Path> processes() {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all
                    .filter(each -> each.getFileName().toString().matches("\\d+"))
                    .toList()
                    .stream();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static List<String> processesOf(String folder) {
        return processes()
                .map(each -> read(each.resolve("cmdline")))
                .filter(each -> each.contains(folder))
                .toList();
    }

    private static Set<String> networkNamespaces() {
        return processes()
                .flatMap(each -> {
                    try {
                        return Stream.of(Files.readSymbolicLink(each.resolve("ns/net")).toString());
                    } catch (IOException gone) {
                        return Stream.empty();
                    }
                })
                .collect(Collectors.toSet());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return "";
        }
    }
}
