package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.health.Readiness;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Plan.DueClaim;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One claim on its way through a run, and all that the run knows of it: first it stands in line,
 * then its snapshot is asked for, then waited for, until there is an outcome. What is heard of it
 * after that is ignored.
 */
final class ClaimInFlight {
    private enum Stage {
        IN_LINE,
        ASKED,
        AWAITED,
        DONE
    }

    private final DueClaim due;
    private final Instant deadline;
    private final InFlight places;
    private final Clock clock;
    private final Consumer<RunNews> news;
    private final BiConsumer<DueClaim, Outcome> finished;

    private Stage stage = Stage.IN_LINE;

    /** What the watch told of before the answer to the request was here: it does not tell twice. */
    private Optional<Snapshot> early = Optional.empty();

    /** While it is awaited: the snapshot as it was made, and what was seen of it since. */
    private Snapshot made;

    private Readiness readiness;
    private boolean taken;
    private String waitsFor = "";

    /**
     * @param deadline when the claim's time is up
     * @param finished is told the outcome, once
     */
    ClaimInFlight(
            DueClaim due,
            Instant deadline,
            InFlight places,
            Clock clock,
            Consumer<RunNews> news,
            BiConsumer<DueClaim, Outcome> finished) {
        this.due = due;
        this.deadline = deadline;
        this.places = places;
        this.clock = clock;
        this.news = news;
        this.finished = finished;
    }

    DueClaim due() {
        return due;
    }

    Instant deadline() {
        return deadline;
    }

    /** The name of its snapshot, which is known before there is one. */
    ObjectName snapshot() {
        return switch (due.decision()) {
            case Decision.Take take -> take.request().name();
            case Decision.Adopt adopt -> adopt.snapshot().name();
        };
    }

    boolean isAwaited() {
        return stage == Stage.AWAITED;
    }

    boolean isDone() {
        return stage == Stage.DONE;
    }

    /** Its turn has come. */
    void start(Requests requests) {
        ObjectName claim = due.claim().name();
        switch (due.decision()) {
            case Decision.Take take -> {
                take.warnings()
                        .forEach(each -> news.accept(new RunNews.Warned(claim + ": " + each)));
                stage = Stage.ASKED;
                places.ask(this);
                requests.create(this, take.request());
            }
            case Decision.Adopt adopt -> {
                news.accept(new RunNews.Adopted(claim, adopt.snapshot(), adopt.why()));
                await(adopt.snapshot(), Optional.empty());
            }
        }
    }

    /**
     * The request is answered, and this is the claim's snapshot.
     *
     * @param existed whether an earlier attempt of this run had asked for it
     */
    void made(Snapshot snapshot, boolean existed) {
        if (stage != Stage.ASKED || !(due.decision() instanceof Decision.Take take)) {
            return;
        }
        ObjectName claim = due.claim().name();
        news.accept(
                existed
                        ? new RunNews.Adopted(claim, snapshot, "asked for by this run before")
                        : new RunNews.Requested(claim, snapshot));
        await(snapshot, take.request().driver());
    }

    /** The request is answered, and there is no snapshot. */
    void notMade(Outcome outcome) {
        if (stage == Stage.ASKED) {
            end(outcome);
        }
    }

    private void await(Snapshot snapshot, Optional<String> driver) {
        stage = Stage.AWAITED;
        made = snapshot;
        readiness = new Readiness(snapshot, due.decision().until(), driver);
        places.made(this, clock.instant());
        observe(Optional.of(early.filter(each -> each.uid().equals(made.uid())).orElse(snapshot)));
    }

    /** A snapshot of that name looks like this now. */
    void see(Snapshot snapshot) {
        if (stage == Stage.ASKED) {
            early = Optional.of(snapshot);
        } else if (isAwaited()) {
            observe(Optional.of(snapshot));
        }
    }

    /** The snapshot of that name and uid is no more. */
    void miss(String uid) {
        if (isAwaited() && made.uid().equals(uid)) {
            observe(Optional.empty());
        }
    }

    /** It was not in a list, which may be from before it was made; so it is read by its name. */
    void lookFor(Requests requests) {
        if (isAwaited()) {
            requests.read(made);
        }
    }

    private void observe(Optional<Snapshot> snapshot) {
        Optional<Outcome> outcome = readiness.observe(snapshot, clock.instant());
        if (readiness.isTaken() && !taken) {
            taken = true;
            places.release(this, clock.instant());
            news.accept(new RunNews.Taken(due.claim().name()));
        }
        outcome.ifPresentOrElse(this::end, this::tellWhatItWaitsFor);
    }

    private void tellWhatItWaitsFor() {
        String now = readiness.waitsFor();
        if (!now.equals(waitsFor)) {
            waitsFor = now;
            news.accept(new RunNews.Waiting(due.claim().name(), now));
        }
    }

    boolean isOver() {
        return !clock.instant().isBefore(deadline);
    }

    /** What exists is looked at whatever the time is: a retry may find it ready. */
    boolean isTooLateToStart() {
        return due.decision() instanceof Decision.Take && isOver();
    }

    /**
     * Its time is up.
     *
     * @param waited how long the run has waited
     * @param blind why its snapshot could not be looked at lately, if it could not
     */
    void timeOut(Duration waited, Optional<ApiFailure> blind) {
        switch (stage) {
            case IN_LINE -> end(new Outcome.Failed("the time was up before its turn came", true));
            case ASKED ->
                    end(
                            new Outcome.Failed(
                                    "the time was up before the API server had answered the request for its snapshot",
                                    true));
            case AWAITED -> end(readiness.timedOut(waited, blind.map(ApiFailure::reason)));
            case DONE -> {}
        }
    }

    /** The run has to stop. */
    void stop() {
        end(
                new Outcome.Failed(
                        stage == Stage.IN_LINE
                                ? "the run was stopped before its turn"
                                : "the run was stopped before its snapshot was ready",
                        true));
    }

    void end(Outcome outcome) {
        stage = Stage.DONE;
        places.release(this, clock.instant());
        // There may be many that are done, and what was read of them is not needed any more.
        early = Optional.empty();
        made = null;
        readiness = null;
        finished.accept(due, outcome);
    }
}
