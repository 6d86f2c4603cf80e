package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.plan.Histories.Owned;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;

/** Turns an inventory into a {@link Plan}. */
public final class Planner {
    private final Settings settings;
    private final Run run;
    private final Narrowing narrowing;

    public Planner(Settings settings, Run run, Narrowing narrowing) {
        this.settings = settings;
        this.run = run;
        this.narrowing = narrowing;
    }

    /**
     * Decides before anything is done: what expires is judged as though each new snapshot will be
     * ready.
     *
     * @throws UnknownNameException if the narrowing names a claim or a namespace that is not there
     */
    public Plan foresee(Inventory inventory) {
        narrowing.check(inventory.claims());
        return plan(
                inventory,
                (decision, history) ->
                        Hope.of(decision, history, run.instance(), inventory.observed()));
    }

    /** Decides after the wait: only what is ready counts. */
    public Plan decide(Inventory inventory) {
        return plan(inventory, (_, history) -> Hope.none(history));
    }

    private Plan plan(Inventory inventory, BiFunction<Decision, List<Owned>, Hope> hoping) {
        Histories histories = new Histories(inventory, run.instance());
        Decider decider = new Decider(settings, run, inventory);
        ExpiryRules rules = new ExpiryRules(settings, run, inventory);
        List<ClaimPlan> claims =
                inventory.claims().stream()
                        .filter(each -> narrowing.includes(each.name()))
                        .sorted(Comparator.comparing(Claim::name))
                        .map(each -> {
                            List<Owned> history = histories.of(each);
                            Decision decision = decider.decide(each, history);
                            return rules.judge(each, decision, hoping.apply(decision, history));
                        })
                        .toList();
        boolean whole = narrowing.isNone();
        return new Plan(
                inventory.observed(),
                claims,
                whole
                        ? histories.orphans().values().stream().map(rules::judgeLost).toList()
                        : List.of(),
                histories.foreign(),
                whole ? decider.unmatched(inventory.claims()) : List.of(),
                Plan.Stuck.among(histories.all(), inventory.observed()));
    }
}
