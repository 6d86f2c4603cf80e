package io.pvcsnapshotter.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.sample.SnapshotBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotTest {
    private static final String HOLD = "pvc-snapshotter.io/hold";
    private static final Instant T0 = Instant.parse("2026-03-10T04:17:00Z");

    @ParameterizedTest(name = "label {0}, annotation {1}: {2}")
    @CsvSource({
        "true,  -,     true",
        "-,     true,  true",
        "'',    -,     true",
        "-,     '',    true",
        "no,    -,     true",
        "0,     -,     true",
        "until the audit is over, -, true",
        "-,     'false, but not yet', true",
        "False, -,     true",
        "-,     ' false ', true",
        "false, true,  true",
        "true,  false, true",
        "false, -,     false",
        "-,     false, false",
        "false, false, false",
        "-,     -,     false"
    })
    void is_held_by_any_value_but_false(String label, String annotation, boolean held) {
        assertThat(marked(marks(label), marks(annotation)).held()).isEqualTo(held);
    }

    @Test
    void its_time_is_when_it_was_taken_and_else_when_the_object_was_made() {
        assertThat(snapshot("a", T0, Optional.of(T0.plusSeconds(9))).time())
                .isEqualTo(T0.plusSeconds(9));
        assertThat(snapshot("a", T0, Optional.empty()).time()).isEqualTo(T0);
    }

    /**
     * No snapshot is cut before it is asked for: then the storage's clock is wrong, or its driver
     * says nonsense.
     */
    @Test
    void its_time_is_never_before_the_object_was_made() {
        assertThat(snapshot("a", T0, Optional.of(Instant.EPOCH)).time()).isEqualTo(T0);
    }

    @Test
    void the_order_is_total() {
        List<Snapshot> snapshots =
                new ArrayList<>(
                        List.of(
                                snapshot("d", T0.plusSeconds(1), Optional.of(T0.plusSeconds(5))),
                                snapshot("c", T0, Optional.of(T0.plusSeconds(5))),
                                snapshot("b", T0, Optional.of(T0.plusSeconds(5))),
                                snapshot("a", T0, Optional.of(T0.plusSeconds(6)))));

        snapshots.sort(Snapshot.OLDEST_FIRST);

        assertThat(snapshots)
                .extracting(each -> each.name().name())
                .containsExactly("b", "c", "d", "a");
    }

    private static Map<String, String> marks(String hold) {
        return hold.equals("-") ? Map.of() : Map.of(HOLD, hold);
    }

    private static Snapshot marked(Map<String, String> labels, Map<String, String> annotations) {
        return SnapshotBuilder.snapshot("a", T0)
                .withUid("uid")
                .withLabels(labels)
                .withAnnotations(annotations)
                .build();
    }

    private static Snapshot snapshot(String name, Instant created, Optional<Instant> taken) {
        return SnapshotBuilder.snapshot(name, created).withTaken(taken).build();
    }
}
