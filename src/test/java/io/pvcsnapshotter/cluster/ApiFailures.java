package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.cluster.ApiFailure.Kind;

/** Failures as the API server's answers become them, for tests of other packages. */
public final class ApiFailures {
    private ApiFailures() {}

    public static ApiFailure of(Kind kind) {
        return new ApiFailure(kind, "do something", "it is " + kind);
    }
}
