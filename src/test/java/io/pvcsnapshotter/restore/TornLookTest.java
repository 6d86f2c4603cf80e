package io.pvcsnapshotter.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.cluster.Manifests;
import io.pvcsnapshotter.cluster.ObjectKind;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.restore.RestoreRequest.Goal;
import io.pvcsnapshotter.restore.RestoreRequest.InPlace;
import io.pvcsnapshotter.restore.RestoreRequest.Undo;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A look at the cluster is many requests. Somebody else may do a whole restore between two. */
class TornLookTest {
    private static final ObjectName CLAIM = new ObjectName(Store.NAMESPACE, "data-db-1");

    private final World world = new World(1);
    private boolean disturbed;

    private Outcome call(Manifests cluster, Goal goal) {
        RestoreRequest request =
                new RestoreRequest(
                        CLAIM,
                        Optional.empty(),
                        Optional.empty(),
                        goal,
                        RestoreRequest.Shape.AS_BEFORE,
                        false);
        return new Restore(cluster, world, request, Duration.ofMinutes(5)).run(_ -> {});
    }

    /** The world, in which a colleague restores the claim just before snapshots are listed. */
    private Manifests disturbed() {
        return (Manifests)
                Proxy.newProxyInstance(
                        Manifests.class.getClassLoader(),
                        new Class<?>[] {Manifests.class},
                        (_, method, arguments) -> {
                            if (!disturbed
                                    && method.getName().equals("list")
                                    && arguments[0] == ObjectKind.SNAPSHOT) {
                                disturbed = true;
                                world.seconds(1);
                                assertThat(call(world, new InPlace()).how())
                                        .isInstanceOf(Outcome.Ended.class);
                            }
                            try {
                                return method.invoke(world, arguments);
                            } catch (InvocationTargetException failed) {
                                throw failed.getCause();
                            }
                        });
    }

    @Test
    void it_is_not_taken_for_what_was_there_and_can_be_undone() {
        world.statefulSet("db", 2, "");
        world.seconds(10);
        world.snapshot("good", CLAIM.name());
        world.seconds(5);
        assertThat(call(disturbed(), new InPlace()).how()).isInstanceOf(Outcome.Ended.class);
        assertThat(disturbed).isTrue();
        assertThat(call(world, new Undo()).how()).isInstanceOf(Outcome.Ended.class);
        world.seconds(10);
        assertThat(world.lost(CLAIM.name())).isEmpty();
    }
}
