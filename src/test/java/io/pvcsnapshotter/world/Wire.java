package io.pvcsnapshotter.world;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.cluster.ApiFailures;
import io.pvcsnapshotter.cluster.SnapshotWriter.Removal;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.world.Weather.Trouble;
import io.pvcsnapshotter.world.Weather.Verb;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The way of one pod's requests to the API server and back. They take their time, meet the weather,
 * and end as the real gateway lets them end after its retries.
 */
final class Wire {
    private final World world;
    private final Pod pod;

    Wire(World world, Pod pod) {
        this.world = world;
        this.pod = pod;
    }

    <T> T ask(Verb verb, String namespace, String what, Supplier<T> effect) {
        pod.dieIfKilled();
        int number = pod.request();
        Chance chance = world.chance("request of " + pod, number);
        boolean kill = pod.isToDieAt(number);
        boolean dieFirst = chance.percent(50);
        boolean onTheWire = chance.percent(50);
        boolean slow = world.weather.hits(Trouble.ANSWERS_ARE_SLOW, verb, namespace, chance);
        if (kill && dieFirst) {
            pod.kill();
        }
        travel(slow ? chance.between(1000, 60_000) : chance.between(3, 200), onTheWire);
        Optional<Kind> failure = world.weather.failure(verb, namespace, chance);
        if (failure.isPresent()) {
            travel(chance.between(10, 20_000), false);
            world.trace.say("%s: %s: %s", pod, what, failure.get());
            throw ApiFailures.of(failure.get());
        }
        T answer = answer(what, effect);
        if (kill) {
            pod.kill();
        }
        travel(slow ? chance.between(1000, 60_000) : chance.between(3, 200), false);
        if (!world.weather.hits(Trouble.ANSWERS_ARE_LOST, verb, namespace, chance)) {
            return answer;
        }
        travel(chance.between(400, 40_000), false);
        if (chance.percent(40)) {
            world.trace.say("%s: %s: the answer is lost", pod, what);
            throw ApiFailures.of(Kind.UNREACHABLE);
        }
        return answer(what + " (again, for the answer was lost)", effect);
    }

    private <T> T answer(String what, Supplier<T> effect) {
        try {
            T answer = effect.get();
            world.trace.say("%s: %s%s", pod, what, said(answer));
            return answer;
        } catch (ApiFailure refused) {
            world.trace.say("%s: %s: %s", pod, what, refused.kind());
            throw refused;
        }
    }

    private static String said(Object answer) {
        return switch (answer) {
            case Snapshot made -> ": " + made.uid();
            case Removal removal -> ": " + removal;
            default -> "";
        };
    }

    /**
     * @param goesOn whether what is under way arrives although its pod was killed
     */
    private void travel(long millis, boolean goesOn) {
        world.time.sleep(millis);
        if (!goesOn) {
            pod.dieIfKilled();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw ApiFailures.of(Kind.UNREACHABLE);
        }
    }
}
