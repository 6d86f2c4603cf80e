package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.model.ApiNames;
import io.pvcsnapshotter.restore.RestoreRequest.Beside;
import io.pvcsnapshotter.restore.RestoreRequest.Goal;
import io.pvcsnapshotter.restore.RestoreRequest.InPlace;
import io.pvcsnapshotter.restore.RestoreRequest.Undo;
import picocli.CommandLine.Option;

/** What is to come out of a restore: one of these. */
final class GoalOptions {
    @Option(
            names = "--as",
            paramLabel = "NEW",
            description = "Make a second claim of that name; the old one stays as it is.")
    private String beside;

    @Option(
            names = "--in-place",
            description = "Replace the claim; its workload is down meanwhile, and starts again.")
    private boolean inPlace;

    @Option(names = "--undo", description = "Bring back what was there before a restore in place.")
    private boolean undo;

    Goal goal() {
        if (beside == null) {
            return undo ? new Undo() : new InPlace();
        }
        if (!ApiNames.isObject(beside)) {
            throw new UsageException("--as \"%s\" cannot be the name of a claim".formatted(beside));
        }
        return new Beside(beside);
    }

    boolean isInPlace() {
        return inPlace;
    }
}
