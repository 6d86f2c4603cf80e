package io.pvcsnapshotter.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.pvcsnapshotter.history.ClaimHistory;
import io.pvcsnapshotter.history.Entry;
import io.pvcsnapshotter.history.Maker;
import io.pvcsnapshotter.history.Whose;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All snapshots of one claim name as JSON. */
public final class HistoryJson {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private HistoryJson() {}

    private record Document(
            String observed,
            String namespace,
            String claim,
            Living living,
            List<SnapshotEntry> snapshots) {}

    private record Living(String uid, String created, boolean deleting) {}

    private record SnapshotEntry(
            String snapshot,
            String taken,
            String created,
            Long restoreSize,
            boolean ready,
            boolean deleting,
            boolean held,
            String kept,
            String of,
            String claimUid,
            String goneBefore,
            String madeBy,
            String instance,
            String trigger,
            String snapshotClass,
            List<String> remarks) {}

    public static String render(ClaimHistory history) {
        return GSON.toJson(
                new Document(
                        history.observed().toString(),
                        history.name().namespace(),
                        history.name().name(),
                        history.living().map(HistoryJson::living).orElse(null),
                        history.entries().stream().map(HistoryJson::entry).toList()));
    }

    private static Living living(Claim claim) {
        return new Living(claim.uid(), claim.created().toString(), claim.deleting());
    }

    private static SnapshotEntry entry(Entry entry) {
        Snapshot snapshot = entry.snapshot();
        Optional<Maker.Install> install =
                entry.maker() instanceof Maker.Install made ? Optional.of(made) : Optional.empty();
        return new SnapshotEntry(
                snapshot.name().name(),
                snapshot.takenAt().map(Instant::toString).orElse(null),
                snapshot.created().toString(),
                entry.size().orElse(null),
                snapshot.ready(),
                snapshot.deleting(),
                snapshot.held(),
                entry.kept().orElse(null),
                of(entry.whose()),
                entry.claimUid().orElse(null),
                goneBefore(entry.whose()).map(Instant::toString).orElse(null),
                madeBy(entry.maker()),
                install.map(Maker.Install::instance).orElse(null),
                install.map(each -> each.trigger().label()).orElse(null),
                snapshot.snapshotClass().orElse(null),
                entry.remarks());
    }

    private static String of(Whose whose) {
        return switch (whose) {
            case Whose.Living() -> "living";
            case Whose.Predecessor() -> "predecessor";
            case Whose.Earlier _ -> "earlier";
        };
    }

    private static Optional<Instant> goneBefore(Whose whose) {
        return whose instanceof Whose.Earlier(Optional<Instant> time) ? time : Optional.empty();
    }

    private static String madeBy(Maker maker) {
        return switch (maker) {
            case Maker.Install _ -> "pvc-snapshotter";
            case Maker.Program(String name) -> name;
            case Maker.Unmarked() -> "hand";
        };
    }
}
