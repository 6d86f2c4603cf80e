package io.pvcsnapshotter.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/**
 * Begins with what another clock says, and then goes on by the time that really passes. Where
 * somebody sets the clock of the node while a run is on, no wait ends early, and nothing that is
 * old looks fresh.
 */
public final class SteadyClock extends Clock {
    private final Instant start;
    private final ZoneId zone;
    private final LongSupplier nanos;
    private final long nanosAtStart;

    /**
     * @param nanos how many nanoseconds have passed, since any moment
     */
    public SteadyClock(Clock clock, LongSupplier nanos) {
        this(clock.instant(), clock.getZone(), nanos, nanos.getAsLong());
    }

    private SteadyClock(Instant start, ZoneId zone, LongSupplier nanos, long nanosAtStart) {
        this.start = start;
        this.zone = zone;
        this.nanos = nanos;
        this.nanosAtStart = nanosAtStart;
    }

    @Override
    public Instant instant() {
        return start.plus(Duration.ofNanos(nanos.getAsLong() - nanosAtStart));
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new SteadyClock(start, other, nanos, nanosAtStart);
    }
}
