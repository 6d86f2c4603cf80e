package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.plan.Judgement.Fate;
import io.pvcsnapshotter.plan.Verdicts.Verdict;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The oldest go first; what is beyond the limit waits for the next runs.
 *
 * @param limit how many of one claim a run deletes at most
 */
record PaceRule(int limit) implements Verdicts.Rule {
    @Override
    public Verdicts apply(Verdicts verdicts) {
        long waiting = verdicts.count(Fate.EXPIRED) - limit;
        if (waiting <= 0) {
            return verdicts;
        }
        Set<String> newest =
                verdicts.all().stream()
                        .filter(Verdict::expires)
                        .limit(waiting)
                        .map(each -> each.snapshot().uid())
                        .collect(Collectors.toSet());
        return verdicts.keep(
                        each -> newest.contains(each.snapshot().uid()),
                        "expires later: a run deletes at most %d of a claim, and %d %s"
                                .formatted(limit, waiting, waiting == 1 ? "waits" : "wait"))
                .postponing(
                        "%s later: a run deletes at most %d of a claim"
                                .formatted(expire(waiting), limit));
    }

    static String expire(long number) {
        return number == 1 ? "1 snapshot expires" : number + " snapshots expire";
    }
}
