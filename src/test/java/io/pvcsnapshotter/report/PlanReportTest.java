package io.pvcsnapshotter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.plan.Decision;
import io.pvcsnapshotter.plan.Judgement;
import io.pvcsnapshotter.plan.Plan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
        String table = new PlanTable(RICH, ZoneId.of("Europe/Berlin")).render(Width.UNLIMITED);
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
        assertThat(new PlanTable(plan, ZoneId.of("Europe/Berlin")).render(new Width(80)))
                .isEqualTo(
                        """
                        CLAIM              POLICY  ACTION  TAKEN                REASON
                        sho..a-postgres-0  strict  take                         with class fast
                          d..700-5d9799e5          keep    2026-03-10 05:17:00  last 1, daily
                                                                                2026-03-10, weekly
                                                                                2026-W11
                        selected 1 of 1 claims: 1 due; 0 to expire
                        """);
        assertThat(new PlanTable(RICH, ZoneId.of("UTC")).render(new Width(80)).lines())
                .allMatch(each -> each.length() <= 80);
    }

    @Test
    void the_json_says_the_same() throws IOException {
        assertThat(PlanJson.render(RICH) + "\n").isEqualTo(golden("plan.json"));
    }

    @Test
    void two_plans_of_the_same_cluster_are_the_same_text() {
        Plan later = Sample.rich(Sample.NOW.plusSeconds(1), "20260310-041701");
        assertThat(PlanJson.render(later)).isEqualTo(PlanJson.render(RICH));
        assertThat(new PlanTable(later, ZoneId.of("UTC")).render(Width.UNLIMITED))
                .isEqualTo(new PlanTable(RICH, ZoneId.of("UTC")).render(Width.UNLIMITED));
    }

    @Test
    void nothing_in_the_table_moves_the_cursor() {
        assertThat(new PlanTable(RICH, ZoneId.of("UTC")).render(Width.UNLIMITED))
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
