package io.pvcsnapshotter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.cluster.ApiFailures;
import io.pvcsnapshotter.model.EventNote;
import io.pvcsnapshotter.model.ObjectName;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventPublisherTest {
    private final Queue<String> written = new ConcurrentLinkedQueue<>();

    @AfterEach
    void no_interrupt_is_left_for_the_next_test() {
        Thread.interrupted();
    }

    private static List<EventNote> notes(int number) {
        EventNote.Regarding about =
                new EventNote.Regarding("v1", "X", new ObjectName("shop", "a"), "u");
        return IntStream.range(0, number)
                .mapToObj(each -> new EventNote("e" + each, about, true, "R", "A", "n"))
                .toList();
    }

    private void write(EventNote note) {
        written.add(note.name());
    }

    private static void slowly() {
        try {
            TimeUnit.SECONDS.sleep(30);
        } catch (InterruptedException stopped) {
            throw ApiFailures.of(Kind.UNREACHABLE);
        }
    }

    @Test
    void writes_all_a_few_at_a_time() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Consumer<EventNote> writer =
                note -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    write(note);
                    now.decrementAndGet();
                };
        new EventPublisher(writer, Duration.ofSeconds(10)).publish(notes(100));
        assertThat(written).hasSize(100).doesNotHaveDuplicates();
        assertThat(most.get()).isLessThanOrEqualTo(8);
    }

    @Test
    void one_that_is_refused_does_not_stop_the_others() {
        Consumer<EventNote> writer =
                note -> {
                    if (note.name().equals("e0")) {
                        throw ApiFailures.of(Kind.FORBIDDEN);
                    }
                    write(note);
                };
        new EventPublisher(writer, Duration.ofSeconds(10)).publish(notes(20));
        assertThat(written).hasSize(19);
    }

    @Test
    void a_slow_api_server_does_not_hold_up_the_end() {
        Consumer<EventNote> writer = _ -> slowly();
        long began = System.nanoTime();
        new EventPublisher(writer, Duration.ofMillis(300)).publish(notes(500));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void a_run_that_was_stopped_still_tells_of_it() {
        Consumer<EventNote> writer = this::write;
        Thread.currentThread().interrupt();
        new EventPublisher(writer, Duration.ofSeconds(10)).publish(notes(1));
        assertThat(written).containsExactly("e0");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void nothing_to_tell_is_nothing_to_do() {
        new EventPublisher(this::write, Duration.ofSeconds(10)).publish(List.of());
        assertThat(written).isEmpty();
    }
}
