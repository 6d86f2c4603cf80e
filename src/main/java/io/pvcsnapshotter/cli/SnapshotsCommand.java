package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Connection;
import io.pvcsnapshotter.cluster.NamespaceLook;
import io.pvcsnapshotter.config.Suggestion;
import io.pvcsnapshotter.history.ClaimHistory;
import io.pvcsnapshotter.model.ApiNames;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.report.HistoryJson;
import io.pvcsnapshotter.report.HistoryTable;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code snapshots}: what there is to restore of one claim. It reads no configuration, and only
 * what the owner of a namespace may read.
 */
@Command(
        name = "snapshots",
        description = {
            "Show all snapshots of one claim, the newest first, whoever made them. It also finds those of",
            "a claim that was deleted or made anew. It needs the right to list VolumeSnapshots and",
            "PersistentVolumeClaims in the namespace, and no other. Writes nothing."
        },
        footer = {"", "Example: ${ROOT-COMMAND-NAME} snapshots data-postgres-0 -n shop"},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class SnapshotsCommand implements Callable<Integer> {
    private final Environment environment;

    @Spec private CommandSpec spec;

    @Mixin private ClusterOptions where;

    @Parameters(
            arity = "1",
            paramLabel = "CLAIM",
            description = "The name of the claim. It need not exist any more.")
    private String claim;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "Of the claim. Default: the namespace of the kubeconfig's context.")
    private String namespace;

    @Mixin private WideOutputOption output;

    SnapshotsCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Connection connection = where.connection();
        ObjectName name = name(connection);
        ClaimHistory history = read(connection, name);
        PrintWriter out = spec.commandLine().getOut();
        switch (output.format()) {
            case table, wide -> print(out, history);
            case json -> out.println(HistoryJson.render(history));
        }
        out.flush();
        return ExitStatus.OK.code();
    }

    private ObjectName name(Connection connection) {
        String chosen =
                Optional.ofNullable(namespace)
                        .orElseGet(() -> connection.namespace(environment.variables()));
        if (!ApiNames.isNamespace(chosen)) {
            throw new UsageException("\"%s\" cannot be the name of a namespace".formatted(chosen));
        }
        return new ObjectName(chosen, claim);
    }

    private ClaimHistory read(Connection connection, ObjectName name) {
        NamespaceLook look = look(connection, name.namespace());
        ClaimHistory history =
                ClaimHistory.of(name, look.snapshots(), look.claims(), look.observed());
        if (history.living().isEmpty() && history.entries().isEmpty()) {
            throw unknown(name, ClaimHistory.names(look.snapshots(), look.claims()));
        }
        return history;
    }

    private NamespaceLook look(Connection connection, String of) {
        try {
            return connection.openForPerson(environment.variables()).look(of);
        } catch (ApiFailure failure) {
            if (failure.kind() == ApiFailure.Kind.FORBIDDEN) {
                throw new MayNotReadException(failure);
            }
            throw failure;
        }
    }

    private static UsageException unknown(ObjectName name, Set<String> known) {
        return new UsageException(
                known.isEmpty()
                        ? "In namespace %s there is neither a claim nor a snapshot of one. Is it the right namespace (-n) and cluster (--context)?"
                                .formatted(name.namespace())
                        : "In namespace %s there is neither a claim %s nor a snapshot of one%s"
                                .formatted(
                                        name.namespace(),
                                        name.name(),
                                        Suggestion.closest(name.name(), known)
                                                .map(" (did you mean %s?)"::formatted)
                                                .orElse("")));
    }

    private void print(PrintWriter out, ClaimHistory history) {
        String install = where.installNamespace().or(environment::namespace).orElse(Install.NAME);
        HistoryTable table = new HistoryTable(history, install, ZoneId.systemDefault());
        out.print(table.render(environment.width(), output.isWide()));
        table.before().ifPresent(before -> out.println("Next: " + restore(history.name(), before)));
    }

    /** It only shows what it would do, until it is told --yes. */
    private String restore(ObjectName name, String before) {
        return "%s restore %s -n %s --before \"%s\" --in-place%s"
                .formatted(
                        spec.root().name(), name.name(), name.namespace(), before, where.again());
    }
}
