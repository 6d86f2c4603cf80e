package io.pvcsnapshotter.report;

import io.pvcsnapshotter.config.Retention;
import io.pvcsnapshotter.model.DurationWords;
import io.pvcsnapshotter.plan.KeptAtMost;

/** How many snapshots a policy keeps, in one sentence. */
final class KeptWords {
    private KeptWords() {}

    static String of(KeptAtMost kept) {
        return "policy %s keeps %s"
                .formatted(
                        kept.policy().name(),
                        kept.policy()
                                .retain()
                                .map(retain ->
                                        scheduled(kept)
                                                + "; besides, %s and held ones"
                                                        .formatted(manual(retain)))
                                .orElse("every snapshot, because it has no retain"));
    }

    private static String scheduled(KeptAtMost kept) {
        String within =
                kept.andAllWithin()
                        .map(DurationWords::period)
                        .map("all of the last "::concat)
                        .orElse("");
        if (kept.ofEachClaim().isEmpty()) {
            return within + " of each claim";
        }
        int each = kept.ofEachClaim().get();
        String snapshots = each == 1 ? "1 snapshot" : "%d snapshots".formatted(each);
        String most =
                kept.claims() == 1
                        ? "at most %s of its 1 claim".formatted(snapshots)
                        : "at most %s of each claim, %d of its %d claims"
                                .formatted(snapshots, (long) each * kept.claims(), kept.claims());
        return within.isEmpty() ? most : most + ", and " + within;
    }

    private static String manual(Retention retain) {
        return retain.manual()
                .map(time -> "manual ones for " + DurationWords.period(time))
                .orElse("manual ones");
    }
}
