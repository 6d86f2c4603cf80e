package io.pvcsnapshotter.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The example in docs/retention.md is what really happens. */
class RetentionPageTest {
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2026, 3, 9);

    @Test
    void the_example_is_what_really_happens() throws IOException {
        Set<String> there = new TreeSet<>();
        List<String> fates = List.of();
        for (LocalDate day = FIRST; !day.isAfter(LAST); day = day.plusDays(1)) {
            there.add(day + " 04:17");
            Scene scene = Scene.at(day + " 04:30").keeping("last=3,daily=7,weekly=4");
            scene.claim("data").has(there.toArray(String[]::new));
            fates = scene.fates("data");
            fates.stream()
                    .filter(each -> each.contains("EXPIRED"))
                    .forEach(each -> there.remove(each.substring(0, 16)));
        }

        String table =
                fates.stream()
                        .map(each ->
                                each.replace(
                                        "EXPIRED: no tier of last=3,daily=7,weekly=4 keeps it",
                                        "**expires**"))
                        .map(each ->
                                "| " + each.substring(0, 16) + " | " + each.substring(17) + " |\n")
                        .collect(Collectors.joining());

        assertThat(Files.readString(Path.of("docs", "retention.md")))
                .contains("|---|---|\n" + table + "<!-- end -->");
    }
}
