package io.pvcsnapshotter;

/**
 * The exit status of the program: what {@code podFailurePolicy} in the manifests decides by. The
 * numbers are those of sysexits; 1, 2, 3, 137 and 143 belong to the runtime and have no meaning of
 * ours.
 */
public enum ExitStatus {
    /** Every due claim has its snapshot in the required state, and expiry is done. */
    OK(0),
    /** The command line is wrong. Nothing was done. */
    USAGE(64),
    /**
     * The API server or the snapshot API cannot be reached, so nothing could be done. A retry may
     * help.
     */
    UNAVAILABLE(69),
    /** A fault of this program. */
    INTERNAL(70),
    /** Some claims failed, none of them in a way that a retry mends. */
    FAILED(73),
    /** Some claims failed, and a retry may mend at least one. */
    RETRY(75),
    /** The rights for what every run does are missing. */
    FORBIDDEN(77),
    /** The configuration is invalid. Nothing was done. */
    CONFIGURATION(78);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
