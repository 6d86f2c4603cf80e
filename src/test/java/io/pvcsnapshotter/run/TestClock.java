package io.pvcsnapshotter.run;

import io.pvcsnapshotter.sample.MovingClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** A clock on which time passes only while the run waits for a message, and then at once. */
final class TestClock extends MovingClock implements Mailbox {
    static final Instant START = Instant.parse("2026-03-10T04:17:00Z");

    private record Event(Instant time, Runnable action) {}

    private static final Duration TICK = Duration.ofSeconds(1);

    private final List<Event> events = new ArrayList<>();
    private final Queue<Message> messages = new ArrayDeque<>();
    private Runnable onTick = () -> {};

    TestClock() {
        super(START);
    }

    /** Does something when that much time has passed since the start. */
    void after(Duration time, Runnable action) {
        events.add(new Event(START.plus(time), action));
    }

    /** Does something after each second. */
    void onTick(Runnable action) {
        onTick = action;
    }

    @Override
    public void post(Message message) {
        messages.add(message);
    }

    @Override
    public Optional<Message> next(Duration atMost) throws InterruptedException {
        Duration left = atMost;
        while (messages.isEmpty() && left.isPositive()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Duration tick = left.compareTo(TICK) < 0 ? left : TICK;
            pass(tick);
            left = left.minus(tick);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return Optional.ofNullable(messages.poll());
    }

    @Override
    public void pass(Duration time) {
        super.pass(time);
        List<Event> due = events.stream().filter(each -> !each.time().isAfter(instant())).toList();
        events.removeAll(due);
        due.forEach(each -> each.action().run());
        onTick.run();
    }

    Duration passed() {
        return Duration.between(START, instant());
    }
}
