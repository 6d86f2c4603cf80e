package io.pvcsnapshotter.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.pvcsnapshotter.config.ConfigurationReader;
import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.KeptAtMost;
import io.pvcsnapshotter.plan.Plan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code plan} prints, compared with the files beside this class in src/test/resources. */
class PlanReportTest {
    private static final Plan RICH = Sample.rich(Sample.NOW, "20260310-041700");

    private static String golden(String name) throws IOException {
        try (InputStream file = PlanReportTest.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void the_table_shows_everything_with_times_in_the_zone() throws IOException {
        String table =
                new PlanTable(ShownPlan.whole(RICH, 1), ZoneId.of("Europe/Berlin"))
                        .render(Width.UNLIMITED);
        assertThat(table).isEqualTo(golden("plan.txt"));
    }

    @Test
    void at_80_columns_names_are_shortened_and_reasons_wrap_in_their_column() {
        Judgement kept =
                new Judgement(
                        Sample.snapshot(
                                "data-postgres-0-20260309-041700-5d9799e5",
                                Optional.of(Sample.NOW),
                                true),
                        Judgement.Fate.KEPT,
                        List.of("last 1", "daily 2026-03-10", "weekly 2026-W11"));
        Plan plan =
                Sample.of(
                        Sample.plan(
                                "data-postgres-0", Sample.take(Optional.of("fast"), "1"), kept));
        assertThat(
                        new PlanTable(ShownPlan.whole(plan, 1), ZoneId.of("Europe/Berlin"))
                                .render(new Width(80)))
                .isEqualTo(
                        """
                        CLAIM              POLICY  ACTION  TAKEN                REASON
                        sho..a-postgres-0  strict  take                         with class fast
                          d..700-5d9799e5          keep    2026-03-10 05:17:00  last 1, daily
                                                                                2026-03-10, weekly
                                                                                2026-W11
                        policy strict keeps every snapshot, because it has no retain
                        selected 1 of 1 claims: 1 due; 0 to expire
                        """);
        assertThat(
                        new PlanTable(ShownPlan.whole(RICH, 1), ZoneId.of("UTC"))
                                .render(new Width(80))
                                .lines())
                .allMatch(each -> each.length() <= 80);
    }

    @Test
    void the_json_says_the_same() throws IOException {
        assertThat(PlanJson.render(ShownPlan.whole(RICH, 1)) + "\n").isEqualTo(golden("plan.json"));
    }

    private static Policy policy(String keys) {
        String text = "policies = [ { name = all, %s } ]".formatted(keys);
        return ConfigurationReader.read("the test", Map.of("snapshotter.conf", text))
                .settings()
                .policies()
                .getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retain { last = 3, daily = 7, weekly = 4, manual = 30d } | 40 | at most 12 snapshots of each claim, 480 of its 40 claims; besides, manual ones for 30d and held ones",
                "retain { last = 3 } | 1 | at most 3 snapshots of its 1 claim; besides, manual ones and held ones",
                "retain { last = 3, within = 2d } | 2 | at most 3 snapshots of each claim, 6 of its 2 claims, and all of the last 2d; besides, manual ones and held ones",
                "every = 12h, retain { last = 3, within = 2d } | 2 | at most 7 snapshots of each claim, 14 of its 2 claims; besides, manual ones and held ones",
                "retain { within = 36h } | 2 | all of the last 36h of each claim; besides, manual ones and held ones",
                "every = 1d | 2 | every snapshot, because it has no retain"
            })
    void how_many_a_policy_keeps_is_one_sentence(String keys, int claims, String words) {
        assertThat(KeptWords.of(new KeptAtMost(policy(keys), claims, 1)))
                .isEqualTo("policy all keeps " + words);
    }

    @Test
    void changes_are_what_would_be_done_or_is_wrong() {
        assertThat(
                        new PlanTable(ShownPlan.changes(RICH), ZoneId.of("Europe/Berlin"))
                                .render(Width.UNLIMITED))
                .isEqualTo(
                        """
                        CLAIM              POLICY  ACTION          TAKEN                REASON
                        shop/data          strict  take                                 with class fast
                          data-7                   expire          2026-03-07 05:17:01  no tier keeps it
                          data-6                   remove          -                    never taken
                        shop/data-default  strict  take                                 with the default class of its driver; its class is not known
                        shop/evil          -       unknown policy                       no policy  [2J where
                        shop/late          strict  adopt                                late-5: an earlier run asked for it
                        shop/settling      strict  not due                              the next is due at 05:00
                        shop/strict        strict  unsupported                          no class
                        shop/old           -       gone                                 the claim is gone
                          data-7                   expire          2026-03-07 05:17:01  no tier keeps it
                        shop/settling: 2 expire after 2026-03-11 04:17
                        shop/copy is not ours: a copy made by hand
                        policy databases selects nothing
                        selected 6 of 10 claims: 3 due, 2 not due, 1 mistaken; 1 skipped, 2 unsupported, 1 in no policy; 3 to expire
                        """);
    }

    @Test
    void the_json_of_changes_has_the_same_claims_and_the_totals_of_the_whole() {
        JsonObject changes = json(ShownPlan.changes(RICH));
        assertThat(changes.getAsJsonArray("claims"))
                .extracting(each -> each.getAsJsonObject().get("claim").getAsString())
                .containsExactly("data", "data-default", "evil", "late", "settling", "strict");
        assertThat(changes.get("lostClaims").toString())
                .contains("data-7")
                .doesNotContain("data-8");
        assertThat(changes.get("totals")).isEqualTo(json(ShownPlan.whole(RICH, 1)).get("totals"));
    }

    private static JsonObject json(ShownPlan plan) {
        return JsonParser.parseString(PlanJson.render(plan)).getAsJsonObject();
    }

    @Test
    void where_nothing_changes_that_is_said() {
        Plan quiet = Sample.of(Sample.plan("a", Decision.notDue(Sample.STRICT, "x")));
        assertThat(
                        new PlanTable(ShownPlan.changes(quiet), ZoneId.of("UTC"))
                                .render(Width.UNLIMITED))
                .isEqualTo(
                        """
                        Nothing would be done, and nothing is wrong.
                        selected 1 of 1 claims: 0 due, 1 not due; 0 to expire
                        """);
    }

    @Test
    void two_plans_of_the_same_cluster_are_the_same_text() {
        Plan later = Sample.rich(Sample.NOW.plusSeconds(1), "20260310-041701");
        assertThat(PlanJson.render(ShownPlan.whole(later, 1)))
                .isEqualTo(PlanJson.render(ShownPlan.whole(RICH, 1)));
        assertThat(
                        new PlanTable(ShownPlan.whole(later, 1), ZoneId.of("UTC"))
                                .render(Width.UNLIMITED))
                .isEqualTo(
                        new PlanTable(ShownPlan.whole(RICH, 1), ZoneId.of("UTC"))
                                .render(Width.UNLIMITED));
    }

    @Test
    void nothing_in_the_table_moves_the_cursor() {
        assertThat(
                        new PlanTable(ShownPlan.whole(RICH, 1), ZoneId.of("UTC"))
                                .render(Width.UNLIMITED))
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\n]]");
    }

    @Test
    void a_plan_fails_where_the_run_would() {
        Decision fine = Sample.take(Optional.empty(), "1");
        assertThat(Sample.of(Sample.plan("a", fine)).fails()).isFalse();
        assertThat(fails(Decision.noPolicy())).isFalse();
        assertThat(fails(Decision.notDue(Sample.STRICT, "x"))).isFalse();
        assertThat(fails(Decision.skip(Optional.empty(), "x"))).isFalse();
        assertThat(fails(Decision.unsupported(Sample.LENIENT, "x"))).isFalse();
        assertThat(fails(Decision.unsupported(Sample.STRICT, "x"))).isTrue();
        assertThat(fails(Decision.unknownPolicy("x"))).isTrue();
        assertThat(
                        new Plan(
                                        Sample.NOW,
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of("a selects nothing"),
                                        Optional.empty())
                                .fails())
                .isTrue();
    }

    private static boolean fails(Decision decision) {
        return Sample.of(Sample.plan("a", decision)).fails();
    }

    @Test
    void text_from_the_cluster_is_one_line_without_control_characters() {
        assertThat(Printable.of("a\r\n\tb\u001b[31m\u009b\u202ec\u2028d é 漢"))
                .isEqualTo("a b [31m c d é 漢");
    }
}
