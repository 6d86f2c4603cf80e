package io.pvcsnapshotter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.pvcsnapshotter.report.Table.Fit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
    private static Table table() {
        Table table =
                new Table()
                        .column("TAKEN (Europe/Berlin)", Fit.WHOLE)
                        .column("CLAIM", Fit.NAME)
                        .column("SNAPSHOT", Fit.NAME)
                        .column("REASON", Fit.TEXT);
        table.row(
                List.of(
                        "Mon 23 Nov 04:17",
                        "shop/data-postgres-0",
                        "data-postgres-0-20261123-031700-5d9799e5",
                        "it is not ready: the storage has no more room for another snapshot"));
        table.row(List.of("Sun 22 Nov 04:17", "shop/a", "a-20261122-031700-00000000", "ok"));
        return table;
    }

    @Test
    void columns_are_as_wide_as_their_widest_cell_and_lines_have_no_spaces_at_their_end() {
        Table table =
                new Table().column("A", Fit.WHOLE).column("B", Fit.NAME).column("C", Fit.TEXT);
        table.row(List.of("long", "", "x\ny"));
        table.row(List.of("", "", ""));
        assertThat(table.render(Width.UNLIMITED)).isEqualTo("A     B  C\nlong     x y\n\n");
    }

    @Test
    void nothing_is_cut_where_nobody_looks_at_a_terminal() {
        assertThat(table().render(Width.UNLIMITED).lines())
                .hasSize(3)
                .anyMatch(each -> each.endsWith("no more room for another snapshot"));
    }

    @Test
    void at_120_columns_the_last_column_of_names_is_shortened_first() {
        assertThat(table().render(new Width(120)))
                .isEqualTo(
                        """
                        TAKEN             CLAIM                 SNAPSHOT              REASON
                        (Europe/Berlin)
                        Mon 23 Nov 04:17  shop/data-postgres-0  data..31700-5d9799e5  it is not ready: the storage has no more room for another
                                                                                      snapshot
                        Sun 22 Nov 04:17  shop/a                a-20..31700-00000000  ok
                        """);
    }

    @Test
    void at_80_columns_texts_wrap_in_their_column_and_names_are_shortened_further() {
        assertThat(table().render(new Width(80)))
                .isEqualTo(
                        """
                        TAKEN             CLAIM                 SNAPSHOT        REASON
                        (Europe/Berlin)
                        Mon 23 Nov 04:17  shop/data-postgres-0  dat..-5d9799e5  it is not ready: the
                                                                                storage has no more room
                                                                                for another snapshot
                        Sun 22 Nov 04:17  shop/a                a-2..-00000000  ok
                        """);
    }

    @Test
    void notes_stand_below_their_row_over_the_whole_width() {
        Table table = new Table().column("RUN", Fit.NAME).column("BY", Fit.WHOLE);
        table.row(List.of("a", "cron"), List.of("one two three four five six seven eight nine"));
        table.row(List.of("b", "hand"));
        assertThat(table.render(new Width(40)))
                .isEqualTo(
                        """
                        RUN  BY
                        a    cron
                          one two three four five six seven
                          eight nine
                        b    hand
                        """);
        assertThat(table.render(Width.UNLIMITED)).hasLineCount(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {72, 80, 81, 100, 119, 120, 140, 160, 200})
    void no_line_is_wider_than_the_terminal(int columns) {
        assertThat(table().render(new Width(columns)).lines())
                .allMatch(each -> each.length() <= columns);
    }

    @Test
    void the_whole_text_is_there_however_narrow_the_terminal() {
        Table table = new Table().column("A", Fit.WHOLE).column("REASON", Fit.TEXT);
        String text = "why " + "x".repeat(95) + " because";
        table.row(List.of("-", text));
        String shown = table.render(new Width(40));
        assertThat(shown.replaceAll("\\s|REASON|^A|-", "")).isEqualTo(text.replace(" ", ""));
        assertThat(shown.lines()).allMatch(each -> each.length() <= 40);
    }

    @Test
    void a_shortened_name_keeps_its_end_which_tells_it_from_others() {
        assertThat(table().render(new Width(100))).contains("5d9799e5 ").contains("00000000 ");
    }
}
