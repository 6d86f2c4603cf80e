package io.pvcsnapshotter.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusReportTest {
    private static final Plan RICH = Sample.rich(Sample.NOW, "20260310-041700");
    private static final Optional<Duration> A_DAY = Optional.of(Duration.ofDays(1));

    private static StatusReport report(Optional<Duration> longestAge) {
        return new StatusReport(RICH, longestAge);
    }

    @Test
    void the_table_has_a_row_for_each_claim_and_the_totals_last() {
        assertThat(report(Optional.empty()).table())
                .isEqualTo(
                        """
                        CLAIM              POLICY   READY  NEWEST  AGE  STATE
                        shop/data          strict   3      data-9  23h  ok
                        shop/data-default  strict   0      -       -    no snapshot is ready
                        shop/evil          -        0      -       -    no policy  [2J where
                        shop/late          strict   0      -       -    no snapshot is ready
                        shop/lenient       lenient  0      -       -    no CSI volume
                        shop/not-due       strict   0      -       -    no snapshot is ready
                        shop/nobodys       -        0      -       -    no policy selects it
                        shop/settling      strict   0      -       -    no snapshot is ready
                        shop/skipped       strict   0      -       -    it is deleted
                        shop/strict        strict   0      -       -    no class
                        shop/old           -        2      data-8  47h  the claim is gone
                        shop/settling: 2 expire after 2026-03-11 04:17
                        policy databases selects nothing
                        selected 7 of 10 claims: 1 ok, 6 not
                        """);
    }

    @Test
    void a_problem_is_told_for_each_claim_that_is_to_be_snapshotted_and_cannot_be_restored() {
        assertThat(report(Optional.empty()).problems())
                .startsWith("policy databases selects nothing")
                .contains("shop/strict: no class", "shop/not-due: no snapshot is ready")
                .noneMatch(each -> each.startsWith("shop/nobodys"))
                .noneMatch(each -> each.startsWith("shop/lenient"));
    }

    @Test
    void data_grows_stale() {
        Plan fresh =
                Sample.of(
                        Sample.plan(
                                "data",
                                Sample.take(Optional.empty(), "1"),
                                RICH.claims().getFirst().snapshots().getFirst()));
        assertThat(new StatusReport(fresh, A_DAY).isStale()).isFalse();
        assertThat(new StatusReport(fresh, Optional.of(Duration.ofHours(23))).isStale()).isTrue();
        assertThat(new StatusReport(fresh, Optional.empty()).isStale()).isFalse();
        assertThat(new StatusReport(fresh, A_DAY).totals())
                .isEqualTo("selected 1 of 1 claims: 1 ok");
    }

    /** An edit of the selectors must not end a claim's backups in green. */
    @Test
    void a_claim_that_has_snapshots_is_judged_even_if_no_policy_selects_it_any_more() {
        Plan dropped =
                Sample.of(
                        Sample.plan(
                                "data",
                                Decision.noPolicy(),
                                RICH.claims().getFirst().snapshots().getFirst()));
        StatusReport report = new StatusReport(dropped, Optional.of(Duration.ofHours(23)));
        assertThat(report.isStale()).isTrue();
        assertThat(report.problems())
                .containsExactly("shop/data: its data is older than it may be");
        assertThat(report.totals()).isEqualTo("selected 0 of 1 claims: 0 ok");
        Plan never = Sample.of(Sample.plan("data", Decision.noPolicy()));
        assertThat(new StatusReport(never, A_DAY).isStale()).isFalse();
    }

    @Test
    void the_json_says_the_same() {
        JsonObject json = JsonParser.parseString(report(A_DAY).json()).getAsJsonObject();
        JsonObject first = json.getAsJsonArray("claims").get(0).getAsJsonObject();
        assertThat(first.get("claim").getAsString()).isEqualTo("data");
        assertThat(first.get("newest").getAsString()).isEqualTo("data-9");
        assertThat(first.get("taken").getAsString()).isEqualTo("2026-03-09T04:17:01Z");
        assertThat(first.get("ready").getAsInt()).isEqualTo(3);
        assertThat(json.getAsJsonArray("unmatched").asList())
                .extracting(each -> each.getAsString())
                .isEqualTo(List.of("policy databases selects nothing"));
    }

    @Test
    void nothing_in_the_table_moves_the_cursor() {
        assertThat(report(A_DAY).table()).doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\n]]");
    }
}
