package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** A clock on which time passes only while somebody sleeps, and then at once. */
final class TestClock extends Clock implements Sleeper {
    static final Instant START = Instant.parse("2026-03-10T04:17:00Z");

    private record Event(Instant time, Runnable action) {}

    private final List<Event> events = new ArrayList<>();
    private Instant now = START;

    /** Does something when that much time has passed since the start. */
    void after(Duration time, Runnable action) {
        events.add(new Event(START.plus(time), action));
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        now = now.plus(time);
        List<Event> due = events.stream().filter(each -> !each.time().isAfter(now)).toList();
        events.removeAll(due);
        due.forEach(each -> each.action().run());
    }

    Duration passed() {
        return Duration.between(START, now);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
