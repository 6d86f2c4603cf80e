package io.pvcsnapshotter.report;

import io.pvcsnapshotter.history.ClaimHistory;
import io.pvcsnapshotter.history.Entry;
import io.pvcsnapshotter.history.Maker;
import io.pvcsnapshotter.history.Whose;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.model.Run;
import io.pvcsnapshotter.model.SizeWords;
import io.pvcsnapshotter.model.Snapshot;
import io.pvcsnapshotter.report.Table.Fit;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All snapshots of one claim name, for a person who has lost data. */
public final class HistoryTable {
    private final ClaimHistory history;
    private final String install;
    private final ZoneId zone;

    /**
     * @param install the instance that is called this one
     * @param zone of the times shown: the person's own
     */
    public HistoryTable(ClaimHistory history, String install, ZoneId zone) {
        this.history = history;
        this.install = install;
        this.zone = zone;
    }

    /**
     * @param wide with their class and the uid of their claim
     */
    public String render(Width width, boolean wide) {
        Screen screen = new Screen(width);
        if (!history.entries().isEmpty()) {
            screen.table(table(wide));
        }
        history.entries().forEach(each -> screen.lines(each.remarks()));
        screen.line(summary());
        return screen.toString();
    }

    private Table table(boolean wide) {
        Table table =
                new Table()
                        .column("TAKEN (%s)".formatted(zone), Fit.WHOLE)
                        .column("AGE", Fit.WHOLE)
                        .column("SIZE", Fit.WHOLE)
                        .column("READY", Fit.WHOLE)
                        .column("KEPT", Fit.TEXT)
                        .column("CLAIM", Fit.TEXT)
                        .column("MADE BY", Fit.TEXT);
        if (wide) {
            table.column("CLASS", Fit.NAME).column("CLAIM UID", Fit.WHOLE);
        }
        table.column("SNAPSHOT", Fit.NAME);
        history.entries().forEach(each -> table.row(cells(each, wide)));
        return table;
    }

    private List<String> cells(Entry entry, boolean wide) {
        Snapshot snapshot = entry.snapshot();
        List<String> cells =
                new ArrayList<>(
                        List.of(
                                snapshot.takenAt().isPresent()
                                        ? PersonsTime.of(entry.time(), history.observed(), zone)
                                        : "not yet",
                                ago(entry.time()),
                                entry.size().map(SizeWords::of).orElse("-"),
                                state(snapshot),
                                entry.kept().orElse(""),
                                claim(entry.whose()),
                                maker(entry.maker())));
        if (wide) {
            cells.add(snapshot.snapshotClass().orElse("-"));
            cells.add(entry.claimUid().orElse("-"));
        }
        cells.add(snapshot.name().name());
        return cells;
    }

    private static String state(Snapshot snapshot) {
        if (snapshot.deleting()) {
            return "deleting";
        }
        return snapshot.ready() ? "yes" : "no";
    }

    private String claim(Whose whose) {
        return switch (whose) {
            case Whose.Living() -> "this one";
            case Whose.Predecessor() -> "before a restore";
            case Whose.Earlier(Optional<Instant> goneBefore) ->
                    "gone"
                            + goneBefore
                                    .map(time ->
                                            " by "
                                                    + PersonsTime.shortly(
                                                            time, history.observed(), zone))
                                    .orElse("");
        };
    }

    private String maker(Maker maker) {
        return switch (maker) {
            case Maker.Install(String instance, Run.Trigger trigger) ->
                    (trigger == Run.Trigger.SCHEDULED ? "schedule" : "manual run")
                            + (instance.equals(install) ? "" : " of " + instance);
            case Maker.Program(String name) -> name;
            case Maker.Unmarked() -> "hand";
        };
    }

    private String ago(Instant time) {
        return DurationWords.age(Duration.between(time, history.observed()));
    }

    /** How many there are, and what that means for the claim of today. */
    String summary() {
        int ready = history.usable().size();
        long others = history.entries().size() - ready;
        String counted =
                switch (history.entries().size()) {
                    case 0 -> "There is no snapshot of " + history.name() + ".";
                    default ->
                            "%s ready%s."
                                    .formatted(
                                            ready == 0 ? "None is" : ready,
                                            others == 0 ? "" : ", %d not".formatted(others));
                };
        return counted
                + history.living()
                        .map(each -> livingInWords(each, ready))
                        .orElse(" There is no claim of this name now.");
    }

    private String livingInWords(Claim living, int ready) {
        String made = " The claim of today was made %s ago".formatted(ago(living.created()));
        long own = history.usableOfLiving();
        String has =
                ready == 0
                        ? "."
                        : " and has %s."
                                .formatted(
                                        own == 0
                                                ? "none"
                                                : own == ready ? "all of them" : own + " of them");
        String going =
                living.metadata()
                        .deletedAt()
                        .map(since ->
                                " Its deletion was asked for %s ago, and waits for the pods that use it."
                                        .formatted(ago(since)))
                        .orElse("");
        return made + has + going;
    }

    /**
     * The point in time to restore to, as far as it can be guessed: before the claim was made anew,
     * else the newest snapshot. Empty if nothing can be restored.
     */
    public Optional<String> before() {
        boolean anew = history.living().isPresent() && history.usableOfLiving() == 0;
        return history.usable().stream()
                .findFirst()
                .map(newest -> anew ? history.living().get().created() : newest.time())
                // Minutes are what people type: the next one is after it.
                .map(time -> time.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES))
                .map(time -> PersonsTime.typed(time, zone));
    }
}
