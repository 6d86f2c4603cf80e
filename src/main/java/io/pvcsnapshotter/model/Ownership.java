package io.pvcsnapshotter.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a snapshot shows that it is ours: its name, labels and annotations, written and read back.
 *
 * <p>This is the program's only state, and older versions of it lie in clusters for years: what is
 * written here may be added to but never changed. A snapshot is ours only if its name is the one
 * that follows from its own annotations, so that a copy made by hand, labels and all, is not.
 */
public final class Ownership {
    /** What all our labels and annotations start with. */
    public static final String PREFIX = "pvc-snapshotter.io/";

    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String PROGRAM = "pvc-snapshotter";
    public static final String INSTANCE = PREFIX + "instance";
    public static final String CLAIM = PREFIX + "claim";
    public static final String POLICY = PREFIX + "policy";
    public static final String JOB = PREFIX + "job";
    public static final String TRIGGER = PREFIX + "trigger";
    public static final String HOLD = PREFIX + "hold";

    /**
     * Since when the claim's snapshots before this one had recorded the same retention and time
     * zone; absent on the first. Each hands it on to the next, because the first expires some day.
     */
    public static final String RETENTION_SINCE = PREFIX + "retention-since";

    static final String CLAIM_UID = PREFIX + "claim-uid";
    static final String RUN_UID = PREFIX + "run-uid";
    static final String NOMINAL_TIME = PREFIX + "nominal-time";
    static final String RETENTION = PREFIX + "retention";
    static final String TIME_ZONE = PREFIX + "time-zone";

    /** The keys of all labels of a snapshot that mean something here. */
    public static final Set<String> LABELS =
            Set.of(MANAGED_BY, INSTANCE, CLAIM, POLICY, JOB, TRIGGER, HOLD);

    /** The keys of all annotations of a snapshot that mean something here. */
    public static final Set<String> ANNOTATIONS =
            Set.of(
                    CLAIM,
                    CLAIM_UID,
                    RUN_UID,
                    NOMINAL_TIME,
                    RETENTION,
                    TIME_ZONE,
                    RETENTION_SINCE,
                    HOLD);

    /**
     * The keys of the labels and annotations that all snapshots of a claim share; all others are
     * those of the run, and shared by all its snapshots.
     */
    public static final Set<String> OF_CLAIM = Set.of(CLAIM, CLAIM_UID, RETENTION_SINCE);

    private static final int LONGEST_CLAIM_IN_NAME = 38;
    private static final String SECONDS = "2026-01-01T00:00:00Z";
    private static final Instant END_OF_TIME = Instant.parse("+10000-01-01T00:00:00Z");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private Ownership() {}

    /** What a snapshot is created with: the marks that make it ours. */
    public record Marks(String name, Map<String, String> labels, Map<String, String> annotations) {}

    /**
     * Where a snapshot of ours comes from, as read from its marks.
     *
     * @param retention the retention that it was taken under, in {@code Retention}'s canonical form
     * @param timeZone the zone of that retention's calendar
     */
    public record Origin(
            String claimUid,
            String runUid,
            Instant nominal,
            Run.Trigger trigger,
            String policy,
            String retention,
            String timeZone) {
        /** Whether that run took it of the claim with that uid. */
        public boolean isOf(Run run, String uidOfClaim) {
            return runUid.equals(run.uid()) && claimUid.equals(uidOfClaim);
        }
    }

    /** Whose a snapshot is, seen from one instance. */
    public sealed interface Verdict {}

    /** Made by this instance. */
    public record Ours(Origin origin) implements Verdict {}

    /** Carries this instance's labels but was not made by it; never touched, only reported. */
    public record Foreign(String reason) implements Verdict {}

    /** Somebody else's, or another instance's. */
    public record Unrelated() implements Verdict {}

    /**
     * The marks of the snapshot that a run takes of a claim: always the same for the same run and
     * claim, so that a repeated request meets its own snapshot instead of making a second one.
     */
    public static Marks marks(
            Run run,
            ObjectName claim,
            String claimUid,
            String policy,
            String retention,
            String timeZone) {
        Instant nominal = run.nominal().truncatedTo(ChronoUnit.SECONDS);
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(MANAGED_BY, PROGRAM);
        labels.put(INSTANCE, labelValue(run.instance()));
        labels.put(CLAIM, labelValue(claim.name()));
        labels.put(POLICY, labelValue(policy));
        labels.put(JOB, labelValue(run.job()));
        labels.put(TRIGGER, run.trigger().label());
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put(CLAIM, claim.name());
        annotations.put(CLAIM_UID, claimUid);
        annotations.put(RUN_UID, run.uid());
        annotations.put(NOMINAL_TIME, nominal.toString());
        annotations.put(RETENTION, retention);
        annotations.put(TIME_ZONE, timeZone);
        return new Marks(
                snapshotName(run.instance(), claim.name(), claimUid, run.uid(), nominal),
                labels,
                annotations);
    }

    /**
     * Since when the retention of a snapshot of ours was in force before it was taken, if it was.
     */
    public static Optional<Instant> retentionSince(Snapshot snapshot) {
        return instant(snapshot.annotations().get(RETENTION_SINCE));
    }

    /** Judges whose a snapshot is, seen from {@code instance}. */
    public static Verdict judge(Snapshot snapshot, String instance) {
        return new Origins(instance).judge(snapshot);
    }

    /** Whether a snapshot is ours and that run took it of the claim with that uid. */
    public static boolean isOf(Snapshot snapshot, Run run, String claimUid) {
        return judge(snapshot, run.instance()) instanceof Ours(Origin origin)
                && origin.isOf(run, claimUid);
    }

    static boolean isLabelOf(String value, String label) {
        return value.equals(label) || labelValue(value).equals(label);
    }

    /**
     * The value as it stands in a label: itself where a label can hold it, else its beginning and a
     * hash of the whole.
     */
    public static String labelValue(String value) {
        if (ApiNames.isLabelValue(value)) {
            return value;
        }
        String safe = value.replaceAll("[^-A-Za-z0-9_.]", "-").replaceAll("^[-_.]+", "");
        String hash = ShortNames.hash(10, value);
        String start = ShortNames.start(safe, ApiNames.LONGEST_LABEL - hash.length() - 1);
        return start.isEmpty() ? hash : start + "-" + hash;
    }

    /** What the name of a snapshot with these annotations begins with; null if they do not say. */
    static String startOfName(Map<String, String> annotations) {
        String claim = annotations.get(CLAIM);
        String nominal = annotations.get(NOMINAL_TIME);
        if (claim == null || nominal == null || nominal.length() != SECONDS.length()) {
            return null;
        }
        StringBuilder start = new StringBuilder(ShortNames.start(claim, LONGEST_CLAIM_IN_NAME));
        start.append('-').append(nominal, 0, 4).append(nominal, 5, 7).append(nominal, 8, 10);
        start.append('-').append(nominal, 11, 13).append(nominal, 14, 16).append(nominal, 17, 19);
        return start.toString();
    }

    static String snapshotName(
            String instance, String claim, String claimUid, String runUid, Instant nominal) {
        return String.join(
                "-",
                ShortNames.start(claim, LONGEST_CLAIM_IN_NAME),
                STAMP.format(nominal),
                ShortNames.hash(8, instance, claimUid, runUid));
    }

    /** Anybody who may write an annotation may write any time; what no run can have is none. */
    static Optional<Instant> instant(String text) {
        try {
            return Optional.ofNullable(text)
                    .map(Instant::parse)
                    .filter(time -> !time.isBefore(Instant.EPOCH) && time.isBefore(END_OF_TIME));
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    static Optional<Run.Trigger> trigger(String label) {
        for (Run.Trigger each : Run.Trigger.values()) {
            if (each.label().equals(label)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
