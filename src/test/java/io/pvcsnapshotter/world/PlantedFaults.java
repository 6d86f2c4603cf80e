package io.pvcsnapshotter.world;

import static io.pvcsnapshotter.world.PlantedFault.in;

import java.util.List;

/** What the judges of the world have to find. */
final class PlantedFaults {
    private static final String MAIN = "main/java/io/pvcsnapshotter/";
    private static final String WORLD = "test/java/io/pvcsnapshotter/world/";

    static final List<PlantedFault> ALL =
            List.of(
                    in(
                            WORLD + "Gateway.java",
                            "deletes whatever has changed since it was read",
                            "if (!String.valueOf(found.get().version()).equals(snapshot.resourceVersion())) {",
                            "if (false) {"),
                    in(
                            MAIN + "run/SnapshotRun.java",
                            "expires by the first plan alone",
                            "Plan second = planner.decide(inventory);",
                            "Plan second = before;",
                            "Plan plan = planner.foresee(look.inventory());",
                            "Plan plan = planner.foresee(look.inventory()); before = plan;",
                            "    private boolean forbidden;",
                            "    private boolean forbidden; private Plan before;"),
                    in(
                            MAIN + "run/SnapshotRun.java",
                            "does not look again after the wait",
                            "Inventory inventory = cluster.look(assignment.reach()).inventory();",
                            "Inventory inventory = before;",
                            "Look look = cluster.look(assignment.reach());",
                            "Look look = cluster.look(assignment.reach()); before = look.inventory();",
                            "    private boolean forbidden;",
                            "    private boolean forbidden; private Inventory before;"),
                    in(
                            MAIN + "plan/UnreadyRule.java",
                            "counts what is not ready",
                            "each.snapshot().ready() ?",
                            "each.snapshot().takenAt().isPresent() ?"),
                    in(
                            MAIN + "plan/TiersRule.java",
                            "forgets the floor",
                            "int missing = atLeast - kept.size();",
                            "int missing = 0;"),
                    in(
                            WORLD + "Gateway.java",
                            "believes a list of which a part failed",
                            "List<Claim> claims = listClaims(reach);\n        long at",
                            "List<Claim> claims; try { claims = listClaims(reach); } catch (ApiFailure part) { claims = List.of(); }\n        long at"),
                    in(
                            MAIN + "plan/Adoption.java",
                            "credits what another run took",
                            ".filter(each -> each.takenAt().isEmpty())",
                            ""),
                    in(
                            MAIN + "run/Deleter.java",
                            "swallows a refused deletion",
                            "return new Deletion.Refused(\n                    snapshot, failure.getMessage(), failure.anotherPodMayHelp());",
                            "return new Deletion.LeftAlone(snapshot, failure.getMessage());"),
                    in(
                            MAIN + "plan/Protection.java",
                            "ignores a hold",
                            "if (snapshot.held()) {",
                            "if (false) {"),
                    in(
                            MAIN + "plan/Protection.java",
                            "ignores a volume group snapshot",
                            "if (snapshot.groupMember()) {",
                            "if (false) {"),
                    in(
                            MAIN + "plan/Protection.java",
                            "ignores a restore",
                            "each.restoringFrom().forEach(",
                            "java.util.Set.<ObjectName>of().forEach("),
                    in(
                            MAIN + "run/RestoreSources.java",
                            "ignores a restore that begins while it deletes",
                            "compareTo(FRESH) > 0",
                            "compareTo(FRESH) > 1"),
                    in(
                            MAIN + "plan/SettlingRule.java",
                            "lets no changed retention settle",
                            "if (expiring == 0 || ",
                            "if (true || "),
                    in(
                            MAIN + "run/Doomed.java",
                            "expires although the snapshot of this run failed",
                            "&& result.isGood();",
                            ";"),
                    in(
                            MAIN + "run/Doomed.java",
                            "expires of a claim that was restored in place meanwhile",
                            "&& result.claim().uid().equals(each.claim().uid())",
                            ""),
                    in(
                            MAIN + "model/Origins.java",
                            "takes a copy for its own",
                            "if (!snapshot.name().name().equals(expected)) {",
                            "if (false) {"),
                    in(
                            MAIN + "run/SnapshotRun.java",
                            "takes a new claim for the old one of its name",
                            "successor.filter(each -> !time.isBefore(each.created()))",
                            "successor.filter(each -> false)"),
                    in(
                            MAIN + "run/RunResult.java",
                            "ends with 0 although a claim failed",
                            "if (each.outcome() instanceof Outcome.Failed(_, boolean mayHelp)) {",
                            "if (each.outcome() instanceof Outcome.Failed(_, boolean mayHelp) && !mayHelp) {"),
                    in(
                            MAIN + "run/SnapshotRun.java",
                            "ends with 0 although deletions are stuck",
                            ".filter(Stuck::isFailure)",
                            ".filter(each -> false)"),
                    in(
                            MAIN + "plan/TiersRule.java",
                            "deletes by its tiers what a person had taken",
                            ".filter(each -> each.origin().trigger() == Run.Trigger.SCHEDULED)",
                            "",
                            "each.origin().trigger() == Run.Trigger.SCHEDULED\n                        ? ",
                            "true ? "),
                    in(
                            MAIN + "plan/ManualRule.java",
                            "deletes the newest because a person had it taken",
                            ".map(_ -> \"the newest\")",
                            ".filter(_ -> false).map(_ -> \"\")"),
                    in(
                            MAIN + "plan/DueRule.java",
                            "takes one whenever it runs",
                            "if (every.isEmpty() || ",
                            "if (true || "),
                    in(
                            MAIN + "plan/LeftoverRule.java",
                            "gives no time to what is not ready",
                            "&& snapshot.created().plus(patience).isBefore(now)",
                            ""),
                    in(
                            MAIN + "plan/OrphanRule.java",
                            "deletes orphans at once",
                            "if (!until.get().isBefore(now)) {",
                            "if (false) {"),
                    in(
                            MAIN + "plan/OrphanRule.java",
                            "leaves no orphan",
                            "if (newer < settings.limits().atLeast()) {",
                            "if (false) {"),
                    in(
                            MAIN + "plan/PaceRule.java",
                            "expires all at once",
                            "if (waiting <= 0) {",
                            "if (true) {"),
                    in(
                            MAIN + "plan/Decider.java",
                            "does not let a claim opt out",
                            "if (\"false\".equals(",
                            "if (\"no\".equals("),
                    in(
                            MAIN + "plan/Adoption.java",
                            "adds to a storage that does not finish",
                            "uploading.size() < MOST_UPLOADING",
                            "true"),
                    in(
                            MAIN + "run/Taking.java",
                            "says 77 when only some are forbidden",
                            "forbidden == wanted",
                            "forbidden > 0"),
                    in(
                            MAIN + "run/Taking.java",
                            "trusts the watch alone",
                            "            requests.list();\n",
                            ""));

    private PlantedFaults() {}
}
