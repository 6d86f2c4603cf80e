package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Histories.Owned;
import io.pvcsnapshotter.plan.Judgement.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The snapshots of one claim on their way through the rules. Each is undecided until a rule decides
 * it; what is decided is not decided again, except that what was to expire may be kept.
 *
 * @param all newest first
 * @param postponed a sentence about what expires later
 */
record Verdicts(List<Verdict> all, List<String> postponed) {

    /** A step on the way: verdicts in, verdicts out. */
    @FunctionalInterface
    interface Rule extends UnaryOperator<Verdicts> {}

    /** One snapshot, and what becomes of it as far as that is decided. */
    record Verdict(Owned owned, Optional<Judgement> judgement) {
        Snapshot snapshot() {
            return owned.snapshot();
        }

        boolean isUndecided() {
            return judgement.isEmpty();
        }

        boolean expires() {
            return judgement.isPresent() && judgement.get().expires();
        }

        private Verdict decided(Judgement other) {
            return new Verdict(owned, Optional.of(other));
        }
    }

    /**
     * @param history newest first
     */
    static Verdicts undecided(List<Owned> history) {
        return new Verdicts(
                history.stream().map(each -> new Verdict(each, Optional.empty())).toList(),
                List.of());
    }

    /** What no rule has decided yet, newest first. */
    Stream<Owned> undecided() {
        return all.stream().filter(Verdict::isUndecided).map(Verdict::owned);
    }

    /** How many have that fate by now. */
    long count(Fate fate) {
        long count = 0;
        for (Verdict each : all) {
            count += each.judgement().isPresent() && each.judgement().get().fate() == fate ? 1 : 0;
        }
        return count;
    }

    /**
     * Decides some of what is undecided.
     *
     * @param rule asked about each, newest first; empty leaves it undecided
     */
    Verdicts decide(Function<Owned, Optional<Judgement>> rule) {
        List<Verdict> next = new ArrayList<>(all.size());
        for (Verdict each : all) {
            next.add(
                    each.isUndecided()
                            ? rule.apply(each.owned()).map(each::decided).orElse(each)
                            : each);
        }
        return new Verdicts(next, postponed);
    }

    /** Decides about one snapshot of which so many newer ones were undecided too. */
    @FunctionalInterface
    interface InTurn {
        Judgement judge(Owned each, int newer);
    }

    /** Decides everything that is undecided, newest first. */
    Verdicts decideInTurn(InTurn rule) {
        List<Verdict> next = new ArrayList<>(all.size());
        int newer = 0;
        for (Verdict each : all) {
            next.add(each.isUndecided() ? each.decided(rule.judge(each.owned(), newer++)) : each);
        }
        return new Verdicts(next, postponed);
    }

    /** Keeps, for now, those of the expiring that the test holds for. */
    Verdicts keep(Predicate<Verdict> ofTheExpiring, String reason) {
        if (count(Fate.EXPIRED) == 0) {
            return this;
        }
        List<Verdict> next = new ArrayList<>(all.size());
        for (Verdict each : all) {
            next.add(
                    each.expires() && ofTheExpiring.test(each)
                            ? each.decided(new Judgement(each.snapshot(), Fate.POSTPONED, reason))
                            : each);
        }
        return new Verdicts(next, postponed);
    }

    Verdicts keepExpiring(String reason) {
        return keep(_ -> true, reason);
    }

    Verdicts postponing(String sentence) {
        return new Verdicts(all, Stream.concat(postponed.stream(), Stream.of(sentence)).toList());
    }

    Verdicts through(List<Rule> rules) {
        Verdicts verdicts = this;
        for (Rule each : rules) {
            verdicts = each.apply(verdicts);
        }
        return verdicts;
    }

    /**
     * @throws IllegalStateException if no rule has decided about a snapshot: a fault of this
     *     program, in which nothing is deleted
     */
    List<Judgement> judgements() {
        return all.stream()
                .map(each ->
                        each.judgement()
                                .orElseThrow(() ->
                                        new IllegalStateException(
                                                "no rule decides about " + each.snapshot().name())))
                .toList();
    }
}
