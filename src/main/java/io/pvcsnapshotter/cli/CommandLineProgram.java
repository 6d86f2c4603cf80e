package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.report.TerminationMessage;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All commands, and what becomes of their failures. */
@Command(
        name = "pvc-snapshotter",
        description = "Takes, checks and expires VolumeSnapshots of PersistentVolumeClaims.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "[COMMAND]",
        footer = {
            "",
            "Exit status: 0 done; 64 usage; 69 cluster unreachable; 70 internal error;",
            "73 some claims failed for good; 75 some failed and a retry may help;",
            "77 rights missing; 78 configuration invalid.",
            "",
            "Environment:",
            "  PVC_SNAPSHOTTER_ARGS       replaces all arguments, so that a Job made from",
            "                             the CronJob can run any command",
            "  PVC_SNAPSHOTTER_LOG_LEVEL  DEBUG says more"
        })
public final class CommandLineProgram {
    private static final Logger LOG = LoggerFactory.getLogger(CommandLineProgram.class);
    private static final List<String> OWN_OPTIONS = List.of("-h", "--help", "-V", "--version");

    private static final List<String> COMMANDS =
            List.of(
                    "snapshot",
                    "plan",
                    "status",
                    "snapshots",
                    "runs",
                    "start",
                    "restore",
                    "sync-schedule",
                    "completion");

    private final Environment environment;

    public CommandLineProgram(Environment environment) {
        this.environment = environment;
    }

    /**
     * Runs one command. Options alone are those of {@code snapshot}. Nothing at all is that too,
     * but a person gets the help.
     *
     * @return the exit status
     */
    public int execute(String... arguments) {
        try {
            String[] words = withCommand(replaced(arguments));
            return line(words[0])
                    .setParameterExceptionHandler(this::misused)
                    .setExecutionExceptionHandler((thrown, _, _) -> failed(thrown))
                    .execute(words);
        } catch (UsageException broken) {
            return failed(broken);
        } catch (Error broken) { // Out of the main thread it would end the program with 1.
            return failed(broken);
        }
    }

    /** Knows only the command that is named, so that a run loads no class of the others. */
    private CommandLine line(String name) {
        CommandLine line = new CommandLine(this).setCommandName(environment.programName());
        List<String> commands = COMMANDS.contains(name) ? List.of(name) : COMMANDS;
        commands.forEach(each -> line.addSubcommand(command(each)));
        return line;
    }

    private Object command(String name) {
        return switch (name) {
            case "snapshot" -> new SnapshotCommand(environment);
            case "plan" -> new PlanCommand(environment);
            case "status" -> new StatusCommand(environment);
            case "snapshots" -> new SnapshotsCommand(environment);
            case "runs" -> new RunsCommand(environment);
            case "restore" -> new RestoreCommand(environment);
            case "start" -> new StartCommand(environment);
            case "completion" -> new CompletionCommand(() -> line(""));
            case "sync-schedule" -> new SyncScheduleCommand(environment);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** So that a Job made from a CronJob can run any command. */
    private String[] replaced(String... arguments) {
        Optional<String> instead = environment.arguments();
        if (instead.isEmpty()) {
            return arguments;
        }
        LOG.atInfo()
                .addKeyValue("arguments", instead.get())
                .log("Run what " + Environment.ARGUMENTS + " says");
        return ShellWords.of(instead.get()).toArray(String[]::new);
    }

    private String[] withCommand(String... arguments) {
        if (arguments.length == 0 && environment.isPersons()) {
            return new String[] {"--help"};
        }
        boolean named =
                arguments.length > 0
                        && (!arguments[0].startsWith("-") || OWN_OPTIONS.contains(arguments[0]));
        return named
                ? arguments
                : Stream.concat(Stream.of("snapshot"), Stream.of(arguments)).toArray(String[]::new);
    }

    private int misused(CommandLine.ParameterException misuse, String... arguments) {
        CommandLine command = misuse.getCommandLine();
        String message = Misuse.of(misuse);
        String name = command.getCommandSpec().qualifiedName();
        LOG.error(message);
        command.getErr().println("Usage: %s %s".formatted(name, Misuse.synopsis(command)));
        command.getErr().println("All options: %s --help".formatted(name));
        explain(message);
        return ExitStatus.USAGE.code();
    }

    private int failed(Throwable thrown) {
        ExitStatus status = Failures.statusOf(thrown);
        if (status == ExitStatus.INTERNAL) {
            LOG.atError()
                    .setCause(thrown)
                    .addKeyValue("exitStatus", status.code())
                    .log("Internal error: " + thrown);
        } else {
            LOG.atError().addKeyValue("exitStatus", status.code()).log(thrown.getMessage());
        }
        explain(String.valueOf(thrown.getMessage()));
        return status.code();
    }

    private void explain(String message) {
        new TerminationMessage(environment.terminationMessage()).write(List.of(), message);
    }
}
