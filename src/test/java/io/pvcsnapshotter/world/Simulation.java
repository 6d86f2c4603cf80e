package io.pvcsnapshotter.world;

import io.pvcsnapshotter.world.Judge.Broken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The life of the world of one seed, from its beginning to a quiet end. */
final class Simulation {
    /**
     * @param runs how many pods have ended
     * @param deleted how many snapshots they deleted
     */
    record Result(Optional<Broken> broken, int runs, int deleted) {}

    /** So many of a hundred worlds have a quiet end, and one of these a long one. */
    private static final int QUIET = 30;

    private final World world;
    private final Beginnings beginnings;
    private final People people;
    private final Script script;

    private Simulation(long seed, Set<Integer> leftOut, Trace trace) {
        beginnings = new Beginnings(seed);
        world = new World(seed, beginnings.start(), trace);
        people = new People(world, beginnings);
        beginnings.populate(world, people);
        script = Script.of(seed, world.time.now(), beginnings.period().toMillis()).without(leftOut);
    }

    static Result of(long seed) {
        return new Simulation(seed, Set.of(), new Trace(false)).live();
    }

    private Result live() {
        for (Script.Happening each : script.happenings()) {
            world.time.at(each.time(), () -> people.happen(each));
        }
        long last = script.happenings().isEmpty() ? 0 : script.happenings().getLast().time();
        pass(last - world.time.now() + beginnings.period().toMillis());
        endQuietly(world.chance("end", 0).below(100));
        world.jobs.forEach(WorldJob::end);
        world.time.end();
        int deleted =
                (int)
                        world.everything().stream()
                                .filter(each -> each.deletedBy.isPresent())
                                .count();
        return new Result(world.judge.broken(), world.judge.runs(), deleted);
    }

    private void pass(long millis) {
        world.time.pass(
                world.time.now() + Math.max(0, millis), () -> world.judge.broken().isPresent());
    }

    /** Where nothing goes wrong any more, everything is in order again after a while. */
    private void endQuietly(int luck) {
        if (luck >= QUIET) {
            return;
        }
        pass(Duration.ofHours(3).toMillis());
        people.mend();
        pass(Duration.ofHours(26).toMillis());
        new QuietEnd(world).judge(luck == 0, this::pass);
    }

    // ---- for a person

    /** What happens in the world of a seed, line by line. */
    static String trace(long seed) {
        Trace trace = new Trace(true);
        new Simulation(seed, Set.of(), trace).live();
        return trace.toString();
    }

    /** What broke, and the shortest way there that was found. */
    static String report(long seed) {
        Set<Integer> leftOut = shortened(seed);
        Trace trace = new Trace(true);
        Result result = new Simulation(seed, leftOut, trace).live();
        return "seed %d: %s%n%d of its happenings are left out.%n%s"
                .formatted(
                        seed,
                        result.broken().map(Broken::toString).orElse("nothing is broken"),
                        leftOut.size(),
                        trace);
    }

    /** Leaves out what can be left out so that the same promise is still broken. */
    private static Set<Integer> shortened(long seed) {
        Optional<Broken> broken = of(seed).broken();
        if (broken.isEmpty()) {
            return Set.of();
        }
        String promise = broken.get().promise();
        Set<Integer> leftOut = new TreeSet<>();
        List<Integer> left =
                new ArrayList<>(
                        new Simulation(seed, Set.of(), new Trace(false))
                                .script.happenings().stream()
                                        .map(Script.Happening::number)
                                        .toList());
        for (int size = Math.max(1, left.size() / 2); size >= 1; size /= 2) {
            for (int from = 0; from < left.size(); ) {
                List<Integer> some = left.subList(from, Math.min(from + size, left.size()));
                Set<Integer> without = new TreeSet<>(leftOut);
                without.addAll(some);
                if (breaks(seed, without, promise)) {
                    leftOut.addAll(some);
                    some.clear();
                } else {
                    from += size;
                }
            }
        }
        return leftOut;
    }

    private static boolean breaks(long seed, Set<Integer> leftOut, String promise) {
        return new Simulation(seed, leftOut, new Trace(false))
                .live()
                .broken()
                .filter(each -> each.promise().equals(promise))
                .isPresent();
    }
}
