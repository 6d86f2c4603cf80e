package io.pvcsnapshotter.run;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Area;
import io.pvcsnapshotter.cluster.SnapshotChange;
import io.pvcsnapshotter.cluster.SnapshotReader;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Snapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Takes the snapshots of a run and waits for them: one loop that hears of everything, and the only
 * one that changes the claims in flight.
 */
final class Taking {
    /** How often everything is looked at even if the watch says nothing. */
    private static final Duration LOOK = Duration.ofSeconds(30);

    private final Requests requests;
    private final Mailbox mailbox;
    private final Clock clock;
    private final InFlight places;
    private final Instant started;

    private final Deque<ClaimInFlight> inLine = new ArrayDeque<>();

    /** Those that have had their turn and have no outcome yet, by the names of their snapshots. */
    private final Map<ObjectName, ClaimInFlight> flying = new LinkedHashMap<>();

    private final UnseenAreas unseen = new UnseenAreas();

    /** When the time of some claim is up, as far as it has not come yet: one for each policy. */
    private final TreeSet<Instant> deadlines = new TreeSet<>();

    private final int wanted;
    private int forbidden;
    private Instant nextLook;

    /**
     * @param claims in the order in which their snapshots are taken
     * @param started from when the run counts how long it has waited
     */
    Taking(
            List<ClaimInFlight> claims,
            InFlight places,
            Requests requests,
            Surroundings surroundings,
            Instant started) {
        this.requests = requests;
        this.mailbox = surroundings.mailbox();
        this.clock = surroundings.clock();
        this.places = places;
        this.started = started;
        this.wanted = claims.size();
        this.nextLook = clock.instant().plus(LOOK);
        inLine.addAll(claims);
        claims.forEach(each -> deadlines.add(each.deadline()));
    }

    /**
     * Returns when every claim has its outcome.
     *
     * @throws InterruptedException if the run has to stop; claims without an outcome then got one
     *     that says so
     */
    void takeAndWait() throws InterruptedException {
        if (inLine.isEmpty()) {
            return;
        }
        try (SnapshotReader.Watching _ = requests.watch()) {
            start();
            while (!inLine.isEmpty() || !flying.isEmpty()) {
                Optional<Message> message = mailbox.next(untilSomethingIsDue());
                while (message.isPresent()) {
                    hear(message.get());
                    message = mailbox.next(Duration.ZERO);
                }
                lookAgain();
                timeOut();
                start();
            }
        } catch (InterruptedException stopped) {
            inLine.forEach(ClaimInFlight::stop);
            flying.values().forEach(ClaimInFlight::stop);
            throw stopped;
        }
    }

    /** Whether snapshots were due and every one was refused for want of a right. */
    boolean wasForbidden() {
        return wanted > 0 && forbidden == wanted;
    }

    private void start() {
        while (!inLine.isEmpty()
                && places.isFree(clock.instant())
                && !inLine.peek().isTooLateToStart()
                && !Thread.currentThread().isInterrupted()) {
            ClaimInFlight claim = inLine.remove();
            // It may be over already: a retry looks at what its first try made.
            deadlines.add(claim.deadline());
            flying.put(claim.snapshot(), claim);
            tell(claim, each -> each.start(requests));
        }
    }

    private void tell(ClaimInFlight claim, Consumer<ClaimInFlight> news) {
        news.accept(claim);
        if (claim.isDone()) {
            flying.remove(claim.snapshot());
        }
    }

    private void tell(ObjectName snapshot, Consumer<ClaimInFlight> news) {
        ClaimInFlight claim = flying.get(snapshot);
        if (claim != null) {
            tell(claim, news);
        }
    }

    private void hear(Message message) {
        switch (message) {
            case Message.Created(ClaimInFlight claim, Snapshot snapshot, boolean existed) ->
                    tell(claim, each -> each.made(snapshot, existed));
            case Message.Refused(ClaimInFlight claim, ApiFailure failure) -> {
                forbidden += failure.kind() == ApiFailure.Kind.FORBIDDEN ? 1 : 0;
                tell(claim, each -> each.notMade(refusal(failure)));
            }
            case Message.NotMade(ClaimInFlight claim, String reason, boolean retryMayHelp) ->
                    tell(claim, each -> each.notMade(new Outcome.Failed(reason, retryMayHelp)));
            case Message.Changed(SnapshotChange.Seen(Snapshot snapshot)) -> {
                unseen.end(Area.around(snapshot.name()));
                tell(snapshot.name(), each -> each.see(snapshot));
            }
            case Message.Changed(SnapshotChange.Gone(ObjectName name, String uid)) -> {
                unseen.end(Area.around(name));
                tell(name, each -> each.miss(uid));
            }
            case Message.Changed(SnapshotChange.Listed(Area area, List<Snapshot> snapshots)) ->
                    listed(area, snapshots);
            case Message.Changed(SnapshotChange.Blind(Area area, ApiFailure failure)) ->
                    blinded(area, failure);
        }
    }

    private static Outcome refusal(ApiFailure failure) {
        return failure.kind() == ApiFailure.Kind.NAMESPACE_TERMINATING
                ? new Outcome.Skipped("its namespace is being deleted")
                : new Outcome.Failed(failure.getMessage(), failure.anotherPodMayHelp());
    }

    private void listed(Area area, List<Snapshot> snapshots) {
        unseen.end(area);
        Map<ObjectName, Snapshot> found = new HashMap<>();
        snapshots.forEach(each -> found.put(each.name(), each));
        for (ClaimInFlight each : List.copyOf(flying.values())) {
            Snapshot snapshot = found.get(each.snapshot());
            if (snapshot != null) {
                tell(each, claim -> claim.see(snapshot));
            } else if (area.covers(each.snapshot())) {
                each.lookFor(requests);
            }
        }
    }

    private void blinded(Area area, ApiFailure failure) {
        Instant now = clock.instant();
        unseen.begin(area, failure, now);
        for (ClaimInFlight each : List.copyOf(flying.values())) {
            unseen.forGood(each.snapshot().namespace(), now)
                    .filter(_ -> each.isAwaited())
                    .map(reason ->
                            new Outcome.Failed(reason.getMessage(), reason.anotherPodMayHelp()))
                    .ifPresent(outcome -> tell(each, claim -> claim.end(outcome)));
        }
    }

    private void lookAgain() {
        if (!clock.instant().isBefore(nextLook)) {
            nextLook = clock.instant().plus(LOOK);
            requests.list();
        }
    }

    private Duration untilSomethingIsDue() {
        Instant now = clock.instant();
        Instant next =
                deadlines.isEmpty() || nextLook.isBefore(deadlines.first())
                        ? nextLook
                        : deadlines.first();
        return next.isAfter(now) ? Duration.between(now, next) : Duration.ZERO;
    }

    private void timeOut() {
        Instant now = clock.instant();
        if (deadlines.isEmpty() || now.isBefore(deadlines.first())) {
            return;
        }
        deadlines.headSet(now, true).clear();
        Duration waited = Duration.between(started, now);
        for (ClaimInFlight each : List.copyOf(flying.values())) {
            if (each.isOver()) {
                Optional<ApiFailure> blind = unseen.of(each.snapshot().namespace());
                tell(each, claim -> claim.timeOut(waited, blind));
            }
        }
        List<ClaimInFlight> late = inLine.stream().filter(ClaimInFlight::isTooLateToStart).toList();
        late.forEach(each -> each.timeOut(waited, Optional.empty()));
        inLine.removeAll(late);
    }
}
