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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real Kubernetes, started once for all test classes and ended with them. Each test has a
 * namespace of its own, and finds every component running.
 *
 * <p>Register it in a static field: {@code @RegisterExtension static final TestBed BED =
 * TestBed.controlPlane();}
 */
public final class TestBed
        implements ExecutionCondition, BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
    public static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String mode;
    private final List<String> flags;
    private final Set<String> stopped = new LinkedHashSet<>();
    private final Set<String> frozen = new LinkedHashSet<>();
    private final Set<String> flagged = new LinkedHashSet<>();
    private Bed bed;
    private String namespace;
    private Path folder;

    private TestBed(String mode, List<String> flags) {
        this.mode = mode;
        this.flags = flags;
    }

    /** Without a node: volumes and snapshots are real, pods do not run. */
    public static TestBed controlPlane() {
        return new TestBed("control-plane", List.of());
    }

    /** With a node on which pods run, and our image. */
    public static TestBed node() {
        return new TestBed(
                "node",
                List.of(
                        "--node",
                        "--image",
                        Bed.TARGET.resolve("pvc-snapshotter-image.tar").toString()));
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (!mode.equals("node") || "required".equals(System.getProperty("node"))) {
            return ConditionEvaluationResult.enabled("the test bed fails if something is missing");
        }
        Finished check =
                Finished.of(new ProcessBuilder(Bed.program(), "check", "--node"), Map.of(), "");
        if (check.exitStatus() == 0 || isRoot()) {
            return ConditionEvaluationResult.enabled("a node can run here");
        }
        String reason =
                "%s is left out, because no node can run here (-Dnode=required makes this a failure): %s"
                        .formatted(
                                context.getDisplayName(), check.out().strip().replace("\n", "; "));
        if (context.getTestMethod().isEmpty()) {
            System.out.println(reason);
        }
        return ConditionEvaluationResult.disabled(reason);
    }

    /** Root can install what is missing. */
    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        bed =
                context.getRoot()
                        .getStore(ExtensionContext.Namespace.create(TestBed.class))
                        .computeIfAbsent(mode, _ -> Bed.start(mode, flags), Bed.class);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        namespace = "test-" + NUMBER.incrementAndGet();
        folder = Files.createTempDirectory("pvc-snapshotter-test");
        kubectl("create", "namespace", namespace);
        Files.copy(bed.kubeconfig(), folder.resolve("admin.kubeconfig"));
        kubectl("config", "set-context", "--current", "--namespace", namespace);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            System.out.println(
                    "--- The snapshots when the test failed\n"
                            + tryKubectl("get", "volumesnapshot", "-A", "-o", "wide").out());
            System.out.println(bed.logs());
        }
        List.copyOf(frozen).forEach(this::thaw);
        List.copyOf(stopped).forEach(this::start);
        List.copyOf(flagged).forEach(this::restart);
        kubectl("delete", "namespace", namespace, "--wait=false");
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
        return snapshots().stream().map(TestBed::name).collect(Collectors.toSet());
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

    /** Makes claims and waits until they are bound. */
    public void claims(String... names) {
        apply(
                Arrays.stream(names)
                        .map(each ->
                                """
                                apiVersion: v1
                                kind: PersistentVolumeClaim
                                metadata: {name: %s}
                                spec:
                                  accessModes: [ReadWriteOnce]
                                  resources: {requests: {storage: 1Gi}}
                                """
                                        .formatted(each))
                        .collect(Collectors.joining("---\n")));
        List<String> wait =
                new ArrayList<>(
                        List.of(
                                "wait",
                                "--for=jsonpath={.status.phase}=Bound",
                                "--timeout=60s",
                                "persistentvolumeclaim"));
        wait.addAll(Arrays.asList(names));
        kubectl(wait.toArray(String[]::new));
    }

    /**
     * Makes a snapshot class of the test bed's driver. It stays, since the driver needs it to
     * delete snapshots.
     *
     * @param faults parameters, which choose how the driver behaves
     * @return its name, which is unlike that of any other test
     */
    public String snapshotClass(String name, Map<String, String> faults) {
        String full = namespace + "-" + name;
        String parameters =
                faults.entrySet().stream()
                        .map(each -> "  %s: \"%s\"\n".formatted(each.getKey(), each.getValue()))
                        .collect(Collectors.joining());
        apply(
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshotClass
                metadata: {name: %s}
                driver: csi.testbed.pvc-snapshotter.io
                deletionPolicy: Delete
                """
                                .formatted(full)
                        + (parameters.isEmpty() ? "" : "parameters:\n" + parameters));
        return full;
    }

    /**
     * Makes a Job as the CronJob controller does for a slot of the schedule.
     *
     * @return what the manifests put into the environment of its pod
     */
    public Map<String, String> scheduledJob(String name, Instant slot) {
        return job(name, "batch.kubernetes.io/cronjob-scheduled-timestamp: \"%s\"".formatted(slot));
    }

    /** Makes a Job as {@code kubectl create job --from=cronjob/...} does. */
    public Map<String, String> manualJob(String name) {
        return job(name, "cronjob.kubernetes.io/instantiate: manual");
    }

    private Map<String, String> job(String name, String annotation) {
        apply(
                """
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: %s
                  annotations: {%s}
                spec:
                  activeDeadlineSeconds: 7200
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: snapshot, image: nothing}]
                """
                        .formatted(name, annotation));
        until(
                "the Job has started",
                () -> get("job", name).getAsJsonObject("status").has("startTime"));
        String uid = get("job", name).getAsJsonObject("metadata").get("uid").getAsString();
        return Map.of("POD_NAMESPACE", namespace, "JOB_NAME", name, "JOB_UID", uid);
    }

    /** A way to the API server of the test's own. */
    public Relay relay() {
        return new Relay(URI.create(server(config())));
    }

    /** An administrator's kubeconfig that goes this way. */
    public Path kubeconfigBy(Relay relay) {
        JsonObject config = config();
        String text = config.toString().replace(server(config), relay.address().toString());
        return file("relay.kubeconfig", text);
    }

    /** A kubeconfig that goes this way, of the account whose token stands in the file. */
    public Path kubeconfigBy(Relay relay, Path token) {
        JsonObject config = config();
        JsonObject user = new JsonObject();
        user.addProperty("tokenFile", token.toString());
        setUser(config, user);
        String text = config.toString().replace(server(config), relay.address().toString());
        return file("relay.kubeconfig", text);
    }

    /** Whether the API server knows whose this token is. */
    public boolean isAccepted(String token) {
        return Finished.of(
                                new ProcessBuilder(
                                        bed.kubectl().toString(),
                                        "--kubeconfig",
                                        kubeconfigOfToken(token).toString(),
                                        "auth",
                                        "whoami"),
                                Map.of(),
                                "")
                        .exitStatus()
                == 0;
    }

    private Path kubeconfigOfToken(String token) {
        JsonObject config = config();
        JsonObject user = new JsonObject();
        user.addProperty("token", token);
        setUser(config, user);
        return file("token.kubeconfig", config.toString());
    }

    private static void setUser(JsonObject config, JsonObject user) {
        config.getAsJsonArray("users").get(0).getAsJsonObject().add("user", user);
    }

    private JsonObject config() {
        return JsonParser.parseString(kubectl("config", "view", "--raw", "--minify", "-o", "json"))
                .getAsJsonObject();
    }

    private static String server(JsonObject config) {
        return config.getAsJsonArray("clusters")
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("cluster")
                .get("server")
                .getAsString();
    }

    /** A kubeconfig of a service account of the test's namespace. */
    public Path kubeconfigOf(String serviceAccount) {
        return kubeconfigOf(namespace, serviceAccount);
    }

    public Path kubeconfigOf(String ofNamespace, String serviceAccount) {
        JsonObject config = config();
        JsonObject user = new JsonObject();
        user.addProperty(
                "token",
                kubectl("create", "token", serviceAccount, "--namespace", ofNamespace).strip());
        setUser(config, user);
        return file(serviceAccount + ".kubeconfig", config.toString());
    }

    /** A file that lasts as long as the test. */
    public Path file(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /**
     * A kustomization that lasts as long as the test.
     *
     * @param text in which {@code CHECKOUT} stands for the path of this checkout
     * @return its folder
     */
    public Path kustomization(String text) {
        try {
            Path own = Files.createTempDirectory(folder, "kustomization").toRealPath();
            Path checkout = own.relativize(Bed.CHECKOUT.toRealPath());
            Files.writeString(
                    own.resolve("kustomization.yaml"),
                    text.replace("CHECKOUT", checkout.toString()));
            return own;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    public void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What kustomize makes of a folder, whose path may start in this checkout. */
    public Rendered rendered(Path kustomization) {
        return new Rendered(kubectl("kustomize", kustomization.toString()));
    }

    /**
     * A configuration for the claims of the test's namespace only, whose one policy has these keys.
     */
    public Path policy(String keys) {
        return configuration("", keys);
    }

    public Path configuration(String settings, String keys) {
        return file(
                "snapshotter.conf",
                """
                %s
                policies = [ { name = all
                  select { namespaces = ["%s"] }
                  requireMatch = false
                  %s
                } ]
                """
                        .formatted(settings, namespace, keys));
    }

    /** Starts the program as a process that may do everything in the cluster. */
    public ProgramRun program(Map<String, String> environment, Object... arguments) {
        Map<String, String> variables =
                new HashMap<>(Map.of("KUBECONFIG", kubeconfig().toString()));
        variables.putAll(environment);
        return program(variables, Arrays.stream(arguments).map(Object::toString).toList());
    }

    private static ProgramRun program(Map<String, String> variables, List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of(Bed.TARGET.resolve("dist/bin/pvc-snapshotter").toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(Set.of("KUBECONFIG", "KUBERNETES_SERVICE_HOST"));
        builder.environment().putAll(variables);
        return new ProgramRun(builder);
    }

    /** Ends a component at once. The next test finds it running again. */
    public void stop(String component) {
        bed.tell("stop", component);
        stopped.add(component);
    }

    public void start(String component) {
        bed.tell("start", component);
        stopped.remove(component);
    }

    /** Ends a component at once and starts it with more flags, which the next test finds gone. */
    public void restart(String component, String... flags) {
        List<String> words = new ArrayList<>(List.of("restart", component));
        if (flags.length > 0) {
            words.add("--");
            words.addAll(Arrays.asList(flags));
            flagged.add(component);
        } else {
            flagged.remove(component);
        }
        bed.tell(words.toArray(String[]::new));
    }

    /** Suspends a component: it keeps its connections and answers nothing. */
    public void freeze(String component) {
        bed.tell("freeze", component);
        frozen.add(component);
    }

    public void thaw(String component) {
        bed.tell("thaw", component);
        frozen.remove(component);
    }
}
