package io.pvcsnapshotter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From the version before this one to this one, on an install with a history, and back. */
class UpgradeIT {
    @RegisterExtension static final TestBed BED = TestBed.node();
    private static final Installed INSTALLED = new Installed(BED, "pvc-snapshotter");
    private static final Path THIS = Path.of("manifests");
    private static final String EDITED = "23 5 * * *";

    /** The newest slot of the schedule; those before it are of other days. */
    private static final Instant NEWEST =
            Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(1, ChronoUnit.HOURS);

    /** What src/build/older has made: manifests, config, dist, image.tar. */
    private Path older;

    @BeforeEach
    void installTheOlder() {
        older = Path.of(BED.shell("src/build/older").strip());
        BED.load(older.resolve("image.tar"));
        BED.kubectl("delete", "-k", THIS.toString(), "--ignore-not-found");
        apply(older.resolve("manifests"));
        BED.kubectl("apply", "-k", older.resolve("config").toString());
        BED.claims("a", "b");
    }

    @AfterEach
    void installThis() {
        BED.kubectl("delete", "-k", THIS.toString(), "--ignore-not-found");
        apply(THIS);
    }

    private static void apply(Path manifests) {
        BED.kubectl("apply", "-k", manifests.toString());
    }

    private static void configure(String settings, String keys) {
        INSTALLED.configure(BED.configuration(settings, "every = 12h, " + keys));
        INSTALLED.edit("\"schedule\": \"%s\"".formatted(EDITED));
    }

    private static Instant daysAgo(int days) {
        return NEWEST.minus(days, ChronoUnit.DAYS);
    }

    /** A run for a slot, which has to succeed. */
    private static void completed(String job, Instant slot) {
        INSTALLED.runSlot(job, slot);
        assertThat(INSTALLED.end(job)).as(job).isEqualTo("Complete");
    }

    /** What becomes of each claim and snapshot of the test, as this version's program plans it. */
    private static Map<String, String> planned(Path dist, Instant now) {
        JsonObject plan =
                JsonParser.parseString(
                                BED.shell(
                                        "%s/bin/pvc-snapshotter plan -o json --now %s"
                                                .formatted(dist, now)))
                        .getAsJsonObject();
        Map<String, String> actions = new TreeMap<>();
        for (JsonElement claim : plan.getAsJsonArray("claims")) {
            JsonObject each = claim.getAsJsonObject();
            if (each.get("namespace").getAsString().equals(BED.namespace())) {
                actions.put(each.get("claim").getAsString(), each.get("action").getAsString());
                put(each.getAsJsonArray("snapshots"), actions);
            }
        }
        return actions;
    }

    private static void put(JsonArray snapshots, Map<String, String> actions) {
        for (JsonElement snapshot : snapshots) {
            JsonObject each = snapshot.getAsJsonObject();
            actions.put(each.get("snapshot").getAsString(), each.get("action").getAsString());
        }
    }

    /** The plan that both versions have. */
    private Map<String, String> samePlan(Instant now) {
        Map<String, String> before = planned(older.resolve("dist"), now);
        assertThat(planned(Path.of("target/dist"), now)).as("at " + now).isEqualTo(before);
        return before;
    }

    private static Set<String> expiring(Map<String, String> plan) {
        return plan.entrySet().stream()
                .filter(each -> each.getValue().equals("expire"))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static Set<String> gone(Set<String> before) {
        Set<String> gone = new TreeSet<>(before);
        gone.removeAll(BED.snapshotNames());
        return gone;
    }

    private static Set<String> objects(Path manifests) {
        return BED.shell(
                        "kubectl kustomize %s | kubectl apply --dry-run=client -o name -f -"
                                .formatted(manifests))
                .lines()
                .collect(Collectors.toSet());
    }

    private static void theEditedScheduleReturns() {
        assertThat(INSTALLED.kubectl("get configmap pvc-snapshotter -o jsonpath={.data.schedule}"))
                .isEqualTo(EDITED);
        INSTALLED.sync();
        assertThat(INSTALLED.field(".spec.schedule")).isEqualTo(EDITED);
    }

    @Test
    void nothing_is_lost_by_an_upgrade_and_by_the_way_back() {
        configure("", "retain { last = 2, daily = 3 }");
        INSTALLED.sync();
        for (int days = 6; days > 2; days--) {
            completed("older-" + days, daysAgo(days));
        }
        INSTALLED.run("by-hand");
        assertThat(INSTALLED.end("by-hand")).isEqualTo("Complete");
        String held = BED.snapshotNames().stream().sorted().findFirst().orElseThrow();
        BED.kubectl("label", "volumesnapshot", held, "pvc-snapshotter.io/hold=true");
        assertThat(BED.snapshotNames()).hasSize(10);
        configure("", "retain { last = 2 }"); // What it would expire is postponed.

        apply(THIS);
        theEditedScheduleReturns();
        for (int days = 0; days < 4; days++) {
            samePlan(Instant.now().plus(days, ChronoUnit.DAYS));
        }
        Set<String> before = BED.snapshotNames();
        completed("newer-1", daysAgo(2));
        assertThat(gone(before)).isEmpty();
        assertThat(BED.snapshotNames()).hasSize(12);

        configure("limits { settle = 0h }", "retain { last = 2 }");
        before = BED.snapshotNames();
        Set<String> expiring = expiring(samePlan(Instant.now()));
        assertThat(expiring).hasSize(7).doesNotContain(held);
        completed("newer-2", daysAgo(1));
        assertThat(gone(before)).as("what both had planned").isEqualTo(expiring);

        BED.shell(
                "target/dist/bin/pvc-snapshotter restore b -n %s --in-place --yes"
                        .formatted(BED.namespace()));
        BED.shell(
                "target/dist/bin/pvc-snapshotter restore a -n %s --as copy --yes"
                        .formatted(BED.namespace()));
        wayBack(held);
    }

    private void wayBack(String held) {
        Set<String> onlyNewer = objects(THIS);
        onlyNewer.removeAll(objects(older.resolve("manifests")));
        apply(older.resolve("manifests"));
        theEditedScheduleReturns();
        String safety =
                BED.snapshotNames().stream()
                        .filter(each -> each.contains("before-restore"))
                        .findFirst()
                        .orElseThrow();
        Set<String> before = BED.snapshotNames();
        Set<String> expiring = expiring(samePlan(Instant.now()));
        assertThat(expiring).isNotEmpty().doesNotContain(held, safety);
        completed("older-again", daysAgo(0));
        assertThat(gone(before)).as("what both had planned").isEqualTo(expiring);
        assertThat(BED.snapshotNames()).contains(held, safety);
        assertThat(BED.kubectl("get", "pvc", "-o", "name").lines())
                .contains("persistentvolumeclaim/a", "persistentvolumeclaim/b");
        System.out.println("The older manifests leave behind: " + onlyNewer);
        onlyNewer.forEach(each -> BED.kubectl("get", each));
    }
}
