package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.ExitStatus;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code completion}: what makes the Tab key complete commands and options. */
@Command(
        name = "completion",
        description = "Print what bash or zsh needs to complete commands and options.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Example, for this shell: source <(${ROOT-COMMAND-NAME} completion)",
            "kubectl completes the plugin without it: the archive has what kubectl calls."
        })
final class CompletionCommand implements Callable<Integer> {
    private static final String PROGRAM = "pvc-snapshotter";

    private final Supplier<CommandLine> whole;

    @Spec private CommandSpec spec;

    /**
     * @param whole knows all commands
     */
    CompletionCommand(Supplier<CommandLine> whole) {
        this.whole = whole;
    }

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(AutoComplete.bash(PROGRAM, whole.get()));
        spec.commandLine().getOut().flush();
        return ExitStatus.OK.code();
    }
}
