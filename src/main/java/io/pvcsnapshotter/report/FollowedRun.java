package io.pvcsnapshotter.report;

import io.pvcsnapshotter.jobs.Course;
import io.pvcsnapshotter.jobs.ExitWords;
import io.pvcsnapshotter.model.DurationWords;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is said to somebody who follows a run. */
public final class FollowedRun {
    private static final String INDENT = "  ";

    private FollowedRun() {}

    /** A line with its end, and with breaks where it is wider than the terminal. */
    public static String fitted(String line, Width width) {
        return Wrapped.of(line, width, line.startsWith(INDENT) ? INDENT : "");
    }

    /** How far it is, like {@code waiting: it has no pod yet}. */
    public static String progress(Course course) {
        List<String> reasons = course.told().reasons();
        return Printable.of(
                reasons.isEmpty()
                        ? course.result()
                        : course.result() + ": " + String.join("; ", reasons));
    }

    /** The progress without what changes from try to try, like the name of a pod. */
    public static String stage(Course course) {
        return course.told().reasons().stream()
                .map(each -> each.split(":", 2)[0])
                .collect(Collectors.joining(";", course.state() + ":", ""));
    }

    /** How it ended, and all that it left. */
    public static List<String> ending(Course course) {
        String took =
                DurationWords.elapsed(course.took(course.ended().orElse(course.job().created())));
        String meaning =
                course.exitCode()
                        .filter(code -> code != 0)
                        .map(code -> " (" + ExitWords.clause(code) + ")")
                        .orElse("");
        return Stream.of(
                        Stream.of(
                                "The run ended after %s: %s%s"
                                        .formatted(took, course.result(), meaning)),
                        course.told().reasons().stream().map(each -> INDENT + each),
                        course.told().totals().stream().map(each -> INDENT + each))
                .flatMap(each -> each)
                .map(Printable::of)
                .toList();
    }
}
