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
        Set<String> mountsBefore = mounts();
        Set<String> namespacesBefore = networkNamespaces();
        Bed second = Bed.start("killed", List.of("--node"));
        String folder = second.kubeconfig().getParent().toString();
        assertThat(processesOf(folder)).isNotEmpty();
        Set<String> namespaces = added(namespacesBefore, networkNamespaces());
        assertThat(namespaces).isNotEmpty();
        Set<String> mounts = added(mountsBefore, mounts());
        assertThat(mounts).isNotEmpty();

        second.process().destroyForcibly();

        BED.until("no process is left", () -> processesOf(folder).isEmpty());
        BED.until(
                "no network namespace is left",
                () -> Collections.disjoint(networkNamespaces(), namespaces));
        assertThat(mounts()).doesNotContainAnyElementsOf(mounts);
    }

    /** The pods of other tests may end meanwhile: what is counted is what came. */
    private static Set<String> added(Set<String> before, Set<String> after) {
        Set<String> added = new HashSet<>(after);
        added.removeAll(before);
        return added;
    }

    private static Set<String> mounts() throws IOException {
        return Set.copyOf(Files.readAllLines(Path.of("/proc/self/mounts")));
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
