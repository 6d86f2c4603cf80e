package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.cluster.Connection;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.report.Width;
import java.io.Console;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The process's environment variables, as the manifests set them.
 *
 * @param variables all of them
 * @param hasAccount whether the process has the service account of a pod
 */
public record Environment(Map<String, String> variables, boolean hasAccount) {
    /** Replaces the arguments of the program. */
    static final String ARGUMENTS = "PVC_SNAPSHOTTER_ARGS";

    private static final int USUAL_WIDTH = 80;
    private static final String NAMESPACE = "POD_NAMESPACE";
    private static final String JOB_NAME = "JOB_NAME";
    private static final String JOB_UID = "JOB_UID";
    private static final String TERMINATION_MESSAGE = "/dev/termination-log";

    public Environment {
        variables = Map.copyOf(variables);
    }

    /** Of this process, which has those variables. */
    public Environment(Map<String, String> variables) {
        this(variables, Connection.hasAccount());
    }

    boolean isPod() {
        return hasAccount && variables.containsKey("KUBERNETES_SERVICE_HOST");
    }

    /** Whether a person started this process, and not a Job or another pod. */
    boolean isPersons() {
        return !isPod() && job().isEmpty();
    }

    /** Whether a person watches standard output. */
    static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** How long a line may be that a person reads. */
    Width width() {
        Optional<Integer> columns = variable("COLUMNS").flatMap(TerminalSize::number);
        return columns.or(() ->
                        isTerminal()
                                ? TerminalSize.asked().or(() -> Optional.of(USUAL_WIDTH))
                                : Optional.empty())
                .map(Width::new)
                .orElse(Width.UNLIMITED);
    }

    Optional<String> namespace() {
        return variable(NAMESPACE);
    }

    /** The Job that this process is a pod of, if it is one. */
    Optional<ObjectName> job() {
        return namespace()
                .flatMap(namespace ->
                        variable(JOB_NAME).map(name -> new ObjectName(namespace, name)));
    }

    /** The variables that a pod of a Job has and this process, which is a pod, has not. */
    Optional<String> missing() {
        List<String> missing =
                Stream.of(NAMESPACE, JOB_NAME, JOB_UID)
                        .filter(each -> variable(each).isEmpty())
                        .toList();
        return isPod() && !missing.isEmpty()
                ? Optional.of(String.join(", ", missing))
                : Optional.empty();
    }

    Optional<String> jobUid() {
        return variable(JOB_UID);
    }

    /** How a person calls this program, like {@code kubectl pvc-snapshotter}. */
    String programName() {
        return variable("PVC_SNAPSHOTTER_NAME").orElse("pvc-snapshotter");
    }

    /** What to run instead of the arguments that the program was started with. */
    Optional<String> arguments() {
        return variable(ARGUMENTS).filter(value -> !value.isBlank());
    }

    Path terminationMessage() {
        return Path.of(TERMINATION_MESSAGE);
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }
}
