package io.pvcsnapshotter.testbed;

import io.pvcsnapshotter.testbed.Bed.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
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
public final class TestBed extends Accounts
        implements ExecutionCondition, BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String mode;
    private final List<String> flags;
    private final Set<String> stopped = new LinkedHashSet<>();
    private final Set<String> frozen = new LinkedHashSet<>();
    private final Set<String> flagged = new LinkedHashSet<>();
    private Bed started;

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
        started =
                context.getRoot()
                        .getStore(ExtensionContext.Namespace.create(TestBed.class))
                        .computeIfAbsent(mode, _ -> Bed.start(mode, flags), Bed.class);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        use(
                started,
                "test-" + NUMBER.incrementAndGet(),
                Files.createTempDirectory("pvc-snapshotter-test"));
        kubectl("create", "namespace", namespace());
        Files.copy(started.kubeconfig(), folder().resolve("admin.kubeconfig"));
        kubectl("config", "set-context", "--current", "--namespace", namespace());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            System.out.println(
                    "--- The snapshots when the test failed\n"
                            + tryKubectl("get", "volumesnapshot", "-A", "-o", "wide").out());
            System.out.println(bed().logs());
        }
        List.copyOf(frozen).forEach(this::thaw);
        List.copyOf(stopped).forEach(this::start);
        List.copyOf(flagged).forEach(this::restart);
        kubectl("delete", "namespace", namespace(), "--wait=false");
    }

    /** Node mode: makes another image known to the node. */
    public void load(Path image) {
        bed().tell("load", image.toString());
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

    /** The words that run a command inside the namespaces of the node. */
    public List<String> inside(String... command) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                Bed.CHECKOUT.resolve(Bed.program()).toAbsolutePath().toString(),
                                "exec",
                                "--state",
                                bed().state().toString(),
                                "--"));
        words.addAll(Arrays.asList(command));
        return words;
    }

    /** Ends a component at once. The next test finds it running again. */
    public void stop(String component) {
        bed().tell("stop", component);
        stopped.add(component);
    }

    public void start(String component) {
        bed().tell("start", component);
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
        bed().tell(words.toArray(String[]::new));
    }

    /** Suspends a component: it keeps its connections and answers nothing. */
    public void freeze(String component) {
        bed().tell("freeze", component);
        frozen.add(component);
    }

    public void thaw(String component) {
        bed().tell("thaw", component);
        frozen.remove(component);
    }
}
