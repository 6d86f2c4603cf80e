package io.pvcsnapshotter.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What was wrong with a command line, in a few lines: the whole help would push it out of sight.
 */
final class Misuse {
    private Misuse() {}

    static String of(ParameterException misuse) {
        List<String> alike =
                misuse instanceof UnmatchedArgumentException unmatched
                        ? unmatched.getSuggestions()
                        : List.of();
        return alike.isEmpty()
                ? misuse.getMessage()
                : "%s. Did you mean %s?".formatted(misuse.getMessage(), alike.getFirst());
    }

    static String synopsis(CommandLine command) {
        String labels =
                command.getCommandSpec().positionalParameters().stream()
                        .map(PositionalParamSpec::paramLabel)
                        .map(each -> " " + each)
                        .collect(Collectors.joining());
        boolean commands = !command.getSubcommands().isEmpty();
        return (commands ? "COMMAND " : "") + "[OPTIONS]" + labels;
    }
}
