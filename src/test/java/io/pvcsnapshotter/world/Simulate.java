package io.pvcsnapshotter.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Lets many worlds live, one on each core, until a promise is broken. {@code bench/simulate}. */
public final class Simulate {
    private static final Duration NEWS = Duration.ofMinutes(1);

    /** Worlds that have lived, and what happened in all of them together. */
    record Total(long seeds, long runs, long deleted, Optional<Long> broken) {}

    private final long first;
    private final long seeds;
    private final AtomicLong next;
    private final AtomicLong broken = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong lived = new AtomicLong();
    private final AtomicLong runs = new AtomicLong();
    private final AtomicLong deleted = new AtomicLong();

    private Simulate(long first, long seeds) {
        this.first = first;
        this.seeds = seeds;
        this.next = new AtomicLong(first);
    }

    /** The lowest seed in which a promise is broken is the one that is named. */
    static Total seeds(long first, long seeds) throws InterruptedException {
        return new Simulate(first, seeds).total();
    }

    /** The seeds in which a promise is broken, with the promise, until so many are found. */
    public static List<String> broken(long seeds, int enough) {
        List<String> broken = new ArrayList<>();
        for (long seed = 1; seed <= seeds && broken.size() < enough; seed++) {
            String found = "seed " + seed + ": ";
            Simulation.of(seed).broken().ifPresent(each -> broken.add(found + each.promise()));
        }
        return broken;
    }

    private Total total() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            threads.add(Thread.ofPlatform().name("worlds-" + i).start(this::live));
        }
        for (Thread each : threads) {
            each.join();
        }
        return new Total(
                lived.get(),
                runs.get(),
                deleted.get(),
                Optional.of(broken.get()).filter(each -> each != Long.MAX_VALUE));
    }

    private void live() {
        for (long seed = next.getAndIncrement();
                seed < Math.min(first + seeds, broken.get());
                seed = next.getAndIncrement()) {
            Simulation.Result result = Simulation.of(seed);
            lived.incrementAndGet();
            runs.addAndGet(result.runs());
            deleted.addAndGet(result.deleted());
            if (result.broken().isPresent()) {
                broken.accumulateAndGet(seed, Math::min);
            }
        }
    }

    private void tellNow() throws InterruptedException {
        while (true) {
            Thread.sleep(NEWS);
            System.err.printf("%,d seeds, %,d runs%n", lived.get(), runs.get());
        }
    }

    /**
     * {@code N [--seed S]}: N worlds, from the seed S on, or from 1; of a single one the trace.
     * {@code --faults}: in which seed each planted fault is found.
     */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments[0].equals("--faults")) {
            PlantedFaults.ALL.parallelStream()
                    .map(each -> each.name() + ": " + each.found(WorldIT.SEEDS, 1))
                    .forEach(System.out::println);
            return;
        }
        long seeds = Long.parseLong(arguments[0]);
        long first = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
        if (seeds == 1) {
            System.out.println(Simulation.report(first));
            return;
        }
        Simulate simulate = new Simulate(first, seeds);
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        simulate.tellNow();
                    } catch (InterruptedException _) {
                        // Nobody does.
                    }
                });
        long begin = System.nanoTime();
        Total total = simulate.total();
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                "%,d seeds, %,d runs, %,d snapshots deleted by them, in %.1f s: %.0f seeds/s, %.0f runs/s%n",
                total.seeds(),
                total.runs(),
                total.deleted(),
                seconds,
                total.seeds() / seconds,
                total.runs() / seconds);
        if (total.broken().isPresent()) {
            System.out.println(Simulation.report(total.broken().get()));
            System.exit(1);
        }
    }
}
