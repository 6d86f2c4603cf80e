package io.pvcsnapshotter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.testbed.TestBed;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The install as it is shipped: the schedule from an edit to the run, and an upgrade. */
class InstallIT {
    @RegisterExtension static final TestBed BED = TestBed.node();

    private static final String SHIPPED = "17 4 * * *";

    private final Installed install = new Installed(BED, "pvc-snapshotter");

    @BeforeEach
    void install() {
        apply();
        install.kubectl("delete configmap,cronjob pvc-snapshotter --ignore-not-found");
        install.kubectl("delete jobs --all");
        apply();
        copyByHandOnly();
    }

    private void copyByHandOnly() {
        install.kubectl(
                "patch cronjob pvc-snapshotter-schedule -p '{\"spec\":{\"suspend\":true}}'");
    }

    private static void apply() {
        BED.kubectl("apply", "--warnings-as-errors", "-k", "manifests");
        BED.kubectl("apply", "--warnings-as-errors", "-k", "config");
    }

    @Test
    void after_a_fresh_install_an_edit_of_the_config_map_changes_when_runs_start() {
        BED.kubectl("delete", "-k", "manifests");
        apply();
        copyByHandOnly();
        BED.claims("data");
        install.edit("\"schedule\": \"* * * * *\"");
        install.sync();
        assertThat(install.field(".spec.schedule")).isEqualTo("* * * * *");
        assertThat(install.events("CronJob", "ScheduleChanged"))
                .isEqualTo("17 4 * * * -> * * * * * (Etc/UTC)");
        BED.until("a run of the schedule has started", () -> !install.scheduled().isEmpty());
        String job = install.scheduled().getFirst().replace("job.batch/", "");
        assertThat(install.end(job)).isEqualTo("Complete");
        assertThat(BED.snapshots()).hasSize(1).allMatch(TestBed::isReady);
        assertThat(install.jobs("")).containsExactlyElementsOf(install.scheduled());

        install.edit("\"schedule\": \"0 0 29 2 *\", \"timeZone\": \"Asia/Tokyo\"");
        install.sync();
        assertThat(install.field(".spec.timeZone")).isEqualTo("Asia/Tokyo");
        install.edit("\"suspend\": \"true\"");
        install.sync();
        assertThat(install.field(".spec.suspend")).isEqualTo("true");
        install.edit("\"suspend\": null");
        install.sync();
        assertThat(install.field(".spec.suspend"))
                .as("what the key did is undone")
                .isEqualTo("false");
    }

    @Test
    void what_the_guard_lets_through_is_reported_by_the_copy_and_changes_nothing() {
        List<List<String>> mistakes =
                List.of(
                        List.of("schedule", "17 4 * * 7", "end of range (7) above maximum (6)"),
                        List.of("timeZone", "Europe/Berlim", "unknown time zone Europe/Berlim"),
                        List.of("suspend", "yes", "suspend: found \"yes\""));
        String edit =
                "kubectl -n pvc-snapshotter patch configmap pvc-snapshotter -p '{\"data\":{\"%s\":\"%s\"}}'";
        BED.until(
                "the guards are heeded",
                () ->
                        BED.shell(
                                        edit.formatted("timeZone", "x")
                                                + " --dry-run=server 2>&1 || true")
                                .contains("denied"));
        for (List<String> each : mistakes) {
            assertThat(
                            BED.shell(
                                    edit.formatted(each.get(0), each.get(1))
                                            + " 2>&1 && exit 1 || true"))
                    .contains("denied request", each.get(1));
        }
        BED.shell("kubectl delete -k manifests/components/guards");
        BED.shell("kubectl delete --ignore-not-found -k manifests/components/team-roles");
        for (List<String> each : mistakes) {
            BED.until(
                    "the guards are gone",
                    () ->
                            BED.shell(edit.formatted(each.get(0), each.get(1)) + " 2>&1 || true")
                                    .contains("configmap/pvc-snapshotter patched"));
            install.startSync();
            assertThat(install.end("now")).isEqualTo("Failed");
            assertThat(install.termination("now")).startsWith("78 ").contains(each.get(2));
            for (String kind : List.of("ConfigMap", "CronJob")) {
                assertThat(install.events(kind, "ScheduleInvalid")).contains(each.get(2));
            }
            assertThat(install.field(".spec.schedule") + install.field(".spec.timeZone"))
                    .isEqualTo(SHIPPED + "Etc/UTC");
            assertThat(install.field(".spec.suspend")).isEqualTo("false");
            install.edit(
                    "\"schedule\":\"%s\",\"timeZone\":\"Etc/UTC\",\"suspend\":null"
                            .formatted(SHIPPED));
        }
        install.sync();
    }

    @Test
    void a_broken_configuration_is_known_before_the_next_run_and_mended_by_the_next_edit() {
        String where = "snapshotter.conf:2: policies[all].retian: unknown key";
        install.edit(
                "\"snapshotter.conf\":\"policies = [\\n  { name = all, retian { last = 3 } }\\n]\\n\"");
        install.startSync();
        assertThat(install.end("now")).isEqualTo("Failed");
        assertThat(install.termination("now")).startsWith("78 ").contains(where);
        assertThat(install.events("ConfigMap", "ConfigurationInvalid")).contains(where);
        install.run("broken");
        assertThat(install.end("broken")).isEqualTo("Failed");
        assertThat(install.termination("broken")).startsWith("78 ").contains(where);

        BED.kubectl("apply", "-k", "config");
        install.sync();
        install.run("mended");
        assertThat(install.end("mended")).isEqualTo("Complete");
    }

    /**
     * Twenty minutes ago is more than {@code startingDeadlineSeconds}; without that field, the slot
     * since the last run, a day ago, would be made up for as soon as any Job ends.
     */
    @Test
    void another_apply_loses_no_edit_and_starts_no_run_of_the_past() {
        ZonedDateTime slot = ZonedDateTime.now(ZoneOffset.UTC).minusMinutes(20);
        String edited = "%d %d * * *".formatted(slot.getMinute(), slot.getHour());
        install.kubectl(
                "patch cronjob pvc-snapshotter --subresource=status --type=merge -p '{\"status\":{\"lastScheduleTime\":\"%s\"}}'"
                        .formatted(slot.minusDays(1).toInstant()));
        install.edit("\"schedule\": \"%s\"".formatted(edited));
        install.sync();
        BED.kubectl("apply", "--warnings-as-errors", "-k", "manifests");
        assertThat(install.field(".spec.schedule")).isEqualTo(SHIPPED);
        install.sync();
        assertThat(install.field(".spec.schedule")).isEqualTo(edited);
        install.run("wakes-the-controller");
        assertThat(install.end("wakes-the-controller")).isEqualTo("Complete");
        BED.until(
                "the controller has seen the end of it",
                () -> install.events("CronJob", "UnexpectedJob").contains("wakes-the-controller"));
        assertThat(install.scheduled()).isEmpty();
    }

    @Test
    void an_upgrade_does_not_disturb_the_run_in_flight() {
        BED.claims("data");
        String slow = BED.snapshotClass("slow", Map.of("readyAfter", "12s"));
        BED.kubectl("annotate", "pvc", "data", "pvc-snapshotter.io/snapshot-class=" + slow);
        install.run("in-flight");
        BED.until("the snapshot is asked for", () -> BED.snapshots().size() == 1);
        String newer =
                BED.kustomization(
                                """
                                resources: [CHECKOUT/manifests]
                                images: [{name: pvc-snapshotter, newTag: 99.0.0}]
                                """)
                        .toString();
        BED.kubectl("apply", "--warnings-as-errors", "-k", newer);
        assertThat(BED.snapshots()).noneMatch(TestBed::isReady);
        assertThat(install.end("in-flight")).isEqualTo("Complete");
        assertThat(BED.snapshots()).hasSize(1).allMatch(TestBed::isReady);
        assertThat(install.field(".spec.jobTemplate.spec.template.spec.containers[0].image"))
                .isEqualTo("pvc-snapshotter:99.0.0");
    }
}
