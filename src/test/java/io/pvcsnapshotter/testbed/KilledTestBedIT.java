package io.pvcsnapshotter.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
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
        Bed second = Bed.start("killed", List.of("--node"));
        String folder = second.kubeconfig().getParent().toString();
        assertThat(processesOf(folder)).isNotEmpty();
        Set<String> namespaces = networkNamespaces(processesOf(folder));
        namespaces.removeAll(networkNamespaces(Stream.of(Path.of("/proc/self"))));
        assertThat(namespaces).isNotEmpty();

        second.process().destroyForcibly();

        BED.until("no process is left", () -> processesOf(folder).findAny().isEmpty());
        BED.until(
                "no network namespace is left",
                () -> Collections.disjoint(networkNamespaces(processes()), namespaces));
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

    private static Stream<Path> processesOf(String folder) {
        return processes().filter(each -> read(each.resolve("cmdline")).contains(folder));
    }

    /** The pods of other tests have some too, and may be ending. */
    private static Set<String> networkNamespaces(Stream<Path> processes) {
        return processes
                .flatMap(each -> {
                    try {
                        return Stream.of(Files.readSymbolicLink(each.resolve("ns/net")).toString());
                    } catch (IOException gone) {
                        return Stream.empty();
                    }
                })
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return "";
        }
    }
}
