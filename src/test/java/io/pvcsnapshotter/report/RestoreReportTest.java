package io.pvcsnapshotter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.restore.Outcome;
import io.pvcsnapshotter.restore.Refusal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestoreReportTest {
    private final StringWriter text = new StringWriter();
    private final RestoreReport report =
            new RestoreReport(
                    new PrintWriter(text),
                    ZoneId.of("Europe/Berlin"),
                    "pvc-snapshotter restore data -n shop --in-place --yes",
                    List.of());

    @Test
    void times_are_the_person_s_and_their_zone_is_named() {
        report.refused(
                List.of(
                        new Refusal(
                                "The restore that began at 2020-07-28T22:33:12.123456Z is being undone",
                                "Wait.")));
        assertThat(text)
                .hasToString(
                        """
                        Refused: The restore that began at 29 Jul 2020 00:33 (Europe/Berlin) is being
                                 undone.
                                 Wait.
                        """);
    }

    @Test
    void a_command_is_one_line_however_long_it_is() {
        report.refused(
                List.of(
                        new Refusal(
                                "The claim is being deleted",
                                "Ask an administrator to keep the volume: `kubectl patch pv pvc-60e49d8d-a1e4-4bb3-acbf-5fa679dc375a -p '{\"spec\":{\"persistentVolumeReclaimPolicy\":\"Retain\"}}'` Then let the claim go.")));
        assertThat(text)
                .hasToString(
                        """
                        Refused: The claim is being deleted.
                                 Ask an administrator to keep the volume:
                                   kubectl patch pv pvc-60e49d8d-a1e4-4bb3-acbf-5fa679dc375a -p '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}'
                                 Then let the claim go.
                        """);
    }

    @Test
    void a_command_at_the_end_is_not_followed_by_an_empty_line() {
        report.ended(
                new Outcome(
                        List.of(),
                        new Outcome.Ended(
                                List.of(
                                        "When you do not need it: `kubectl -n shop delete volumesnapshot a`",
                                        "All is well."))));
        assertThat(text)
                .hasToString(
                        """
                        When you do not need it:
                          kubectl -n shop delete volumesnapshot a
                        All is well.
                        """);
    }
}
