package io.pvcsnapshotter.docs;

import static io.pvcsnapshotter.docs.Dashboard.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be known of the dashboard without series. DashboardIT asks Prometheus' promtool. */
class DashboardTest {
    private static final Path ROOT = Path.of(System.getProperty("project.basedir", ""));
    private static final Pattern SERIES = Pattern.compile("\\bkube_\\w+");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");
    private static final Pattern SYSTEM = Pattern.compile("namespace!~\"([^\"]*)\"");
    private static final Set<String> UNITS =
            Set.of("none", "percentunit", "s", "bytes", "dateTimeFromNow", "dateTimeAsIso");

    private final Dashboard dashboard = Dashboard.shipped();

    private static String docs() throws IOException {
        return Files.readString(ROOT.resolve("docs/monitoring.md"));
    }

    @Test
    void each_panel_has_expressions_a_unit_and_says_what_to_do() {
        assertThat(dashboard.panels())
                .hasSizeGreaterThan(10)
                .allSatisfy(panel -> {
                    assertThat(text(panel, "title")).isNotBlank();
                    assertThat(text(panel, "description"))
                            .as("%s", panel.get("title"))
                            .hasSizeBetween(80, 400);
                    assertThat(units(panel)).isNotEmpty().allMatch(UNITS::contains);
                    assertThat(Dashboard.targets(panel))
                            .isNotEmpty()
                            .allSatisfy(target -> {
                                assertThat(text(target, "expr")).isNotBlank();
                                assertThat(
                                                target.getAsJsonObject("datasource")
                                                        .get("uid")
                                                        .getAsString())
                                        .isEqualTo("${datasource}");
                            });
                });
    }

    /** That of the panel, and those of its columns. */
    private static List<String> units(JsonObject panel) {
        JsonObject fields = panel.getAsJsonObject("fieldConfig");
        return Stream.concat(
                        Stream.of(text(fields.getAsJsonObject("defaults"), "unit")),
                        fields.getAsJsonArray("overrides").asList().stream()
                                .map(each -> each.getAsJsonObject().getAsJsonArray("properties"))
                                .flatMap(each -> each.asList().stream())
                                .map(JsonElement::getAsJsonObject)
                                .filter(each -> text(each, "id").equals("unit"))
                                .map(each -> text(each, "value")))
                .toList();
    }

    @Test
    void each_column_of_a_table_is_named_and_has_an_expression() {
        assertThat(dashboard.panels())
                .filteredOn(panel -> text(panel, "type").equals("table"))
                .isNotEmpty()
                .allSatisfy(panel -> {
                    List<JsonObject> targets = Dashboard.targets(panel);
                    assertThat(
                                    panel
                                            .getAsJsonObject("fieldConfig")
                                            .getAsJsonArray("overrides")
                                            .asList()
                                            .stream()
                                            .map(each ->
                                                    each.getAsJsonObject()
                                                            .getAsJsonObject("matcher")
                                                            .get("options")
                                                            .getAsString()))
                            .containsExactlyElementsOf(
                                    targets.size() == 1
                                            ? List.of("Value")
                                            : targets.stream()
                                                    .map(each -> "Value #" + text(each, "refId"))
                                                    .toList());
                });
    }

    @Test
    void no_two_panels_have_one_id_or_one_title_and_none_covers_another() {
        assertThat(dashboard.json().getAsJsonArray("panels").asList())
                .extracting(each -> each.getAsJsonObject().get("id").getAsInt())
                .doesNotHaveDuplicates();
        assertThat(dashboard.panels())
                .extracting(each -> text(each, "title"))
                .doesNotHaveDuplicates();
        assertThat(dashboard.panels().stream().flatMap(DashboardTest::cells))
                .doesNotHaveDuplicates();
    }

    /** The places of the grid, which has 24 columns, that a panel covers. */
    private static Stream<String> cells(JsonObject panel) {
        JsonObject place = panel.getAsJsonObject("gridPos");
        int x = place.get("x").getAsInt();
        int y = place.get("y").getAsInt();
        int width = place.get("w").getAsInt();
        assertThat(x + width).isLessThanOrEqualTo(24);
        return Stream.iterate(0, each -> each + 1)
                .limit((long) width * place.get("h").getAsInt())
                .map(each -> "%d, %d".formatted(x + each % width, y + each / width));
    }

    @Test
    void every_variable_that_it_uses_is_one_that_a_person_can_choose() {
        Set<String> used =
                VARIABLE.matcher(dashboard.json().toString())
                        .results()
                        .map(each -> each.group(1))
                        .filter(each -> !each.equals("__all"))
                        .collect(Collectors.toSet());
        assertThat(dashboard.variables())
                .extracting(each -> text(each, "name"))
                .containsExactlyInAnyOrderElementsOf(used);
        assertThat(dashboard.expressions(Map.of()).values())
                .allSatisfy(each -> assertThat(each).doesNotContain("$"));
    }

    @Test
    void the_docs_name_each_panel_and_each_series() throws IOException {
        String docs = docs();
        assertThat(dashboard.panels())
                .extracting(each -> text(each, "title"))
                .allMatch(each -> docs.contains("| " + each + " |"), "is a row of the docs");
        assertThat(
                        SERIES.matcher(dashboard.json().toString())
                                .results()
                                .map(MatchResult::group)
                                .distinct())
                .isNotEmpty()
                .allMatch(each -> docs.contains("`" + each + "`"), "is in the docs");
    }

    @Test
    void it_leaves_out_the_namespaces_that_the_alerts_leave_out() throws IOException {
        assertThat(systemNamespaces(dashboard.json().toString().replace("\\\"", "\"")))
                .isEqualTo(
                        systemNamespaces(
                                Files.readString(
                                        ROOT.resolve("manifests/components/alerts/rules.yaml"))))
                .hasSize(1);
    }

    private static Set<String> systemNamespaces(String text) {
        return SYSTEM.matcher(text)
                .results()
                .map(each -> each.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    void kubectl_apply_can_keep_it_in_an_annotation() throws IOException {
        assertThat(Files.size(Dashboard.FILE)).isLessThan(200_000);
    }
}
