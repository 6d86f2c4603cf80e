package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.CredentialsException;
import io.pvcsnapshotter.cluster.NoClusterException;
import io.pvcsnapshotter.config.InvalidConfiguration;
import io.pvcsnapshotter.plan.UnknownNameException;
import io.pvcsnapshotter.restore.MissingRightsException;

/** The exit status of a command that ended with an exception before it could do its work. */
final class Failures {
    private Failures() {}

    static ExitStatus statusOf(Throwable thrown) {
        return switch (thrown) {
            case UsageException _, UnknownNameException _ -> ExitStatus.USAGE;
            case InvalidConfiguration _, NoClusterException _, NotInstalledException _ ->
                    ExitStatus.CONFIGURATION;
            case RefusedException _,
                    CredentialsException _,
                    MayNotReadException _,
                    MissingRightsException _ ->
                    ExitStatus.FORBIDDEN;
            case ApiFailure failure ->
                    switch (failure.kind()) {
                        case FORBIDDEN, UNAUTHENTICATED, DENIED -> ExitStatus.FORBIDDEN;
                        default -> ExitStatus.UNAVAILABLE;
                    };
            default -> ExitStatus.INTERNAL;
        };
    }
}
