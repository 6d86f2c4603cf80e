package io.pvcsnapshotter.cli;

import picocli.CommandLine.Option;

/** How what was found is printed: the same for every command with a wide table. */
final class WideOutputOption {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private WideOutput format = WideOutput.table;

    WideOutput format() {
        return format;
    }

    boolean isWide() {
        return format == WideOutput.wide;
    }
}
