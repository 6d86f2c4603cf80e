package io.pvcsnapshotter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import io.pvcsnapshotter.cluster.InstallObjects;
import io.pvcsnapshotter.model.Job;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.model.Run;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ThisRunTest {
    private static final Instant NOW = Instant.parse("2026-03-10T09:00:00Z");
    private static final Instant CREATED = Instant.parse("2026-03-10T04:17:01Z");
    private static final Instant SLOT = Instant.parse("2026-03-10T04:17:00Z");
    private static final Map<String, String> POD =
            Map.of("POD_NAMESPACE", "backup", "JOB_NAME", "nightly-1", "JOB_UID", "job-uid");

    private final InstallObjects cluster = mock();

    private ThisRun thisRun(Map<String, String> environment) {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        return ThisRun.of(
                new Environment(environment, true),
                cluster,
                "here",
                clock,
                () -> "12345678-random");
    }

    private void job(String uid, Optional<Instant> scheduled) {
        when(cluster.job(new ObjectName("backup", "nightly-1")))
                .thenReturn(
                        Optional.of(
                                new Job(
                                        uid,
                                        CREATED,
                                        Optional.empty(),
                                        Optional.empty(),
                                        scheduled)));
    }

    @Test
    void a_job_of_the_schedule_is_a_scheduled_run_of_its_slot() {
        job("job-uid", Optional.of(SLOT));
        assertThat(thisRun(POD).run())
                .isEqualTo(new Run("here", "job-uid", "nightly-1", SLOT, Run.Trigger.SCHEDULED));
    }

    /** Else it would be a manual run, of which nothing ever expires. */
    @Test
    void a_pod_that_does_not_know_its_job_is_refused_with_what_is_missing() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() ->
                        thisRun(
                                Map.of(
                                        "KUBERNETES_SERVICE_HOST",
                                        "10.0.0.1",
                                        "POD_NAMESPACE",
                                        "backup")))
                .withMessageStartingWith(
                        "This is a pod, and its environment lacks JOB_NAME, JOB_UID.");
    }

    @Test
    void a_job_that_a_person_made_is_a_manual_run_of_its_creation() {
        job("job-uid", Optional.empty());
        assertThat(thisRun(POD).run())
                .isEqualTo(new Run("here", "job-uid", "nightly-1", CREATED, Run.Trigger.MANUAL));
    }

    static Iterable<Map<String, String>> outside() {
        return java.util.List.of(
                Map.of(),
                Map.of("POD_NAMESPACE", "backup"),
                Map.of("JOB_NAME", "nightly-1"),
                Map.of("POD_NAMESPACE", "backup", "JOB_NAME", ""));
    }

    @ParameterizedTest
    @MethodSource("outside")
    void outside_a_job_it_is_a_manual_run_of_now_with_a_uid_of_its_own(
            Map<String, String> environment) {
        ThisRun thisRun = thisRun(environment);
        assertThat(thisRun.run())
                .isEqualTo(
                        new Run(
                                "here",
                                "12345678-random",
                                "local-12345678",
                                NOW,
                                Run.Trigger.MANUAL));
        assertThat(thisRun.regarding()).isEmpty();
        verifyNoInteractions(cluster);
    }

    @Test
    void a_job_that_is_gone_or_was_replaced_is_named() {
        when(cluster.job(new ObjectName("backup", "nightly-1"))).thenReturn(Optional.empty());
        assertThatThrownBy(() -> thisRun(POD))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("backup/nightly-1");
        job("another", Optional.of(SLOT));
        assertThatThrownBy(() -> thisRun(POD)).isInstanceOf(UsageException.class);
    }
}
