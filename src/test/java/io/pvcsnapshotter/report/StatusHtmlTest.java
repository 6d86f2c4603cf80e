package io.pvcsnapshotter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.history.ClaimHistory;
import io.pvcsnapshotter.plan.Survey;
import io.pvcsnapshotter.report.Mark.Kind;
import io.pvcsnapshotter.sample.SnapshotBuilder;
import io.pvcsnapshotter.timetable.RunSchedule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class StatusHtmlTest {
    private static final Pattern TAG = Pattern.compile("<[^>]*>");

    private static List<String> found(String pattern, String page) {
        return Pattern.compile(pattern).matcher(page).results().map(each -> each.group(1)).toList();
    }

    @Test
    void the_head_lines_come_first_and_then_the_claims_the_worst_first() {
        String page = StatusPage.rich();
        assertThat(found("<h[12]>([^<]*)<", page))
                .containsExactly(
                        "What there is to restore from",
                        "Runs",
                        "Claims",
                        "Snapshots",
                        "Remarks",
                        "Nothing to restore from: 6 claims",
                        "Something is wrong: 2 claims",
                        "Not judged: 3 claims",
                        "In order: 2 claims",
                        "Gone: 1 claim");
        assertThat(found("<li>(Next run|Last success): ", page)).hasSize(2);
        assertThat(found("<h3>([^<]*)<", page))
                .isEqualTo(
                        StatusPage.report().rows().stream()
                                .map(each -> each.claim().toString())
                                .toList());
    }

    @Test
    void each_kind_of_snapshot_has_a_shape_and_a_word_of_its_own() {
        String page = StatusPage.rich();
        List<String> shapes = found("<(?:circle|rect|path|g) id=\"(\\w+)\"", page);
        assertThat(shapes).doesNotHaveDuplicates().hasSize(Kind.values().length + 1);
        assertThat(shapes).containsAll(found("<use href=\"#(\\w+)\"", page));
        for (Kind each : Kind.values()) {
            assertThat(page).contains(each.word() + "</th>");
        }
        assertThat(page)
                .contains("<td>held<td>held<td>orders-held\n")
                .contains("<td>expires later<td>settling until 2026-03-11 04:17<td>orders-later\n")
                .contains("<td>goes next<td>no tier of last=3,daily=7 keeps it<td>orders-next\n")
                .contains("<td>not ready<td>taken at 2026-03-09T23:17:00Z, still uploading<td>");
    }

    @Test
    void it_needs_nothing_from_elsewhere_and_has_no_script() {
        assertThat(StatusPage.rich())
                .doesNotContain("<script", "<link", "<img", "@import", "url(", "src=", "http:")
                .doesNotContain("https:", "javascript:")
                .doesNotContainPattern("<[^>]* on\\w+=");
    }

    private static List<String> tags(String page) {
        return TAG.matcher(page).results().map(MatchResult::group).toList();
    }

    @ParameterizedTest
    @FieldSource("io.pvcsnapshotter.report.StatusPage#EVIL")
    void what_a_tenant_writes_is_text_and_never_markup(String evil) {
        String page = StatusPage.with(evil);
        assertThat(tags(page)).isEqualTo(tags(StatusPage.with("good")));
        assertThat(page.chars()).allMatch(each -> each == '\n' || each >= ' ' && each < 0x7f);
        assertThat(found("&#(\\d+);", page).stream().map(Integer::valueOf))
                .noneMatch(point ->
                        Character.getType(point) == Character.FORMAT
                                || Character.getType(point) == Character.CONTROL
                                || Character.getType(point) == Character.SURROGATE
                                || point == 0xfffe);
    }

    @Test
    void what_is_no_ascii_can_be_read_as_it_was_written() {
        assertThat(StatusPage.with("Z\u00fcrich \ud83d\ude80"))
                .contains("<h3>shop/Z&#252;rich &#128640;</h3>");
    }

    /** Counts what it is given, and keeps nothing of it. */
    private static final class Counter implements Appendable {
        private long all;
        private int largest;

        @Override
        public Appendable append(CharSequence text) {
            all += text.length();
            largest = Math.max(largest, text.length());
            return this;
        }

        @Override
        public Appendable append(CharSequence text, int start, int end) {
            return append(text.subSequence(start, end));
        }

        @Override
        public Appendable append(char each) {
            all++;
            return this;
        }
    }

    @Test
    void many_snapshots_are_written_piece_by_piece_and_the_page_stays_small() {
        Counter counter = new Counter();
        new StatusHtml(StatusPage.manyClaims(2000, 20), StatusPage.BERLIN).write(counter);
        assertThat(counter.largest).isLessThan(10_000);
        assertThat(counter.all).isBetween(4_000_000L, 10_000_000L);
    }

    @Test
    void the_owner_of_a_namespace_is_told_what_is_not_known() {
        var snapshot =
                new io.pvcsnapshotter.model.SizedSnapshot(
                        SnapshotBuilder.snapshot("data-1", Sample.NOW)
                                .withTaken(Sample.NOW)
                                .withReady(true)
                                .build(),
                        Optional.empty());
        List<ClaimHistory> histories =
                ClaimHistory.all(
                        "shop", List.of(snapshot), List.of(Sample.claim("data")), Sample.NOW);
        String page =
                StatusPage.html(
                        StatusReport.ofNamespace(
                                histories,
                                new RunSchedule.Unknown(StatusPage.CRON_JOB, "it may not be read"),
                                "Only namespace shop is shown",
                                Sample.NOW,
                                "pvc-snapshotter"));
        assertThat(page)
                .contains("<p class=\"verdict bad\">Only namespace shop is shown</p>")
                .contains("<h2>Not judged: 1 claim</h2>")
                .contains("<td>ready<td><td>data-1\n");
    }

    @Test
    void where_no_run_starts_the_page_says_it_before_anything_else() {
        StatusReport off =
                StatusReport.of(
                        new Survey(Sample.of(), Map.of()),
                        new RunsSeen(new RunSchedule.Missing(StatusPage.CRON_JOB)),
                        Optional.empty(),
                        "pvc-snapshotter");
        assertThat(StatusPage.html(off))
                .contains("<p class=\"verdict bad\">New snapshots may not come: see the runs</p>");
    }

    @Test
    void the_older_a_snapshot_the_further_left_it_is() {
        TimeAxis axis = new TimeAxis(Sample.NOW, Duration.ofDays(365));
        assertThat(axis.place(Duration.ZERO)).isEqualTo("100.0");
        assertThat(axis.place(Duration.ofHours(-5))).isEqualTo("100.0");
        assertThat(axis.place(Duration.ofDays(365))).isEqualTo("0.0");
        assertThat(axis.place(Duration.ofDays(400))).isEqualTo("0.0");
        assertThat(List.of(1, 7, 30).stream().map(Duration::ofDays).map(axis::place))
                .containsExactly("77.9", "53.8", "34.2");
        assertThat(axis.ticks().getLast().words()).isEqualTo("1 year");
    }
}
