package io.pvcsnapshotter.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pvcsnapshotter.cluster.ObjectKind;
import io.pvcsnapshotter.model.Manifest;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.restore.RestoreRequest.Beside;
import io.pvcsnapshotter.restore.RestoreRequest.Goal;
import io.pvcsnapshotter.restore.RestoreRequest.InPlace;
import io.pvcsnapshotter.restore.RestoreRequest.Undo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused before the first step, with the reason and what to do instead. */
class RefusalsTest {
    private final World world = new World(1);
    private Goal goal = new InPlace();
    private Optional<String> snapshot = Optional.empty();
    private boolean paused;

    private Restore restore() {
        RestoreRequest request =
                new RestoreRequest(
                        new ObjectName(Store.NAMESPACE, "data-db-1"),
                        snapshot,
                        Optional.empty(),
                        goal,
                        RestoreRequest.Shape.AS_BEFORE,
                        paused);
        return new Restore(world, world, request, Duration.ofMinutes(5));
    }

    private void begin() {
        world.statefulSet("db", 2, "");
        world.seconds(10);
        world.snapshot("good", "data-db-1");
        world.seconds(5);
    }

    private void change(ObjectKind kind, String name, Manifest part) {
        Manifest changed = world.find(kind, name).orElseThrow();
        for (String each : List.of("labels", "annotations", "ownerReferences", "finalizers")) {
            if (part.has("metadata", each)) {
                changed =
                        part.at("metadata", each).isPresent()
                                ? changed.with(
                                        part.at("metadata", each).orElseThrow(), "metadata", each)
                                : changed.withEach(part.each("metadata", each), "metadata", each);
            }
        }
        world.keep(kind, changed);
    }

    private void set(String part) {
        change(ObjectKind.STATEFUL_SET, "db", World.manifest(part));
    }

    private void claim(String part) {
        change(ObjectKind.CLAIM, "data-db-1", World.manifest(part));
    }

    private void make(ObjectKind kind, String json) {
        world.make(kind, World.manifest(json));
    }

    private static String user(String name, String more) {
        return """
        {"metadata": {"name": "%s"%s}, "spec": {
          "volumes": [{"persistentVolumeClaim": {"claimName": "data-db-1"}}],
          "template": {"spec": {"volumes": [{"persistentVolumeClaim": {"claimName": "data-db-1"}}]}}}}
        """
                .formatted(name, more);
    }

    private static String scaler(String metadata, String spec) {
        return """
        {"metadata": {"name": "hpa"%s}, "spec": {%s
          "scaleTargetRef": {"kind": "StatefulSet", "name": "db"}}}
        """
                .formatted(metadata, spec);
    }

    private static Arguments refused(Consumer<RefusalsTest> how, String reason, String instead) {
        return Arguments.of(how, reason, instead);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refused(
                        it -> {
                            it.world.snapshot("late", "data-db-1");
                            it.snapshot = Optional.of("late");
                        },
                        "The snapshot late is not ready",
                        "choose another"),
                refused(
                        it -> it.world.snapshot("late", "data-db-1"),
                        "The snapshot late of the claim is not ready",
                        "kubectl -n shop delete volumesnapshot late"),
                refused(
                        it -> {
                            it.change(
                                    ObjectKind.SNAPSHOT,
                                    "good",
                                    World.manifest("{\"metadata\": {\"finalizers\": []}}"));
                            Manifest good =
                                    it.world.find(ObjectKind.SNAPSHOT, "good").orElseThrow();
                            it.world.keep(
                                    ObjectKind.SNAPSHOT,
                                    good.with(List.of("busy"), "metadata", "finalizers"));
                            it.world.remove(ObjectKind.SNAPSHOT, "good");
                            it.snapshot = Optional.of("good");
                        },
                        "The snapshot good is being deleted",
                        "Choose another"),
                refused(
                        it -> it.snapshot = Optional.of("nosuch"),
                        "There is no VolumeSnapshot nosuch",
                        "These are ready: good"),
                refused(
                        it -> {
                            it.world.snapshot("other", "data-db-0");
                            it.world.seconds(5);
                            it.snapshot = Optional.of("other");
                        },
                        "is of the claim data-db-0",
                        "Name the claim data-db-0"),
                refused(
                        it ->
                                it.set(
                                        "{\"metadata\": {\"ownerReferences\": [{\"kind\": \"Kafka\", \"name\": \"k\", \"controller\": true}]}}"),
                        "The StatefulSet db belongs to the Kafka k",
                        "that operator"),
                refused(
                        it ->
                                it.claim(
                                        "{\"metadata\": {\"ownerReferences\": [{\"kind\": \"DataVolume\", \"name\": \"d\", \"controller\": true}]}}"),
                        "The claim belongs to the DataVolume d",
                        "--as"),
                refused(
                        it ->
                                it.claim(
                                        "{\"metadata\": {\"ownerReferences\": [{\"kind\": \"Pod\", \"name\": \"p\", \"controller\": true}]}}"),
                        "ephemeral volume of the pod p",
                        "--as"),
                refused(
                        it -> it.make(ObjectKind.JOB, user("import", "")),
                        "The Job import uses the claim",
                        "kubectl -n shop delete job import"),
                refused(
                        it -> it.make(ObjectKind.DAEMON_SET, user("agent", "")),
                        "The DaemonSet agent uses the claim",
                        "--as"),
                refused(
                        it -> it.make(ObjectKind.POD, user("debug", "")),
                        "The pod debug uses the claim, and no workload owns it",
                        "kubectl -n shop delete pod debug"),
                refused(
                        it ->
                                it.make(
                                        ObjectKind.POD,
                                        user(
                                                "vm",
                                                ", \"ownerReferences\": [{\"kind\": \"VirtualMachineInstance\", \"name\": \"vm\", \"uid\": \"x\", \"controller\": true}]")),
                        "a VirtualMachineInstance owns it",
                        "own means"),
                refused(
                        it ->
                                it.make(
                                        ObjectKind.AUTOSCALER,
                                        scaler(
                                                ", \"ownerReferences\": [{\"kind\": \"ScaledObject\", \"name\": \"so\"}]",
                                                "")),
                        "KEDA scales the StatefulSet db",
                        "kubectl -n shop annotate scaledobject so"),
                refused(
                        it ->
                                it.make(
                                        ObjectKind.AUTOSCALER,
                                        scaler(
                                                ", \"labels\": {\"app.kubernetes.io/managed-by\": \"keda-operator\"}",
                                                "")),
                        "KEDA scales the StatefulSet db",
                        "paused-replicas"),
                refused(
                        it -> it.make(ObjectKind.AUTOSCALER, scaler("", "\"minReplicas\": 0,")),
                        "may scale the StatefulSet db up from 0",
                        "minReplicas to 1"),
                refused(
                        it -> it.make(ObjectKind.AUTOSCALER, scaler("", "\"minReplicas\": 2,")),
                        "would undo that the StatefulSet db is scaled down to 1",
                        "Delete it"),
                refused(
                        it ->
                                it.set(
                                        "{\"metadata\": {\"annotations\": {\"argocd.argoproj.io/tracking-id\": \"x\"}}}"),
                        "Argo CD manages the StatefulSet db",
                        "--paused"),
                refused(
                        it ->
                                it.claim(
                                        "{\"metadata\": {\"labels\": {\"kustomize.toolkit.fluxcd.io/name\": \"x\"}}}"),
                        "Flux manages the claim",
                        "--paused"),
                refused(
                        it -> {
                            it.claim("{\"metadata\": {\"finalizers\": []}}");
                            Manifest claim =
                                    it.world.find(ObjectKind.CLAIM, "data-db-1").orElseThrow();
                            it.world.keep(
                                    ObjectKind.CLAIM,
                                    claim.with(
                                            List.of(
                                                    "provisioner.storage.kubernetes.io/cloning-protection"),
                                            "metadata",
                                            "finalizers"));
                        },
                        "A clone of the claim is being made",
                        "Wait"),
                refused(
                        it -> it.world.remove(ObjectKind.CLAIM, "data-db-1"),
                        "The claim is being deleted since",
                        "kubectl patch pv"),
                refused(
                        it -> it.goal = new Beside("data-db-1"),
                        "data-db-1 is the name of the claim itself",
                        "--in-place"),
                refused(it -> it.goal = new Undo(), "was not restored in place", "--snapshot"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refusals")
    void it_is_refused(Consumer<RefusalsTest> how, String reason, String instead) {
        begin();
        how.accept(this);
        Map<String, Manifest> before = all();
        assertThat(restore().plan())
                .isInstanceOfSatisfying(
                        Plan.Refused.class,
                        refused ->
                                assertThat(refused.refusals())
                                        .anySatisfy(each -> {
                                            assertThat(each.reason()).contains(reason);
                                            assertThat(each.instead()).contains(instead);
                                        }));
        assertThat(restore().run(_ -> {}).how()).isInstanceOf(Outcome.Refused.class);
        assertThat(all()).isEqualTo(before);
    }

    private Map<String, Manifest> all() {
        Map<String, Manifest> all = new TreeMap<>();
        for (ObjectKind kind : ObjectKind.values()) {
            world.all(kind).forEach((name, object) -> all.put(kind + "/" + name, object));
        }
        return all;
    }

    @Test
    void without_any_of_that_it_is_not_refused() {
        begin();
        assertThat(restore().plan()).isInstanceOf(Plan.Steps.class);
    }

    @Test
    void who_says_that_argo_and_flux_are_suspended_is_believed() {
        begin();
        paused = true;
        set(
                "{\"metadata\": {\"annotations\": {\"argocd.argoproj.io/tracking-id\": \"x\"}, \"labels\": {\"helm.toolkit.fluxcd.io/name\": \"x\"}}}");
        assertThat(restore().plan()).isInstanceOf(Plan.Steps.class);
    }

    @Test
    void several_reasons_are_said_together() {
        begin();
        make(ObjectKind.POD, user("debug", ""));
        make(ObjectKind.DAEMON_SET, user("agent", ""));
        assertThat(((Plan.Refused) restore().plan()).refusals()).hasSize(2);
    }

    @Test
    void each_right_is_asked_for_and_a_missing_one_is_named() {
        begin();
        List<String> rights = world.granted(() -> restore().plan());
        assertThat(rights)
                .contains(
                        "delete persistentvolumeclaims",
                        "create volumesnapshots.snapshot.storage.k8s.io",
                        "patch statefulsets.apps");
        for (String each : rights) {
            world.forbid(each, "get persistentvolumes", "get storageclasses.storage.k8s.io");
            assertThatThrownBy(() -> restore().plan())
                    .isInstanceOf(MissingRightsException.class)
                    .hasMessageContaining("you may not: " + each + ".");
        }
        world.forbid("nothing");
        assertThat(restore().plan()).isInstanceOf(Plan.Steps.class);
    }

    @Test
    void nothing_that_destroys_comes_before_the_copy_is_ready() {
        begin();
        List<Step.Kind> kinds =
                ((Plan.Steps) restore().plan()).steps().stream().map(Step::kind).toList();
        assertThat(kinds)
                .containsExactly(
                        Step.Kind.HOLD,
                        Step.Kind.MARK,
                        Step.Kind.SCALE_DOWN,
                        Step.Kind.AWAIT_PODS,
                        Step.Kind.TAKE_SAFETY,
                        Step.Kind.AWAIT_SAFETY,
                        Step.Kind.DELETE_CLAIM,
                        Step.Kind.UNMARK,
                        Step.Kind.AWAIT_GONE,
                        Step.Kind.CREATE_CLAIM,
                        Step.Kind.SCALE_UP,
                        Step.Kind.AWAIT_BOUND,
                        Step.Kind.RELEASE);
    }
}
