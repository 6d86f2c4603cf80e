package io.pvcsnapshotter.world;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * A clock that stands still while somebody works, and the threads that live by it. They are virtual
 * threads that take turns on the one thread that calls {@link #pass}; whose turn it is, is chosen.
 * So what blocks in the program blocks here too, and the same choices give the same world.
 */
final class VirtualTime {
    /** The scheduler of a virtual thread can be chosen, but not by the public API of JDK 25. */
    private static final MethodHandle NEW_THREAD = newThread();

    private record Event(long time, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return time == other.time
                    ? Long.compare(number, other.number)
                    : Long.compare(time, other.time);
        }
    }

    /** A thread that can go on. */
    private record Turn(Thread thread, Runnable steps) {}

    private final Chance chance;
    private final PriorityQueue<Event> events = new PriorityQueue<>();

    private final ConcurrentLinkedQueue<Turn> woken = new ConcurrentLinkedQueue<>();
    private final List<Turn> ready = new ArrayList<>();
    private final Set<Thread> threads = new HashSet<>();
    private long now;
    private long number;

    VirtualTime(long start, Chance chance) {
        this.now = start;
        this.chance = chance;
    }

    private static MethodHandle newThread() {
        try {
            Method method =
                    Class.forName("java.lang.ThreadBuilders")
                            .getDeclaredMethod(
                                    "newVirtualThread",
                                    Executor.class,
                                    String.class,
                                    int.class,
                                    Runnable.class);
            method.setAccessible(true);
            return MethodHandles.lookup().unreflect(method);
        } catch (ReflectiveOperationException | RuntimeException closed) {
            throw new IllegalStateException(
                    "start java with --add-opens java.base/java.lang=ALL-UNNAMED", closed);
        }
    }

    /** In milliseconds. */
    long now() {
        return now;
    }

    /** Does something at a time, between the turns of the threads; it must not block. */
    void at(long time, Runnable action) {
        events.add(new Event(Math.max(time, now), ++number, action));
    }

    Thread start(String name, Runnable body) {
        Thread[] started = new Thread[1];
        Executor turns = steps -> woken.add(new Turn(started[0], steps));
        try {
            Runnable whole =
                    () -> {
                        try {
                            body.run();
                        } finally {
                            threads.remove(started[0]);
                        }
                    };
            started[0] = (Thread) NEW_THREAD.invokeExact(turns, name, 0, whole);
            threads.add(started[0]);
            started[0].start();
            return started[0];
        } catch (Throwable unknown) {
            throw new IllegalStateException(unknown);
        }
    }

    /** Of one of the threads: returns when the time has passed, or at once when interrupted. */
    void sleep(long millis) {
        Alarm alarm = new Alarm();
        at(now + millis, alarm::ring);
        alarm.await();
    }

    /** Something that a thread waits for. */
    static final class Alarm {
        private final Thread thread = Thread.currentThread();
        private boolean rung;

        void ring() {
            rung = true;
            LockSupport.unpark(thread);
        }

        void await() {
            while (!rung && !thread.isInterrupted()) {
                LockSupport.park(this);
            }
        }
    }

    /** Lets everything happen until then, or until it is enough. */
    void pass(long until, java.util.function.BooleanSupplier enough) {
        takeTurns();
        while (!enough.getAsBoolean() && !events.isEmpty() && events.peek().time() <= until) {
            Event next = events.remove();
            now = next.time();
            next.action().run();
            takeTurns();
        }
        if (!enough.getAsBoolean()) {
            now = Math.max(now, until);
        }
    }

    private void takeTurns() {
        while (true) {
            for (Turn each = woken.poll(); each != null; each = woken.poll()) {
                ready.add(each);
            }
            if (ready.isEmpty()) {
                return;
            }
            take(ready.remove(chance.below(ready.size())));
        }
    }

    /**
     * Until its thread waits for something in this world. It may have to wait for a lock of the
     * JDK's that another world has: that is no reason for time to pass here.
     */
    private void take(Turn turn) {
        turn.steps().run();
        while (isHeldUp(turn.thread())) {
            Turn next = woken.poll();
            if (next == null) {
                Thread.onSpinWait();
            } else if (next.thread() == turn.thread()) {
                next.steps().run();
            } else {
                ready.add(next);
            }
        }
    }

    private static boolean isHeldUp(Thread thread) {
        return thread.getState() == Thread.State.BLOCKED
                || thread.getState() == Thread.State.RUNNABLE;
    }

    /** Every thread has to find out that it is dead: one that is left would stay for ever. */
    void end() {
        pass(Long.MAX_VALUE, () -> threads.isEmpty());
        if (!threads.isEmpty()) {
            throw new IllegalStateException("these wait for nothing: " + threads);
        }
    }
}
