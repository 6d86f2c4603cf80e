package io.pvcsnapshotter.config;

import io.pvcsnapshotter.model.SnapshotterException;
import java.util.List;

/**
 * The configuration has problems; the message has all of them, one a line, in the order of the
 * file.
 */
public final class InvalidConfiguration extends SnapshotterException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    InvalidConfiguration(String source, List<Problem> problems) {
        super(message(source, problems));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }

    private static String message(String source, List<Problem> problems) {
        StringBuilder text = new StringBuilder();
        text.append(source)
                .append(
                        problems.size() == 1
                                ? " has a problem:"
                                : " has %d problems:".formatted(problems.size()));
        problems.forEach(each -> text.append("\n  ").append(each));
        return text.toString();
    }
}
