package io.pvcsnapshotter.report;

import static io.pvcsnapshotter.sample.RunJobBuilder.ended;
import static io.pvcsnapshotter.sample.RunJobBuilder.job;
import static io.pvcsnapshotter.sample.RunJobBuilder.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.jobs.Course;
import io.pvcsnapshotter.jobs.Judge;
import io.pvcsnapshotter.jobs.Sightings;
import io.pvcsnapshotter.model.RunJob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FollowedRunTest {
    private final RunJob run =
            job("run").condition("Failed", "PodFailurePolicy", "", Duration.ofSeconds(65)).build();

    private Course course(String message) {
        return new Judge(
                        new Sightings(
                                Optional.of(List.of(pod(run, 1, ended(73, message)))),
                                Optional.of(Map.of())))
                .of(run);
    }

    @Test
    void the_end_tells_the_status_its_meaning_and_all_that_was_left() {
        assertThat(
                        FollowedRun.ending(
                                course(
                                        "shop/a: one | shop/b: two | selected 2 of 2 claims: 0 ready")))
                .containsExactly(
                        "The run ended after 1m05s: 73 failed (some claims failed, and a retry does not help)",
                        "  shop/a: one",
                        "  shop/b: two",
                        "  selected 2 of 2 claims: 0 ready");
    }

    @Test
    void what_others_wrote_moves_no_cursor() {
        assertThat(FollowedRun.ending(course("\u001b[2Ja\r\nb")))
                .noneMatch(each -> each.contains("\u001b") || each.contains("\r"));
    }

    @Test
    void a_line_that_is_too_wide_is_broken_and_keeps_its_indent() {
        Width narrow = new Width(40);
        String line = "one two three four five six seven eight";
        assertThat(FollowedRun.fitted("  " + line, narrow))
                .isEqualTo("  one two three four five six seven\n  eight\n");
        assertThat(FollowedRun.fitted(line + " nine", narrow)).isEqualTo(line + "\nnine\n");
        assertThat(FollowedRun.fitted("  " + line, Width.UNLIMITED)).isEqualTo("  " + line + "\n");
    }
}
