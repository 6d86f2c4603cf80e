package io.pvcsnapshotter.testbed;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A question to Prometheus.
 *
 * @param expected all of its answer, without names
 */
public record Query(String expression, List<Series> expected) {
    /**
     * Lets promtool answer.
     *
     * @param at the time of the question, in whole seconds
     * @param scraped at that time; they get the labels of a scrape
     * @param file which is written for promtool
     * @throws AssertionError if an answer is another one
     */
    public static void ask(Instant at, List<Series> scraped, List<Query> queries, Path file) {
        Map<String, Object> group =
                Map.of(
                        "name", "scraped at " + at,
                        "start_timestamp", at.toString(),
                        "interval", "1m",
                        "input_series",
                                scraped.stream()
                                        .map(each ->
                                                Map.of(
                                                        "series", text(each, true),
                                                        "values", number(each).toPlainString()))
                                        .toList(),
                        "promql_expr_test", queries.stream().map(Query::test).toList());
        try {
            // JSON is YAML.
            Files.writeString(
                    file,
                    new Gson()
                            .toJson(Map.of("evaluation_interval", "1m", "tests", List.of(group))));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        MonitoringTool.promtool("test", "rules", file.toString());
    }

    private Map<String, Object> test() {
        return Map.of(
                "expr",
                expression,
                "eval_time",
                "0s",
                "exp_samples",
                expected.stream()
                        .map(each -> Map.of("labels", text(each, false), "value", number(each)))
                        .toList());
    }

    private static String text(Series series, boolean scraped) {
        String labels =
                series.labels().entrySet().stream()
                        .map(each -> "%s=\"%s\"".formatted(each.getKey(), each.getValue()))
                        .collect(Collectors.joining(", "));
        return scraped
                ? "%s{job=\"kube-state-metrics\", instance=\"10.1.2.3:8080\", %s}"
                        .formatted(series.name(), labels)
                : "{%s}".formatted(labels);
    }

    private static BigDecimal number(Series series) {
        return BigDecimal.valueOf(series.value());
    }
}
