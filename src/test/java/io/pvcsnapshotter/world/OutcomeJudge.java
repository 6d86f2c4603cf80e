package io.pvcsnapshotter.world;

import io.pvcsnapshotter.ExitStatus;
import io.pvcsnapshotter.cluster.ApiFailure.Kind;
import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.health.Outcome;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.model.SnapshotClass;
import io.pvcsnapshotter.report.Summary;
import io.pvcsnapshotter.run.ClaimResult;
import io.pvcsnapshotter.run.RunResult;
import io.pvcsnapshotter.world.Rules.PolicyRule;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Judges what a run says of itself at its end: each claim, its exit status and its last line. */
final class OutcomeJudge {
    private static final Pattern LAST_LINE =
            Pattern.compile(
                    "selected (\\d+) of (\\d+) claims: (\\d+) ready.*; (\\d+) expired(?:, (\\d+) could not be deleted)?");
    private static final Set<Kind> LASTING = EnumSet.of(Kind.DENIED, Kind.FORBIDDEN, Kind.QUOTA);
    private static final Set<Kind> PASSING =
            EnumSet.of(Kind.UNREACHABLE, Kind.SERVER_ERROR, Kind.THROTTLED, Kind.UNAUTHENTICATED);

    /** So late does a run notice at the latest what is ready: it lists every 30 seconds. */
    private static final long NOTICED = 150_000;

    private final World world;
    private final Judge judge;

    OutcomeJudge(World world, Judge judge) {
        this.world = world;
        this.judge = judge;
    }

    /** As soon as a claim is done with: whether something good is called a failure. */
    void judge(Pod pod, ClaimResult result) {
        if (!(result.outcome() instanceof Outcome.Failed(String reason, _))
                || result.decision().mistake().isPresent()
                || reason.contains("earlier snapshot")
                || reason.contains("as it was asked to")
                || pod.record().disturbed
                || pod.record().blindUntil > world.time.now() - 2 * NOTICED) {
            return;
        }
        long since = world.time.now() - NOTICED;
        Optional<WorldSnapshot> ready =
                world.snapshots().stream()
                        .filter(each -> each.maker.isPresent() && !each.deleting())
                        .filter(each -> each.maker.get().job() == pod.job())
                        .filter(each -> each.maker.get().claimUid().equals(result.claim().uid()))
                        .filter(each -> each.holds.equals(result.claim().uid()))
                        .filter(each -> each.readyAt < since)
                        .findFirst();
        judge.demand(
                ready.isEmpty(),
                "what is ready is not called a failure",
                "%s says of %s: %s, but there is %s",
                pod,
                result.claim().name(),
                reason,
                ready);
    }

    void judge(Pod pod, RunResult result) {
        for (ClaimResult each : result.claims()) {
            switch (each.outcome()) {
                case Outcome.Ready _ -> isTrue(pod, each, snapshot -> snapshot.readyAt);
                case Outcome.Taken _ -> isTrue(pod, each, snapshot -> snapshot.takenAt);
                case Outcome.Skipped _ -> mayBeSkipped(pod, each);
                case Outcome.Failed _ -> {}
            }
        }
        judge.demand(
                world.time.now() - pod.record().stoppedAt < 10_000,
                "a run that is told to stop ends within 10 seconds",
                "%s does not",
                pod);
        status(pod, result);
        lastLine(pod, result);
    }

    /** There is, or was a moment ago, one that really holds the claim's data. */
    private void isTrue(Pod pod, ClaimResult result, ToLongFunction<WorldSnapshot> since) {
        Claim claim = result.claim();
        List<WorldSnapshot> made =
                world.everything().stream()
                        .filter(each -> each.isOf(pod.job().install()))
                        .filter(each -> each.maker.orElseThrow().claimUid().equals(claim.uid()))
                        .filter(each -> since.applyAsLong(each) <= world.time.now())
                        .filter(each ->
                                each.maker.orElseThrow().job() == pod.job()
                                        || wasToCome(pod, each, result.outcome()))
                        .toList();
        judge.demand(
                made.stream().anyMatch(each -> each.holds.equals(claim.uid()))
                        || !world.clocksAreRight
                        || made.stream().anyMatch(each -> !canBeKnown(pod, claim, each)),
                "what is called ready or taken is, and holds the claim's data",
                "%s says so of %s (%s): %s",
                pod,
                claim.name(),
                claim.uid(),
                result.outcome());
    }

    /** Was there before this run, and had still to become what it is called now. */
    private static boolean wasToCome(Pod pod, WorldSnapshot snapshot, Outcome outcome) {
        return pod.record()
                .first()
                .snapshot(snapshot.uid)
                .filter(each -> !each.ready())
                .filter(each -> outcome instanceof Outcome.Ready || each.takenAt().isEmpty())
                .isPresent();
    }

    /** Whose data it holds can be known from the claim that was there at the last look. */
    private boolean canBeKnown(Pod pod, Claim claim, WorldSnapshot snapshot) {
        return world.claim(claim.name())
                .filter(each -> each.uid.equals(snapshot.holds))
                .filter(each -> each.born < pod.record().claimsReadAt)
                .isPresent();
    }

    /** By what the claim was when the run decided about it. */
    private void mayBeSkipped(Pod pod, ClaimResult result) {
        Claim claim = pod.record().first().claim(result.claim().name()).orElseThrow();
        Rules rules = pod.rules();
        Optional<PolicyRule> policy = rules.policyOf(claim.labels(), claim.annotations());
        boolean gone =
                world.claim(claim.name()).filter(each -> each.uid.equals(claim.uid())).isEmpty();
        boolean going = pod.record().refusals.get(claim.name()) == Kind.NAMESPACE_TERMINATING;
        if (gone || going || claim.deleting() || claim.phase() != Claim.Phase.BOUND) {
            return;
        }
        if (policy.isEmpty()) {
            judge.demand(
                    !rules.namesNoPolicy(claim.labels(), claim.annotations()),
                    "a policy that is not there is a mistake",
                    "%s skips %s",
                    pod,
                    claim.name());
            return;
        }
        judge.demand(
                isUnsupported(pod, claim, policy.get()) || !isDue(pod, claim, policy.get()),
                "what is due is not skipped",
                "%s says of %s: %s",
                pod,
                claim.name(),
                result.outcome());
    }

    private boolean isUnsupported(Pod pod, Claim claim, PolicyRule policy) {
        boolean withoutDriver =
                world.claim(claim.name()).filter(each -> each.driver.isEmpty()).isPresent();
        boolean withoutClass =
                pod.record().first().classes().filter(List<SnapshotClass>::isEmpty).isPresent();
        return policy.unsupported() == Policy.OnUnsupported.SKIP && (withoutDriver || withoutClass);
    }

    private boolean isDue(Pod pod, Claim claim, PolicyRule policy) {
        if (pod.job().isManual() || policy.every().isEmpty()) {
            return true;
        }
        Truth truth = pod.truthOf(pod.record().first());
        Instant hopeful = truth.look().observed().minus(policy.waiting().timeout());
        Optional<Instant> last =
                truth.historyOf(claim).stream()
                        .filter(each -> !each.deleting())
                        .filter(each ->
                                each.ready()
                                        || each.takenAt().isPresent()
                                                && each.created().isAfter(hopeful))
                        .map(each -> world.truth(each).maker.orElseThrow().job())
                        .filter(each -> !each.isManual())
                        .map(WorldJob::nominal)
                        .filter(each -> !each.isAfter(pod.job().nominal()))
                        .max(Comparator.naturalOrder());
        return last.filter(each ->
                        CreationJudge.next(each, policy.every().get(), pod.rules())
                                .isAfter(pod.job().nominal()))
                .isEmpty();
    }

    /** The wait for it, which begins with the Job, was over before the answer came. */
    private static boolean refusedLate(Pod pod, ClaimResult result) {
        long refused = pod.record().refusedAt.getOrDefault(result.claim().name(), 0L);
        return result.decision()
                .policyOfClaim()
                .map(each -> each.waiting().timeout().toMillis())
                .filter(timeout -> refused >= pod.job().begun() + timeout)
                .isPresent();
    }

    private void status(Pod pod, RunResult result) {
        PodRecord record = pod.record();
        ExitStatus status = result.exitStatus();
        boolean failed =
                result.claims().stream().anyMatch(each -> each.outcome() instanceof Outcome.Failed);
        boolean other =
                !record.deletionsRefused.isEmpty()
                        || record.blind.isPresent()
                        || record.isStopped()
                        || isStuck(pod);
        judge.demand(
                (status != ExitStatus.OK) == (failed || other),
                "exit status 0 means that all is well, and another that something is wrong",
                "%s ends with %s: %s, failed %s, deletions refused %s, blind %s, stopped %s, stuck %s",
                pod,
                status,
                Summary.totals(result),
                Summary.failures(result),
                record.deletionsRefused,
                record.blind,
                record.isStopped(),
                isStuck(pod));
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        result.claims().stream()
                .filter(each -> each.outcome() instanceof Outcome.Failed)
                .map(each -> record.refusals.get(each.claim().name()))
                .filter(each -> each != null)
                .forEach(kinds::add);
        boolean onlyForbidden = kinds.equals(EnumSet.of(Kind.FORBIDDEN));
        judge.demand(
                kinds.stream().noneMatch(PASSING::contains) || status == ExitStatus.RETRY,
                "where a retry may help, the exit status says so",
                "%s ends with %s after %s",
                pod,
                status,
                kinds);
        judge.demand(
                !LASTING.containsAll(kinds)
                        || kinds.isEmpty()
                        || other
                        || result.failures().stream().anyMatch(each -> refusedLate(pod, each))
                        || !result.failures().stream()
                                .map(each -> each.claim().name())
                                .allMatch(record.refusals::containsKey)
                        || status == ExitStatus.FAILED
                        || onlyForbidden && status == ExitStatus.FORBIDDEN,
                "where no retry helps, the exit status says so",
                "%s ends with %s after %s",
                pod,
                status,
                kinds);
        judge.demand(
                status != ExitStatus.FORBIDDEN || onlyForbidden && record.made == 0,
                "77 means that every request was refused for want of a right",
                "%s after %s, %d were made",
                pod,
                kinds,
                record.made);
    }

    /** Whether something of ours is being deleted for more than a day. */
    private boolean isStuck(Pod pod) {
        Truth truth = pod.truthOf(pod.record().first());
        return truth.look().snapshots().stream()
                .filter(each -> world.truth(each).isOf(pod.job().install()))
                .filter(each -> !truth.isOfAnother(each))
                .map(Snapshot::metadata)
                .anyMatch(each ->
                        each.deletedAt()
                                .filter(time ->
                                        time.plus(Duration.ofDays(1))
                                                .isBefore(truth.look().observed()))
                                .isPresent());
    }

    private void lastLine(Pod pod, RunResult result) {
        String line = Summary.totals(result);
        Matcher numbers = LAST_LINE.matcher(line);
        PodRecord record = pod.record();
        if (!numbers.matches()) {
            judge.demand(false, "the last line has the totals", "%s", line);
            return;
        }
        int expired = Integer.parseInt(numbers.group(4));
        int refused = numbers.group(5) == null ? 0 : Integer.parseInt(numbers.group(5));
        long ready =
                result.claims().stream()
                        .filter(each -> each.outcome() instanceof Outcome.Ready)
                        .count();
        judge.demand(
                Integer.parseInt(numbers.group(2)) == record.first().claims().size()
                        && Long.parseLong(numbers.group(3)) == ready
                        && expired <= record.deleted
                        && expired >= record.deleted - record.deletionsUnanswered
                        && refused >= record.deletionsRefused.size()
                        && refused <= record.deletionsRefused.size() + record.claimsRefused,
                "the last line says what happened",
                "%s: %s, but %d of %d deletions were unanswered, %d refused, %d ready, %d claims",
                pod,
                line,
                record.deletionsUnanswered,
                record.deleted,
                record.deletionsRefused.size(),
                ready,
                record.first().claims().size());
    }
}
