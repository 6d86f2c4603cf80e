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
        int conflicts = 0;
        while (true) {
            Plan plan = plan(finder.look(waiting.time()));
            if (plan instanceof Plan.Refused(List<Refusal> refusals)) {
                return new Outcome.Refused(refusals);
            }
            Plan.Steps steps = (Plan.Steps) plan;
            if (steps.steps().isEmpty() || beginsAnew(steps.steps().getFirst())) {
                return new Outcome.Ended(ending.isEmpty() ? steps.ending() : ending);
            }
            ending = steps.ending();
            mayBegin |= steps.more();
            Step next = steps.steps().getFirst();
            if (next.action() instanceof Wait(String detail)) {
                if (waiting.goesOn(next, detail)) {
                    time.pause(BETWEEN_LOOKS);
                    continue;
                }
                return new Outcome.TimedOut(next, detail);
            }
            waiting.ends();
            if (conflicts == 0) {
                news.accept(new RestoreNews.Doing(done.size() + 1, next));
            }
            if (succeeds(next)) {
                done.add(next);
                conflicts = 0;
                mayBegin &= next.kind() != Step.Kind.HOLD;
                if (steps.steps().size() == 1 && !steps.more()) {
                    return new Outcome.Ended(ending);
                }
            } else if (++conflicts < MOST_CONFLICTS) {
                time.pause(AFTER_CONFLICT);
            } else {
                return new Outcome.TimedOut(next, "it changes again and again");
            }
        }
    }

    /**
     * The last step takes the record off. If the answer to that was lost, the next look finds no
     * restore: it has ended, and must not begin a second time.
     */
    private boolean beginsAnew(Step first) {
        if (first.kind() != Step.Kind.HOLD) {
            mayBegin = false;
        }
        return first.kind() == Step.Kind.HOLD && !mayBegin && !(request.goal() instanceof Beside);
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
