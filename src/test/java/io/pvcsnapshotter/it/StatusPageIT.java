package io.pvcsnapshotter.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import io.pvcsnapshotter.report.StatusPage;
import io.pvcsnapshotter.testbed.Browser;
import io.pvcsnapshotter.testbed.ProgramRun;
import io.pvcsnapshotter.testbed.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of the status, as a browser shows, prints and reads it. */
class StatusPageIT {
    @RegisterExtension static final TestBed BED = TestBed.controlPlane();
    @RegisterExtension final FaultScene scene = new FaultScene(BED);

    private static Browser browser;

    @TempDir private Path folder;

    @BeforeAll
    static void start() {
        browser = Browser.start();
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    private void open(String html) throws IOException {
        Path page = Files.writeString(folder.resolve("status.html"), html);
        browser.show("screen", "light");
        browser.resize(1280, 900);
        browser.open(page);
    }

    private static int number(String expression) {
        return browser.evaluate(expression).getAsInt();
    }

    @Test
    void a_real_cluster_is_shown() throws IOException {
        scene.claims("data", "logs");
        scene.useClass("logs", "no-such-class");
        ProgramRun status =
                BED.program(
                                Map.of(),
                                "status",
                                "-o",
                                "html",
                                "--config",
                                scene.configuration(""),
                                "--install-namespace",
                                BED.namespace(),
                                "-n",
                                BED.namespace())
                        .ended();
        assertThat(status.exitStatus()).as(status::toString).isZero();
        open(String.join("\n", status.out()));
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).as("only itself").hasSize(1);
        assertThat(browser.read())
                .contains(
                        "heading: What there is to restore from",
                        "paragraph: ",
                        "heading: Something is wrong: 1 claim",
                        "heading: %s/logs".formatted(BED.namespace()),
                        "heading: In order: 1 claim",
                        "heading: %s/data".formatted(BED.namespace()),
                        "image: Time line of %s/data".formatted(BED.namespace()))
                .anyMatch(each -> each.endsWith("the snapshot class no-such-class does not exist"));
        assertThat(number("document.querySelectorAll('article .line use[href=\"#ready\"]').length"))
                .isEqualTo(2);
    }

    @Test
    void a_screen_reader_finds_the_snapshots_in_a_table_with_headings() throws IOException {
        open(StatusPage.rich());
        browser.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)");
        List<String> read = browser.read();
        assertThat(read)
                .contains(
                        "caption: ",
                        "table: Snapshots of shop/orders-db, the newest first",
                        "columnheader: Taken",
                        "columnheader: State",
                        "rowheader: Sun 08 Mar 05:17",
                        "cell: expires later",
                        "cell: settling until 2026-03-11 04:17",
                        "cell: orders-held")
                .doesNotContain("image: ");
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 500, 800, 1280, 2560})
    void nothing_is_wider_than_the_window(int width) throws IOException {
        open(StatusPage.rich());
        browser.resize(width, 900);
        assertThat(
                        browser.evaluate(
                                        """
                                        [...document.querySelectorAll('main *')]
                                          .filter(each => !each.closest('svg, details'))
                                          .filter(each => each.getBoundingClientRect().right > innerWidth)
                                          .map(each => each.outerHTML.substring(0, 100))
                                        """)
                                .getAsJsonArray()
                                .asList())
                .isEmpty();
        assertThat(number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
        assertThat(
                        number(
                                """
                                [...document.querySelectorAll('article > .line')].filter(each => {
                                  const box = each.getBoundingClientRect();
                                  return box.width < 200 || box.right > innerWidth;
                                }).length
                                """))
                .isZero();
    }

    /** Two snapshots of different age are at different places, in the order of time. */
    @Test
    void the_drawing_is_there_and_in_the_order_of_time() throws IOException {
        open(StatusPage.rich());
        String left =
                """
                [...document.querySelectorAll('article')]
                  .find(each => each.querySelector('h3').textContent == 'shop/orders-db')
                  .querySelectorAll('.line use:not([href="#axis"])')
                """;
        assertThat(
                        number(
                                "[...%s].filter(each => each.getBoundingClientRect().width < 4).length"
                                        .formatted(left)))
                .isZero();
        assertThat(
                        browser.evaluate(
                                        """
                                        [...%s].map(each => each.getBoundingClientRect())
                                          .map(each => each.left + each.width / 2)
                                          .every((each, i, all) => i == 0 || each >= all[i - 1] - 0.5)
                                        """
                                                .formatted(left))
                                .getAsBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void every_text_can_be_read_on_its_ground(String scheme) throws IOException {
        open(StatusPage.rich());
        browser.show("screen", scheme);
        assertThat(browser.evaluate(CONTRASTS).getAsJsonArray().asList())
                .as("texts with less contrast than WCAG AA asks for")
                .isEmpty();
    }

    private static final String CONTRASTS =
            """
            (() => {
              const numbers = color => color.match(/[\\d.]+/g).map(Number);
              const light = color => {
                const [r, g, b] = numbers(color).map(each => each / 255)
                    .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const ground = each => {
                const color = getComputedStyle(each).backgroundColor;
                return numbers(color)[3] === 0 ? ground(each.parentElement) : color;
              };
              return [...document.querySelectorAll('main *')]
                  .filter(each => !each.closest('svg'))
                  .filter(each => [...each.childNodes].some(
                      node => node.nodeType == Node.TEXT_NODE && node.textContent.trim()))
                  .filter(each => {
                    const all = [light(getComputedStyle(each).color), light(ground(each))];
                    return (Math.max(...all) + 0.05) / (Math.min(...all) + 0.05) < 4.5;
                  })
                  .map(each => each.outerHTML);
            })()
            """;

    @Test
    void paper_is_white_and_has_no_closed_list() throws IOException {
        open(StatusPage.rich());
        browser.show("print", "dark");
        assertThat(
                        browser.evaluate("getComputedStyle(document.body).backgroundColor")
                                .getAsString())
                .isEqualTo("rgb(255, 255, 255)");
        assertThat(
                        number(
                                "[...document.querySelectorAll('details')].filter(each => each.getBoundingClientRect().height > 0).length"))
                .isZero();
        Path pdf = folder.resolve("status.pdf");
        browser.print(pdf);
        assertThat(pdf).isNotEmptyFile();
    }

    @Test
    void what_a_tenant_writes_runs_nothing_and_adds_nothing() throws IOException {
        open(StatusPage.with("good"));
        int elements = number("document.querySelectorAll('*').length");
        for (String evil : StatusPage.EVIL) {
            open(StatusPage.with(evil));
            assertThat(number("document.querySelectorAll('*').length"))
                    .as(evil)
                    .isEqualTo(elements);
            assertThat(browser.complaints()).as(evil).isEmpty();
            assertThat(browser.requests()).as(evil).hasSize(1);
        }
        String script = StatusPage.EVIL.getFirst();
        open(StatusPage.with(script));
        assertThat(browser.evaluate("[...document.querySelectorAll('h3')].at(-1).textContent"))
                .extracting(JsonElement::getAsString)
                .isEqualTo("shop/" + script);
    }

    @Test
    void two_thousand_claims_are_shown() throws IOException {
        open(StatusPage.large(2000, 20));
        assertThat(number("document.querySelectorAll('article').length")).isEqualTo(2000);
        assertThat(number("document.querySelectorAll('article .line use').length"))
                .isEqualTo(2000 * 21);
        browser.photograph(folder.resolve("large.png"));
    }
}
