package io.pvcsnapshotter.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.cluster.ObjectKind;
import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.restore.RestoreRequest.Goal;
import io.pvcsnapshotter.restore.RestoreRequest.InPlace;
import io.pvcsnapshotter.restore.RestoreRequest.Undo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A restore in place is killed after each of its writes, and called again, or undone. */
class KillsTest {
    private static final String CLAIM = "data-db-1";
    private static final String OTHER = "data-db-0";

    /** More writes than the longest of these restores makes. */
    private static final int MANY = 25;

    private final World world;
    private List<Integer> chosen = List.of();
    private String volume = "";

    KillsTest() {
        world = new World(1);
    }

    enum Setting {
        STATEFUL_SET,
        DELETES_ITS_CLAIMS,
        CRASHING_PODS,
        WAITS_FOR_PODS,
        SLOW_SNAPSHOTS,
        ADMINISTRATOR,
        DEPLOYMENT
    }

    private String claim(Setting setting) {
        return setting == Setting.DEPLOYMENT ? "files" : CLAIM;
    }

    /** An application that writes, a snapshot, and more that is written. */
    private void begin(Setting setting) {
        switch (setting) {
            case DEPLOYMENT -> world.deployment("web", "files");
            case DELETES_ITS_CLAIMS ->
                    world.statefulSet(
                            "db",
                            3,
                            "\"persistentVolumeClaimRetentionPolicy\": {\"whenScaled\": \"Delete\"},");
            default -> world.statefulSet("db", 3, "");
        }
        if (setting == Setting.WAITS_FOR_PODS) {
            world.claimsWaitForPods();
        }
        if (setting == Setting.ADMINISTRATOR) {
            world.forbid("nothing");
        }
        if (setting == Setting.CRASHING_PODS) {
            world.podsCrash();
        }
        world.seconds(10);
        world.snapshot("chosen", claim(setting));
        world.seconds(5);
        chosen = world.fileOfSnapshot("chosen");
        volume = world.volume(claim(setting));
        assertThat(chosen).isNotEmpty();
        if (setting == Setting.SLOW_SNAPSHOTS) {
            world.snapshotsTake(30);
        }
    }

    private Outcome call(String claim, Goal goal) {
        RestoreRequest request =
                new RestoreRequest(
                        new ObjectName(Store.NAMESPACE, claim),
                        Optional.empty(),
                        Optional.empty(),
                        goal,
                        RestoreRequest.Shape.AS_BEFORE,
                        false);
        return new Restore(world, world, request, Duration.ofMinutes(5)).run(_ -> {});
    }

    /** Whether it was killed. */
    private boolean isKilled(String claim, Goal goal, int writes) {
        world.killAfter(writes);
        try {
            assertEnded(call(claim, goal));
            return false;
        } catch (Store.Killed killed) {
            return true;
        } finally {
            world.killNobody();
        }
    }

    private static void assertEnded(Outcome outcome) {
        assertThat(outcome.how()).isInstanceOf(Outcome.Ended.class);
    }

    private static List<Integer> beginning(List<Integer> of, List<Integer> length) {
        return of.subList(0, Math.min(of.size(), length.size()));
    }

    private void assertRestored(Setting setting) {
        String claim = claim(setting);
        world.seconds(10);
        assertThat(beginning(world.file(claim), chosen)).isEqualTo(chosen);
        assertThat(world.file(claim)).as("it runs again").hasSizeGreaterThan(chosen.size());
        assertThat(world.lost(claim)).as("what was written is still somewhere").isEmpty();
        assertAllIsPutAway(setting);
    }

    /** All that was ever written into the first volume is there again. */
    private void assertUndone(Setting setting) {
        String claim = claim(setting);
        List<Integer> before = world.writtenInto(volume);
        world.seconds(10);
        assertThat(world.file(claim)).startsWith(before.toArray(Integer[]::new));
        assertThat(world.file(claim)).hasSizeGreaterThan(before.size());
        assertThat(world.lost(claim)).isEmpty();
        assertAllIsPutAway(setting);
    }

    private void assertAllIsPutAway(Setting setting) {
        if (setting == Setting.DEPLOYMENT) {
            assertThat(world.replicas(ObjectKind.DEPLOYMENT, "web")).isEqualTo(1);
        } else {
            assertThat(world.replicas(ObjectKind.STATEFUL_SET, "db")).isEqualTo(3);
            assertThat(world.file(OTHER)).as("the other lost none").isEqualTo(world.written(OTHER));
            assertThat(
                            world.find(ObjectKind.STATEFUL_SET, "db")
                                    .flatMap(each ->
                                            each.text(
                                                    "spec",
                                                    "persistentVolumeClaimRetentionPolicy",
                                                    "whenScaled"))
                                    .orElse("Retain"))
                    .isEqualTo(setting == Setting.DELETES_ITS_CLAIMS ? "Delete" : "Retain");
        }
        List<Manifest> all = new ArrayList<>();
        Stream.of(
                        ObjectKind.CLAIM,
                        ObjectKind.SNAPSHOT,
                        ObjectKind.STATEFUL_SET,
                        ObjectKind.DEPLOYMENT)
                .forEach(each -> all.addAll(world.all(each).values()));
        assertThat(all)
                .noneMatch(Changes::hasFinalizer)
                .noneMatch(each ->
                        each.annotation(Marks.RESTORE)
                                .filter(mark -> mark.startsWith("{"))
                                .isPresent());
        assertThat(Findings.isHeld(world.find(ObjectKind.SNAPSHOT, "chosen").orElseThrow()))
                .isFalse();
    }

    static Stream<Setting> settings() {
        return Stream.of(Setting.values());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void it_ends_right_and_can_be_undone(Setting setting) {
        begin(setting);
        assertEnded(call(claim(setting), new InPlace()));
        assertRestored(setting);
        assertEnded(call(claim(setting), new Undo()));
        assertUndone(setting);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void after_a_kill_at_any_write_another_call_ends_it(Setting setting) {
        int killed =
                (int)
                        IntStream.rangeClosed(1, MANY)
                                .filter(writes -> {
                                    KillsTest one = new KillsTest();
                                    one.begin(setting);
                                    boolean cut =
                                            one.isKilled(claim(setting), new InPlace(), writes);
                                    one.world.seconds(one.world.random().nextInt(20));
                                    if (cut && !one.isOver(setting)) {
                                        assertEnded(one.call(claim(setting), new InPlace()));
                                    }
                                    one.assertRestored(setting);
                                    return cut;
                                })
                                .count();
        assertThat(killed).isBetween(8, MANY - 1);
    }

    /** Whether the kill came after the last write: then another call would be another restore. */
    private boolean isOver(Setting setting) {
        return world.all(ObjectKind.SNAPSHOT).values().stream()
                .noneMatch(each -> RestoreRecord.of(each, claim(setting)).isPresent());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void after_a_kill_at_any_write_it_can_be_undone(Setting setting) {
        IntStream.rangeClosed(1, MANY)
                .forEach(writes -> {
                    KillsTest one = new KillsTest();
                    one.begin(setting);
                    boolean cut = one.isKilled(claim(setting), new InPlace(), writes);
                    assertEnded(one.call(claim(setting), new Undo()));
                    one.assertUndone(setting);
                    assertThat(cut || writes > 8).isTrue();
                });
    }

    @ParameterizedTest
    @MethodSource("settings")
    void after_a_kill_at_any_write_of_the_undoing_it_can_be_undone_again(Setting setting) {
        for (int first = 1; first <= MANY; first += 3) {
            for (int second = 1; second <= MANY; second += 4) {
                KillsTest one = new KillsTest();
                one.begin(setting);
                one.isKilled(claim(setting), new InPlace(), first);
                boolean cut = one.isKilled(claim(setting), new Undo(), second);
                boolean isBetween = cut && one.isOver(setting);
                if (cut && !isBetween) {
                    assertEnded(one.call(claim(setting), new Undo()));
                }
                if (!isBetween) {
                    one.assertUndone(setting);
                }
                one.world.seconds(10);
                assertThat(one.world.lost(claim(setting))).isEmpty();
                one.assertAllIsPutAway(setting);
            }
        }
    }

    @Test
    void a_lost_answer_at_any_write_makes_no_difference() {
        for (int writes = 1; writes <= MANY; writes++) {
            KillsTest one = new KillsTest();
            one.begin(Setting.STATEFUL_SET);
            boolean cut = one.isKilled(CLAIM, new InPlace(), writes);
            if (cut && !one.isOver(Setting.STATEFUL_SET)) {
                one.world.loseAnAnswer();
                assertEnded(one.call(CLAIM, new InPlace()));
            }
            one.assertRestored(Setting.STATEFUL_SET);
        }
    }
}
