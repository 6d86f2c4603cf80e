package io.pvcsnapshotter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.docs.TypedCommands;
import io.pvcsnapshotter.release.Release;
import io.pvcsnapshotter.release.Shell;
import io.pvcsnapshotter.testbed.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The install of the README, from the files of a release: from the signature to the first run, on a
 * machine without Java and Maven. The node pulls the image from a registry, by its digest.
 */
class ReleasedInstallIT {
    @RegisterExtension static final TestBed BED = TestBed.node();
    @RegisterExtension static final Release RELEASE = new Release();

    /** Of the node itself: its network has no way to others. */
    private static final String REGISTRY = "localhost:5000";

    private static final TypedCommands README = new TypedCommands("README.md");

    @TempDir private Path folder;

    private Path downloads;
    private Shell user;
    private Process registry;

    @BeforeEach
    void setUp() throws IOException {
        downloads = RELEASE.downloaded(Files.createDirectory(folder.resolve("downloads")));
        user =
                new Shell(
                        downloads,
                        Map.of(
                                "PATH", commands().toString(),
                                "HOME", folder.toString(),
                                "KUBECONFIG", BED.kubeconfig().toString(),
                                "REGISTRY", REGISTRY));
        BED.kubectl("delete", "--ignore-not-found", "-k", "manifests");
        startRegistry();
    }

    /** What every machine has, kubectl, and a skopeo that is where the registry is. */
    private Path commands() throws IOException {
        Path commands = Files.createDirectory(folder.resolve("commands"));
        for (String each :
                "sh bash env cat grep gzip kubectl mkdir readlink sed sha256sum ssh-keygen tar"
                        .split(" ")) {
            Files.createSymbolicLink(
                    commands.resolve(each), Path.of(BED.shell("command -v " + each).strip()));
        }
        Path trust =
                Files.writeString(
                        folder.resolve("registries.conf"),
                        "[[registry]]\nlocation = \"%s\"\ninsecure = true\n".formatted(REGISTRY));
        String inside =
                BED.inside("skopeo", "--registries-conf", trust.toString()).stream()
                        .map("'%s'"::formatted)
                        .collect(Collectors.joining(" "));
        Path skopeo =
                Files.writeString(
                        commands.resolve("skopeo"),
                        "#!/bin/sh\nPATH='%s' HOME='%s' exec %s \"$@\"\n"
                                .formatted(System.getenv("PATH"), System.getenv("HOME"), inside));
        Files.setPosixFilePermissions(skopeo, PosixFilePermissions.fromString("rwxr-xr-x"));
        return commands;
    }

    private void startRegistry() throws IOException {
        for (String each : List.of("skopeo", "docker-registry")) {
            assertThat(BED.shell("command -v %s || true".formatted(each)))
                    .as("This test needs %s: apt-get install %s", each, each)
                    .isNotEmpty();
        }
        Path configuration =
                Files.writeString(
                        folder.resolve("registry.yml"),
                        """
                        version: 0.1
                        storage: {filesystem: {rootdirectory: %s}}
                        http: {addr: "%s"}
                        """
                                .formatted(folder.resolve("registry"), REGISTRY));
        Path log = folder.resolve("registry.log");
        registry =
                new ProcessBuilder(BED.inside("docker-registry", "serve", configuration.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        BED.until("the registry listens", () -> Files.readString(log).contains("listening on"));
    }

    @AfterEach
    void leave() throws InterruptedException {
        // The process itself only waits for the one that is inside.
        registry.descendants().forEach(ProcessHandle::destroy);
        registry.waitFor();
        BED.kubectl(
                "delete", "--ignore-not-found", "-f", downloads.resolve("install.yaml").toString());
    }

    @Test
    void the_files_of_a_release_are_all_that_the_readme_needs() {
        assertThat(user.type("java -version").exitStatus()).isEqualTo(127);
        assertThat(user.type("mvn -version").exitStatus()).isEqualTo(127);
        BED.claims("data", "logs");

        List<String> typed = new ArrayList<>();
        typed.addAll(README.blockWith("ssh-keygen -Y verify"));
        typed.addAll(README.blockWith("skopeo copy"));
        typed.addAll(README.blockWith("kubectl apply -f install.yaml"));
        typed.addAll(README.blockWith("kubectl pvc-snapshotter status"));
        assertThat(user.run(String.join("\n", typed)))
                .contains(
                        "Good \"pvc-snapshotter-release\" signature",
                        "cronjob.batch/pvc-snapshotter created",
                        "configmap/pvc-snapshotter created",
                        "Started the Job pvc-snapshotter/first.",
                        ": 0 ok",
                        BED.namespace() + "/data",
                        BED.namespace() + "/logs");

        assertThat(BED.snapshots()).hasSize(2).allMatch(TestBed::isReady);
        Installed install = new Installed(BED, "pvc-snapshotter");
        String image = install.field(".spec.jobTemplate.spec.template.spec.containers[0].image");
        assertThat(image).startsWith(REGISTRY + "/pvc-snapshotter:").contains("@sha256:");
        assertThat(
                        install.kubectl(
                                "get pods -l batch.kubernetes.io/job-name=first"
                                        + " -o jsonpath='{.items[*].status.containerStatuses[*].imageID}'"))
                .as("what the node has pulled")
                .isEqualTo(REGISTRY + "/pvc-snapshotter" + image.substring(image.indexOf('@')));
    }
}
