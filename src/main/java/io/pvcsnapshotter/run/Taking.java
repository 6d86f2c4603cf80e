package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.SnapshotChange;
import io.pvcsnapshotter.cluster.SnapshotReader;
import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Takes the snapshots of a run and waits for them: one loop that hears of everything and is the
 * only one to change what it knows.
 *
 * <p>A claim is first in line, then asked for, then waited for until it has its outcome.
 */
final class Taking {
    /** How often everything is looked at even if the watch says nothing. */
    private static final Duration LOOK = Duration.ofSeconds(30);

    private final Requests requests;
    private final RunTiming timing;
    private final Places places;
    private final Clock clock;
    private final Signals signals;
    private final Consumer<RunNews> news;
    private final BiConsumer<ClaimPlan, Outcome> finished;

    private final Deque<ClaimPlan> inLine = new ArrayDeque<>();
    private final Set<ClaimPlan> asked = new LinkedHashSet<>();
    private final Waiting waiting;

    /** When the time of some claim is up: one for each policy, as far as it has not come yet. */
    private final TreeSet<Instant> ends = new TreeSet<>();

    private int wanted;
    private int forbidden;
    private Instant nextLook;

    /**
     * @param finished is called once for each claim
     */
    Taking(
            Requests requests,
            RunTiming timing,
            Places places,
            Clock clock,
            Signals signals,
            Consumer<RunNews> news,
            BiConsumer<ClaimPlan, Outcome> finished) {
        this.requests = requests;
        this.timing = timing;
        this.places = places;
        this.clock = clock;
        this.signals = signals;
        this.news = news;
        this.finished = finished;
        this.waiting = new Waiting(requests, places, clock, news, finished);
        this.nextLook = clock.instant().plus(LOOK);
    }

    /**
     * Returns when every claim has its outcome.
     *
     * @param due in the order in which they are taken
     * @throws InterruptedException if the run has to stop; claims without an outcome then got one
     *     that says so
     */
    void takeAndWait(List<ClaimPlan> due) throws InterruptedException {
        if (due.isEmpty()) {
            return;
        }
        wanted = due.size();
        inLine.addAll(due);
        due.forEach(each -> ends.add(end(each)));
        try (SnapshotReader.Watching _ = requests.watch()) {
            start();
            while (!isDone()) {
                Optional<Signal> signal = signals.next(untilSomethingIsDue());
                while (signal.isPresent()) {
                    hear(signal.get());
                    signal = signals.next(Duration.ZERO);
                }
                lookAgain();
                timeOut();
                start();
            }
        } catch (InterruptedException stopped) {
            stop();
            throw stopped;
        }
    }

    private boolean isDone() {
        return inLine.isEmpty() && asked.isEmpty() && waiting.isEmpty();
    }

    private void start() {
        while (!inLine.isEmpty()
                && places.isFree(asked.size(), clock.instant())
                && !isTooLate(inLine.peek())
                && !Thread.currentThread().isInterrupted()) {
            ClaimPlan claim = inLine.remove();
            switch (claim.decision()) {
                case Decision.Take take -> {
                    take.warnings()
                            .forEach(each -> news.accept(new RunNews.Warned(claim.claim().name() + ": " + each)));
                    asked.add(claim);
                    requests.create(claim, take);
                }
                case Decision.Adopt(Policy policy, Snapshot snapshot, String reason) -> {
                    news.accept(new RunNews.Adopted(claim.claim().name(), snapshot, reason));
                    await(claim, policy, snapshot, Optional.empty());
                }
                default -> throw new IllegalArgumentException("not due: " + claim.claim().name());
            }
        }
    }

    private void hear(Signal signal) {
        switch (signal) {
            case Signal.Created(ClaimPlan claim, Snapshot snapshot, boolean existed) ->
                    created(claim, snapshot, existed);
            case Signal.Refused(ClaimPlan claim, ApiFailure failure) -> {
                forbidden += failure.kind() == ApiFailure.Kind.FORBIDDEN ? 1 : 0;
                notMade(claim, refusal(failure));
            }
            case Signal.NotMade(ClaimPlan claim, String reason, boolean retryMayHelp) ->
                    notMade(claim, new Outcome.Failed(reason, retryMayHelp));
            case Signal.Changed(SnapshotChange change) -> waiting.hear(change, !asked.isEmpty());
        }
    }

    /** Whether snapshots were due and every one was refused for want of a right. */
    boolean wasForbidden() {
        return wanted > 0 && forbidden == wanted;
    }

    /** An answer that comes when the time was up already changes nothing. */
    private void notMade(ClaimPlan claim, Outcome outcome) {
        if (asked.contains(claim)) {
            finish(claim, outcome);
        }
    }

    private void created(ClaimPlan claim, Snapshot snapshot, boolean existed) {
        if (!(claim.decision() instanceof Decision.Take take) || !asked.remove(claim)) {
            return;
        }
        if (existed) {
            news.accept(new RunNews.Adopted(claim.claim().name(), snapshot, "asked for by this run before"));
        } else {
            news.accept(new RunNews.Requested(claim.claim().name(), snapshot));
        }
        await(claim, take.policy(), snapshot, take.request().driver());
    }

    private void await(ClaimPlan claim, Policy policy, Snapshot snapshot, Optional<String> driver) {
        ends.add(end(claim)); // It may be over already: a retry looks at what its first try made.
        waiting.add(claim, policy, snapshot, driver);
    }

    private static Outcome refusal(ApiFailure failure) {
        return failure.kind() == ApiFailure.Kind.NAMESPACE_TERMINATING
                ? new Outcome.Skipped("its namespace is being deleted")
                : new Outcome.Failed(failure.getMessage(), failure.anotherPodMayHelp());
    }

    private void lookAgain() {
        if (!clock.instant().isBefore(nextLook)) {
            nextLook = clock.instant().plus(LOOK);
            requests.list();
        }
    }

    private Duration untilSomethingIsDue() {
        Instant now = clock.instant();
        Instant next = ends.isEmpty() || nextLook.isBefore(ends.first()) ? nextLook : ends.first();
        return next.isAfter(now) ? Duration.between(now, next) : Duration.ZERO;
    }

    private Instant end(ClaimPlan claim) {
        return timing.until(((Decision.Due) claim.decision()).policy().waiting().timeout());
    }

    private boolean isOver(ClaimPlan claim) {
        return !clock.instant().isBefore(end(claim));
    }

    /** What exists is looked at whatever the time is: a retry may find it ready. */
    private boolean isTooLate(ClaimPlan claim) {
        return claim.decision() instanceof Decision.Take && isOver(claim);
    }

    private void timeOut() {
        Instant now = clock.instant();
        if (ends.isEmpty() || now.isBefore(ends.first())) {
            return;
        }
        ends.headSet(now, true).clear();
        waiting.timeOut(this::isOver, Duration.between(timing.started(), now));
        for (ClaimPlan each : List.copyOf(asked)) {
            if (isOver(each)) {
                finish(
                        each,
                        new Outcome.Failed(
                                "the time was up before the API server had answered the request for its snapshot",
                                true));
            }
        }
        for (ClaimPlan each : List.copyOf(inLine)) {
            if (isTooLate(each)) {
                finish(each, new Outcome.Failed("the time was up before its turn came", true));
            }
        }
    }

    private void stop() {
        for (ClaimPlan each : List.copyOf(inLine)) {
            finish(each, new Outcome.Failed("the run was stopped before its turn", true));
        }
        Outcome outcome =
                new Outcome.Failed("the run was stopped before its snapshot was ready", true);
        List.copyOf(asked).forEach(each -> finish(each, outcome));
        waiting.stop(outcome);
    }

    private void finish(ClaimPlan claim, Outcome outcome) {
        if (!asked.remove(claim)) {
            inLine.remove(claim);
        }
        finished.accept(claim, outcome);
    }
}
