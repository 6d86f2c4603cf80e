package io.pvcsnapshotter.restore;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Manifests;
import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.restore.RestoreRequest.Beside;
import io.pvcsnapshotter.restore.Step.Create;
import io.pvcsnapshotter.restore.Step.Delete;
import io.pvcsnapshotter.restore.Step.Patch;
import io.pvcsnapshotter.restore.Step.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Looks, plans, does the first step, and looks again, until there is nothing left to do. */
public final class Restore {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** The pause after a conflict, so that two who restore the same do not keep each other busy. */
    private static final Duration AFTER_CONFLICT = Duration.ofMillis(200);

    private static final int MOST_CONFLICTS = 50;

    /** An API server that is started again, or a network that comes back, takes minutes. */
    private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(10);

    /** Time, and the passing of it. */
    public interface Time extends Supplier<Instant> {
        void pause(Duration length) throws InterruptedException;
    }

    private final Manifests cluster;
    private final Time time;
    private final RestoreRequest request;
    private final Duration patience;
    private final Finder finder;
    private final List<Step> done = new ArrayList<>();
    private List<String> ending = List.of();
    private boolean mayBegin = true;
    private int conflicts;
    private Optional<RestoreRecord> record = Optional.empty();

    /**
     * @param patience the longest that the same is waited for
     */
    public Restore(Manifests cluster, Time time, RestoreRequest request, Duration patience) {
        this.cluster = cluster;
        this.time = time;
        this.request = request;
        this.patience = patience;
        this.finder = new Finder(cluster, time, request);
    }

    /**
     * What would be done now, checked as far as it can be without doing it.
     *
     * @throws MissingRightsException if the person may not do all of it
     * @throws ApiFailure if the API server does not do as asked
     */
    public Plan plan() {
        String namespace = request.claim().namespace();
        List<String> missing = Rights.missing(cluster, namespace, request.goal());
        if (!missing.isEmpty()) {
            throw new MissingRightsException(namespace, missing);
        }
        Findings findings = finder.look(Duration.ZERO);
        Plan plan = plan(findings);
        return plan instanceof Plan.Steps steps ? new Trial(cluster, findings).of(steps) : plan;
    }

    private Plan plan(Findings findings) {
        return switch (request.goal()) {
            case Beside goal -> BesidePlanner.plan(findings, request, goal);
            case RestoreRequest.InPlace _, RestoreRequest.Undo _ ->
                    InPlacePlanner.plan(findings, request);
        };
    }

    /** The claim as it would be made, if there is a snapshot to make it from. */
    public Optional<Manifest> manifest() {
        Findings findings = finder.look(Duration.ZERO);
        return switch (request.goal()) {
            case Beside goal -> BesidePlanner.manifest(findings, request, goal);
            case RestoreRequest.InPlace _, RestoreRequest.Undo _ ->
                    InPlacePlanner.manifest(findings, request);
        };
    }

    /**
     * Does it, whatever of it has been done before.
     *
     * @param news is told of each step
     */
    public Outcome run(Consumer<RestoreNews> news) {
        try {
            return new Outcome(done, loop(news));
        } catch (ApiFailure failure) {
            return new Outcome(done, new Outcome.Failed(failure));
        } catch (InterruptedException stopped) {
            return new Outcome(done, new Outcome.Interrupted());
        }
    }

    private Outcome.How loop(Consumer<RestoreNews> news) throws InterruptedException {
        Waiting waiting = new Waiting(news);
        Outage outage = new Outage(news);
        while (true) {
            try {
                Optional<Outcome.How> end = turn(waiting, news);
                if (end.isPresent()) {
                    return end.get();
                }
                outage.ends();
            } catch (ApiFailure failure) {
                if (!outage.goesOn(failure)) {
                    throw failure;
                }
                time.pause(BETWEEN_LOOKS);
            }
        }
    }

    /** Looks, plans, and does the first step; says how it has ended, if it has. */
    private Optional<Outcome.How> turn(Waiting waiting, Consumer<RestoreNews> news)
            throws InterruptedException {
        Findings findings = finder.look(waiting.time());
        if (isOver(findings)) {
            return Optional.of(over(findings));
        }
        Plan plan = plan(findings);
        if (plan instanceof Plan.Refused(List<Refusal> refusals)) {
            return Optional.of(new Outcome.Refused(refusals));
        }
        Plan.Steps steps = (Plan.Steps) plan;
        if (steps.steps().isEmpty()) {
            return Optional.of(new Outcome.Ended(ending.isEmpty() ? steps.ending() : ending));
        }
        record = Open.of(findings).map(Open::restore).or(() -> record);
        ending = steps.ending();
        Step next = steps.steps().getFirst();
        mayBegin = steps.more() || mayBegin && next.kind() == Step.Kind.HOLD;
        if (next.action() instanceof Wait(String detail)) {
            if (waiting.goesOn(next, detail)) {
                time.pause(BETWEEN_LOOKS);
                return Optional.empty();
            }
            return Optional.of(new Outcome.TimedOut(next, detail));
        }
        waiting.ends();
        if (conflicts == 0) {
            news.accept(new RestoreNews.Doing(done.size() + 1, next));
        }
        if (succeeds(next)) {
            done.add(next);
            conflicts = 0;
            mayBegin &= next.kind() != Step.Kind.HOLD;
            boolean last = steps.steps().size() == 1 && !steps.more();
            return last ? Optional.of(new Outcome.Ended(ending)) : Optional.empty();
        }
        conflicts++;
        if (conflicts >= MOST_CONFLICTS) {
            return Optional.of(new Outcome.TimedOut(next, "it changes again and again"));
        }
        time.pause(AFTER_CONFLICT);
        return Optional.empty();
    }

    /**
     * The last step takes the record off. If the answer to that was lost, or somebody else was
     * faster, the next look finds no restore: it must not begin a second time.
     */
    private boolean isOver(Findings findings) {
        return !(request.goal() instanceof Beside) && !mayBegin && Open.of(findings).isEmpty();
    }

    private Outcome.How over(Findings findings) {
        boolean made =
                findings.found()
                        .filter(each -> record.filter(that -> that.hasMade(each)).isPresent())
                        .isPresent();
        return made || request.goal() instanceof RestoreRequest.Undo
                ? new Outcome.Ended(ending)
                : new Outcome.Refused(
                        List.of(
                                new Refusal(
                                        "Somebody else has undone this restore meanwhile",
                                        "Nothing is lost. If you still want it, call again.")));
    }

    /** What is there may have changed since the look: then another look decides. */
    private boolean succeeds(Step step) {
        try {
            perform(step);
            return true;
        } catch (ApiFailure failure) {
            return switch (failure.kind()) {
                case CONFLICT, NOT_FOUND, ALREADY_EXISTS -> false;
                default -> throw failure;
            };
        }
    }

    private void perform(Step step) {
        switch (step.action()) {
            case Patch(var kind, var name, var patch) -> cluster.patch(kind, name, patch);
            case Create(var kind, var object) -> cluster.create(kind, object);
            case Delete(var kind, var object) -> cluster.delete(kind, object);
            case Wait _ -> {}
        }
    }

    /** How long the API server has not done as asked, for a reason that passes. */
    private final class Outage {
        private final Consumer<RestoreNews> news;
        private Optional<Instant> since = Optional.empty();

        Outage(Consumer<RestoreNews> news) {
            this.news = news;
        }

        boolean goesOn(ApiFailure failure) {
            if (!failure.retryMayHelp()) {
                return false;
            }
            if (since.isEmpty()) {
                since = Optional.of(time.get());
                news.accept(new RestoreNews.Outage(failure.getMessage()));
            }
            Duration length = Duration.between(since.get(), time.get());
            return length.compareTo(LONGEST_OUTAGE) < 0 && length.compareTo(patience) < 0;
        }

        void ends() {
            since = Optional.empty();
        }
    }

    /** How long the same step has been waited for. */
    private final class Waiting {
        private final Consumer<RestoreNews> news;
        private Optional<Step.Kind> on = Optional.empty();
        private Instant since = Instant.MAX;
        private String said = "";

        Waiting(Consumer<RestoreNews> news) {
            this.news = news;
        }

        Duration time() {
            return on.isEmpty() ? Duration.ZERO : Duration.between(since, time.get());
        }

        boolean goesOn(Step step, String detail) {
            if (!on.equals(Optional.of(step.kind()))) {
                on = Optional.of(step.kind());
                since = time.get();
                said = "";
                news.accept(new RestoreNews.Doing(done.size() + 1, step));
                done.add(step);
            }
            if (!detail.equals(said) && !detail.isEmpty()) {
                news.accept(new RestoreNews.Waiting(step, detail));
                said = detail;
            }
            return time().compareTo(patience) < 0;
        }

        void ends() {
            on = Optional.empty();
        }
    }
}
