package io.pvcsnapshotter.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What happened, line by line, for a person who looks for the reason of a failure. */
final class Trace {
    private boolean wanted;
    private final List<String> lines = new ArrayList<>();
    private VirtualTime time;

    Trace(boolean wanted) {
        this.wanted = wanted;
    }

    void follow(VirtualTime clock) {
        time = clock;
    }

    void say(String text, Object... what) {
        if (wanted) {
            lines.add(Instant.ofEpochMilli(time.now()) + " " + text.formatted(what));
        }
    }

    /** What follows does not matter. */
    void end() {
        wanted = false;
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
