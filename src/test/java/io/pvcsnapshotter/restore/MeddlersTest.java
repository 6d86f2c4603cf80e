package io.pvcsnapshotter.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.cluster.ObjectKind;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.restore.RestoreRequest.Goal;
import io.pvcsnapshotter.restore.RestoreRequest.InPlace;
import io.pvcsnapshotter.restore.RestoreRequest.Undo;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Restores that are killed, continued and undone at random, while others scale the workload, take
 * snapshots and delete what they can. A failure says from which seed; {@code -Dsimulation.seed=N}
 * repeats it.
 */
class MeddlersTest {
    private static final int CALLS = 6;

    /** One application, and all who meddle with it. */
    private static final class Scene {
        private final World world;
        private final Random random;
        private final boolean deployment;
        private boolean calm;
        private int snapshots;

        Scene(long seed, boolean deployment) {
            this.world = new World(seed);
            this.random = world.random();
            this.deployment = deployment;
            if (deployment) {
                world.deployment("web", "files");
            } else {
                world.statefulSet(
                        "db",
                        2 + random.nextInt(2),
                        random.nextBoolean()
                                ? ""
                                : "\"persistentVolumeClaimRetentionPolicy\": {\"whenScaled\": \"Delete\"},");
            }
            if (random.nextInt(4) == 0) {
                world.claimsWaitForPods();
            }
            world.snapshotsTake(random.nextInt(4));
            world.seconds(10);
            snapshot();
            world.seconds(10);
            world.everySecond(this::second);
        }

        String claim() {
            return deployment ? "files" : "data-db-1";
        }

        private ObjectKind kind() {
            return deployment ? ObjectKind.DEPLOYMENT : ObjectKind.STATEFUL_SET;
        }

        private String workload() {
            return deployment ? "web" : "db";
        }

        private int down() {
            return deployment ? 0 : 1;
        }

        private void second() {
            assertThat(world.lost(claim())).as("numbers that are nowhere any more").isEmpty();
            if (calm) {
                return;
            }
            switch (random.nextInt(60)) {
                case 0 -> world.scale(kind(), workload(), deployment ? 1 : 2);
                case 1 -> scaleDown();
                case 2 -> snapshot();
                case 3 -> world.loseAnAnswer();
                default -> {}
            }
        }

        /** Where that deletes the claim, nobody does it who wants to keep it. */
        private void scaleDown() {
            boolean deletes =
                    world.find(kind(), workload())
                            .flatMap(each ->
                                    each.text(
                                            "spec",
                                            "persistentVolumeClaimRetentionPolicy",
                                            "whenScaled"))
                            .equals(Optional.of("Delete"));
            if (!deletes) {
                world.scale(kind(), workload(), down());
            }
        }

        private void snapshot() {
            world.snapshot("snapshot-" + ++snapshots, claim());
        }

        Outcome call(Goal goal) {
            RestoreRequest request =
                    new RestoreRequest(
                            new ObjectName(Store.NAMESPACE, claim()),
                            Optional.empty(),
                            Optional.empty(),
                            goal,
                            RestoreRequest.Shape.AS_BEFORE,
                            false);
            return new Restore(world, world, request, Duration.ofMinutes(5)).run(_ -> {});
        }

        void meddle() {
            for (int i = 0; i < CALLS; i++) {
                if (random.nextBoolean()) {
                    world.killAfter(1 + random.nextInt(14));
                }
                try {
                    call(random.nextInt(3) == 0 ? new Undo() : new InPlace());
                } catch (Store.Killed killed) {
                    // The next call finds what it left.
                }
                world.killNobody();
                world.seconds(random.nextInt(10));
            }
        }

        /** Nobody meddles any more, and somebody does what the messages say. */
        void putAway(Goal goal) {
            calm = true;
            world.seconds(60);
            for (int i = 0; i < CALLS && isOpen(); i++) {
                Outcome outcome = call(goal);
                if (outcome.how() instanceof Outcome.Refused) {
                    scaleDown();
                    world.seconds(10);
                    call(goal instanceof Undo ? new Undo() : new InPlace());
                    call(new Undo());
                }
            }
            world.scale(kind(), workload(), 2);
            world.seconds(30);
        }

        private boolean isOpen() {
            return world.all(ObjectKind.SNAPSHOT).values().stream()
                    .anyMatch(each -> RestoreRecord.of(each, claim()).isPresent());
        }
    }

    @ParameterizedTest(name = "deployment: {0}")
    @ValueSource(booleans = {false, true})
    void whatever_happens_meanwhile_nothing_is_lost_and_it_can_be_ended(boolean deployment) {
        long only = Long.getLong("simulation.seed", -1);
        int times = 60 * Integer.getInteger("simulation.times", 1);
        for (long seed = only < 0 ? 1 : only; seed <= (only < 0 ? times : only); seed++) {
            try {
                one(seed, deployment);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    private static void one(long seed, boolean deployment) {
        Scene scene = new Scene(seed, deployment);
        scene.meddle();
        scene.putAway(seed % 2 == 0 ? new InPlace() : new Undo());
        World world = scene.world;
        assertThat(scene.isOpen()).as("a restore has not ended").isFalse();
        assertThat(world.all(ObjectKind.CLAIM).values()).noneMatch(Changes::hasFinalizer);
        assertThat(world.all(ObjectKind.SNAPSHOT).values()).noneMatch(Changes::hasFinalizer);
        assertThat(world.all(scene.kind()).values())
                .noneMatch(each -> each.annotation(Marks.RESTORE).isPresent());
        int before = world.file(scene.claim()).size();
        world.seconds(10);
        assertThat(world.file(scene.claim())).as("it writes").hasSizeGreaterThan(before);
        assertThat(world.all(ObjectKind.SNAPSHOT).values())
                .filteredOn(each -> each.annotation(Marks.SAFETY).isEmpty())
                .noneMatch(Findings::isHeld);
    }
}
