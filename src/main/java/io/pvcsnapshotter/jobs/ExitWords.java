package io.pvcsnapshotter.jobs;

/** What an exit status means, in a word or two. */
public final class ExitWords {
    private ExitWords() {}

    /** As {@code ExitStatus} says it, and for those of the runtime what they mostly come from. */
    public static String of(int exitCode) {
        return switch (exitCode) {
            case 0 -> "ok";
            case 64 -> "usage";
            case 69 -> "no answer";
            case 70 -> "internal";
            case 73, 75 -> "failed";
            case 77 -> "no rights";
            case 78 -> "invalid";
            case 3 -> "memory";
            case 137 -> "killed";
            case 143 -> "stopped";
            default -> "unknown";
        };
    }

    /** Whether the manifests let Kubernetes try once more after it. */
    static boolean isRetried(int exitCode) {
        return switch (exitCode) {
            case 0, 64, 73, 77, 78 -> false;
            default -> true;
        };
    }

    /** The same as a clause of a sentence. */
    public static String clause(int exitCode) {
        return switch (exitCode) {
            case 0 -> "every claim that was due has its snapshot";
            case 64 -> "the command line is wrong, and nothing was done";
            case 69 -> "the API server or the snapshot API did not answer";
            case 70 -> "an error in the program";
            case 73 -> "some claims failed, and a retry does not help";
            case 75 -> "some claims failed, and a retry may help";
            case 77 -> "rights are missing";
            case 78 -> "the configuration is not valid, and nothing was done";
            case 3 -> "the program had too little memory";
            case 137 -> "the program was killed";
            case 143 -> "the program was told to stop";
            default -> "no exit status of this program";
        };
    }
}
