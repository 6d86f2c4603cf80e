package io.pvcsnapshotter.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventNoteTest {
    private static final ObjectName CLAIM = new ObjectName("shop", "data-db-0");

    /** Else a retry by a pod of another release would tell the same news twice. */
    @Test
    void the_name_never_changes_between_releases() {
        // printf 'run-uid\nshop/data-db-0\nfailed' | sha256sum | cut -c1-16
        assertThat(EventNote.nameOf("run-uid", CLAIM, "failed"))
                .isEqualTo("data-db-0.a4e84adc9344028b");
    }

    @Test
    void another_source_object_or_news_makes_another_name() {
        assertThat(
                        Stream.of(
                                EventNote.nameOf("run-1", CLAIM, "failed"),
                                EventNote.nameOf("run-2", CLAIM, "failed"),
                                EventNote.nameOf("run-1", CLAIM, "ready"),
                                EventNote.nameOf(
                                        "run-1", new ObjectName("bank", "data-db-0"), "failed")))
                .doesNotHaveDuplicates();
    }

    @Test
    void the_name_of_a_long_object_is_cut_and_stays_a_name() {
        String longest = "a".repeat(37) + "-" + "b".repeat(215);

        assertThat(EventNote.nameOf("run-1", new ObjectName("shop", longest), "failed"))
                .matches("a{37}\\.[0-9a-f]{16}");
    }
}
