package io.pvcsnapshotter.world;

import java.time.Duration;

/** An install of the program: its name, and what its ConfigMap says now. */
final class Install {
    final String instance;
    Rules rules;

    /** Counted from the start of a Job. */
    final Duration activeDeadline;

    Install(String instance, Rules rules, Duration activeDeadline) {
        this.instance = instance;
        this.rules = rules;
        this.activeDeadline = activeDeadline;
    }
}
