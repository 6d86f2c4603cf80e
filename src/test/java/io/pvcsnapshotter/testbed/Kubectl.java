package io.pvcsnapshotter.testbed;

import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.testbed.Bed.Finished;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What a test asks of the cluster, as an administrator, by kubectl. */
abstract class Kubectl {
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    private Bed bed;
    private String namespace;
    private Path folder;

    /** Begins a test: all is about its namespace now, and its files lie in this folder. */
    final void use(Bed ofTest, String name, Path ofFiles) {
        bed = ofTest;
        namespace = name;
        folder = ofFiles;
    }

    final Bed bed() {
        return bed;
    }

    public final Path folder() {
        return folder;
    }

    /** The namespace of the current test. */
    public String namespace() {
        return namespace;
    }

    /** An administrator's, whose namespace is the test's. */
    public Path kubeconfig() {
        Path own = folder.resolve("admin.kubeconfig");
        return Files.exists(own) ? own : bed.kubeconfig();
    }

    /** Runs kubectl, in the test's namespace unless the arguments name another. */
    public String kubectl(String... arguments) {
        return tryKubectl(arguments).orFail();
    }

    /** Runs kubectl, whose exit status does not matter. */
    public String kubectlAnyway(String... arguments) {
        return tryKubectl(arguments).out();
    }

    /**
     * Runs kubectl, which has to fail.
     *
     * @return what it says on standard error
     */
    public String refused(String... arguments) {
        Finished finished = tryKubectl(arguments);
        if (finished.exitStatus() == 0) {
            throw new AssertionError("Not refused: %s\n%s".formatted(arguments, finished.out()));
        }
        return finished.err();
    }

    Finished tryKubectl(String... arguments) {
        return kubectlReading("", arguments);
    }

    private Finished kubectlReading(String input, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(bed.kubectl().toString(), "--kubeconfig", kubeconfig().toString()));
        command.addAll(Arrays.asList(arguments));
        return Finished.of(new ProcessBuilder(command), Map.of(), input);
    }

    /**
     * Runs a line as a person types it into a shell, whose kubectl is the test's.
     *
     * @return what it prints
     */
    public String shell(String line) {
        String path = bed.kubectl().getParent() + ":" + System.getenv("PATH");
        return Finished.of(
                        new ProcessBuilder("bash", "-euo", "pipefail", "-c", line)
                                .directory(Bed.CHECKOUT.toAbsolutePath().toFile()),
                        Map.of("PATH", path, "KUBECONFIG", kubeconfig().toString()),
                        "")
                .orFail();
    }

    public void apply(String yaml) {
        kubectlReading(yaml, "apply", "--warnings-as-errors", "-f", "-").orFail();
    }

    /** Without the copy of the object that {@code apply} writes into an annotation. */
    public void create(String yaml) {
        kubectlReading(yaml, "create", "-f", "-").orFail();
    }

    public JsonObject get(String... arguments) {
        List<String> command = new ArrayList<>(List.of("get", "-o", "json"));
        command.addAll(Arrays.asList(arguments));
        return JsonParser.parseString(kubectl(command.toArray(String[]::new))).getAsJsonObject();
    }

    public List<JsonObject> list(String... arguments) {
        return StreamSupport.stream(get(arguments).getAsJsonArray("items").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    /** The snapshots of the test's namespace. */
    public List<JsonObject> snapshots() {
        return list("volumesnapshot");
    }

    public Set<String> snapshotNames() {
        return snapshots().stream().map(Kubectl::name).collect(Collectors.toSet());
    }

    public static String name(JsonObject object) {
        return object.getAsJsonObject("metadata").get("name").getAsString();
    }

    public static boolean isReady(JsonObject snapshot) {
        return snapshot.has("status")
                && snapshot.getAsJsonObject("status").has("readyToUse")
                && snapshot.getAsJsonObject("status").get("readyToUse").getAsBoolean();
    }

    /** All that the program could have changed in the test's namespace. */
    public String everything() {
        return kubectl("get", "volumesnapshot,persistentvolumeclaim", "-o", "yaml");
    }

    /** All objects of the test's namespace and their volumes, each with its resource version. */
    public String versions() {
        return kubectl(
                        "get",
                        "volumesnapshots,persistentvolumeclaims,pods,statefulsets,deployments,replicasets,daemonsets,"
                                + "jobs,cronjobs,horizontalpodautoscalers,configmaps,secrets,serviceaccounts,roles,rolebindings,"
                                + "resourcequotas,limitranges",
                        "-o",
                        "custom-columns=KIND:.kind,NAME:.metadata.name,VERSION:.metadata.resourceVersion")
                + kubectl(
                        "get",
                        "persistentvolumes",
                        "-o",
                        "jsonpath={range .items[?(@.spec.claimRef.namespace==\"%s\")]}{.metadata.name} {.metadata.resourceVersion}{\"\\n\"}{end}"
                                .formatted(namespace));
    }

    public void until(String what, Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(condition);
    }

    /** A way to the API server by plain HTTP, with an administrator's rights. */
    public Proxy proxy() {
        try {
            Process process =
                    new ProcessBuilder(
                                    bed.kubectl().toString(),
                                    "--kubeconfig",
                                    kubeconfig().toString(),
                                    "proxy",
                                    "--port=0")
                            .start();
            String said = process.inputReader().readLine();
            return new Proxy(process, said.substring(said.lastIndexOf(' ') + 1));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A running {@code kubectl proxy}. */
    public record Proxy(Process process, String address) implements AutoCloseable {
        public URI uri(String path) {
            return URI.create("http://" + address + path);
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
