package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * How many requests a run makes, as the API server counts them: a flow schema of its own tells them
 * from all others.
 */
class RequestsIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    private static final Instant SLOT = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    private static final String RETAIN_ONE = "retain { last = 1 }, wait { timeout = 60s }";
    private static final String COUNTED = "apiserver_flowcontrol_dispatched_requests_total{";

    private Path kubeconfig;

    @BeforeEach
    void countApart() {
        BED.kubectl("create", "serviceaccount", "counted");
        BED.kubectl(
                "create",
                "clusterrolebinding",
                BED.namespace(),
                "--clusterrole=cluster-admin",
                "--serviceaccount=" + BED.namespace() + ":counted");
        BED.apply(
                """
                apiVersion: flowcontrol.apiserver.k8s.io/v1
                kind: FlowSchema
                metadata: {name: %1$s}
                spec:
                  priorityLevelConfiguration: {name: workload-high}
                  matchingPrecedence: 100
                  rules:
                    - subjects: [{kind: ServiceAccount, serviceAccount: {namespace: %1$s, name: counted}}]
                      resourceRules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"], clusterScope: true, namespaces: ["*"]}]
                """
                        .formatted(BED.namespace()));
        kubeconfig = BED.kubeconfigOf("counted");
        BED.until(
                "the API server counts the account apart",
                () -> {
                    BED.kubectl("get", "pods", "--kubeconfig", kubeconfig.toString());
                    return counted() > 0;
                });
    }

    private static long counted() {
        return BED.kubectl("get", "--raw", "/metrics")
                .lines()
                .filter(each ->
                        each.startsWith(COUNTED) && each.contains('"' + BED.namespace() + '"'))
                .mapToLong(each -> (long) Double.parseDouble(each.substring(each.lastIndexOf(' '))))
                .sum();
    }

    private long requestsOfRun(int hour, String keys, String ending) {
        Map<String, String> environment =
                new HashMap<>(BED.scheduledJob("hour-" + hour, SLOT.plus(hour, ChronoUnit.HOURS)));
        environment.put("KUBECONFIG", kubeconfig.toString());
        Path configuration = BED.configuration("limits { settle = 0h }", keys);
        long before = counted();
        ProgramRun run = BED.program(environment, "--config", configuration).ended();
        assertThat(run.exitStatus()).as(run::toString).isZero();
        assertThat(run.ending()).contains(ending);
        return counted() - before;
    }

    @Test
    void a_run_makes_one_request_for_each_snapshot_that_it_takes_or_expires_and_a_dozen_more() {
        BED.claims("a", "b", "c", "d", "e");
        int lists = 4; // snapshots, claims, volumes, classes
        int others = 3; // its Job, the watch, the Event on the Job
        int again = 1; // whether the claims are still the same ones
        assertThat(requestsOfRun(-2, RETAIN_ONE, "5 ready; "))
                .isEqualTo(5 + lists + others + again);
        assertThat(requestsOfRun(-1, RETAIN_ONE, "5 expired"))
                .isEqualTo(5 + 5 + 2 * lists + others);
    }

    @Test
    void a_run_in_which_nothing_is_due_lists_once_and_watches_nothing() {
        BED.claims("a", "b");
        String daily = "every = 24h, " + RETAIN_ONE;
        requestsOfRun(-2, daily, "2 ready");
        assertThat(requestsOfRun(-1, daily, "2 not due")).isEqualTo(4 + 2);
    }
}
