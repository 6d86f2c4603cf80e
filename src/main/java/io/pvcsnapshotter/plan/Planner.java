package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Settings;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.plan.Histories.Owned;
import io.pvcsnapshotter.plan.Plan.ClaimPlan;
import io.pvcsnapshotter.plan.Survey.Others;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        narrowing.check(inventory.claims().stream().map(Claim::name).toList());
        Histories histories = new Histories(inventory, run.instance());
        return plan(
                inventory,
                histories,
                hoping(inventory),
                narrowing.isNone() ? lost(histories) : List.of());
    }

    /**
     * Looks at everything, for people: claims that are gone too, whatever is asked for.
     *
     * @throws UnknownNameException if the narrowing names a claim or a namespace of which there is
     *     neither a claim nor a snapshot
     */
    public Survey survey(Inventory inventory) {
        Histories histories = new Histories(inventory, run.instance());
        Map<ObjectName, Others> others = Survey.others(inventory, run.instance());
        Set<ObjectName> names = new HashSet<>(others.keySet());
        inventory.claims().forEach(each -> names.add(each.name()));
        lost(histories).forEach(each -> names.add(name(each)));
        narrowing.check(names);
        List<List<Owned>> lost =
                lost(histories).stream().filter(each -> narrowing.includes(name(each))).toList();
        others.keySet().removeIf(each -> !narrowing.includes(each));
        return new Survey(plan(inventory, histories, hoping(inventory), lost), others);
    }

    private BiFunction<Decision, List<Owned>, Hope> hoping(Inventory inventory) {
        return (decision, history) ->
                Hope.of(decision, history, run.instance(), inventory.observed());
    }

    private static List<List<Owned>> lost(Histories histories) {
        return List.copyOf(histories.orphans().values());
    }

    private static ObjectName name(List<Owned> lost) {
        Snapshot newest = lost.getFirst().snapshot();
        return new ObjectName(newest.name().namespace(), newest.claim().orElse(""));
    }

    /** Decides after the wait: only what is ready counts. */
    public Plan decide(Inventory inventory) {
        Histories histories = new Histories(inventory, run.instance());
        return plan(
                inventory,
                histories,
                (_, history) -> Hope.none(history),
                narrowing.isNone() ? lost(histories) : List.of());
    }

    private Plan plan(
            Inventory inventory,
            Histories histories,
            BiFunction<Decision, List<Owned>, Hope> hoping,
            List<List<Owned>> lost) {
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
        return new Plan(
                inventory.observed(),
                claims,
                lost.stream().map(rules::judgeLost).toList(),
                histories.foreign(),
                narrowing.isNone() ? decider.unmatched(inventory.claims()) : List.of(),
                Plan.Stuck.among(histories.all(), inventory.observed()));
    }
}
