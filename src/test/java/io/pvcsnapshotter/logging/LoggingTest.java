package io.pvcsnapshotter.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

class LoggingTest {
    private static final String FORGED =
            "x\n{\"level\":\"INFO\",\"message\":\"all is well\"}\r\n04:17:00 INFO  all is well\u2028\u2029\0\u001b[2K\",\"level\":\"INFO";

    private static LoggingEvent event(String message, Object... fields) {
        LoggerContext context = new LoggerContext();
        LoggingEvent event =
                new LoggingEvent("", context.getLogger("test"), Level.WARN, message, null, null);
        event.setInstant(Instant.parse("2026-03-10T04:17:00.123Z"));
        for (int i = 0; i < fields.length; i += 2) {
            event.addKeyValuePair(new KeyValuePair((String) fields[i], fields[i + 1]));
        }
        return event;
    }

    private static String encoded(Encoder<ILoggingEvent> encoder, LoggingEvent event) {
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    private static String json(LoggingEvent event) {
        return encoded(new FlatJsonEncoder(), event);
    }

    private static JsonObject parsed(String line) {
        assertThat(line).endsWith("\n");
        assertThat(line.lines()).hasSize(1);
        return JsonParser.parseString(line).getAsJsonObject();
    }

    @Test
    void a_line_is_one_flat_object_that_begins_with_time_level_and_message() {
        assertThat(
                        json(
                                event(
                                        "Claim failed",
                                        "claim",
                                        "data",
                                        "exitStatus",
                                        75,
                                        "retryMayHelp",
                                        true,
                                        "none",
                                        null)))
                .isEqualTo(
                        "{\"timestamp\":\"2026-03-10T04:17:00.123Z\",\"level\":\"WARN\",\"message\":\"Claim failed\","
                                + "\"claim\":\"data\",\"exitStatus\":75,\"retryMayHelp\":true}\n");
    }

    @Test
    void a_field_cannot_take_the_place_of_a_fixed_one() {
        JsonObject line =
                parsed(json(event("real", "message", "forged", "level", "INFO", "timestamp", 0)));
        assertThat(line.get("message").getAsString()).isEqualTo("real");
        assertThat(line.get("level").getAsString()).isEqualTo("WARN");
        assertThat(line.get("message_").getAsString()).isEqualTo("forged");
    }

    /** A terminal obeys U+009B as it does ESC [, and JSON lets it stand. */
    @Test
    void control_characters_that_json_lets_stand_are_escaped_too() {
        String evil = "\u007f\u0085\u009b2J\u202e\u2066";
        String line = json(event("m", "reason", evil));
        assertThat(line).doesNotContainPattern("[\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]");
        assertThat(parsed(line).get("reason").getAsString()).isEqualTo(evil);
    }

    @Test
    void no_text_can_end_the_line_or_add_a_field() {
        JsonObject line = parsed(json(event(FORGED, "reason", FORGED)));
        assertThat(line.keySet()).isEqualTo(Set.of("timestamp", "level", "message", "reason"));
        assertThat(line.get("reason").getAsString()).isEqualTo(FORGED);
        assertThat(json(event(FORGED)).strip()).doesNotContainPattern("[\\p{Cc}\u2028\u2029]");
    }

    @Test
    void an_exception_is_a_field_of_its_line() {
        LoggingEvent event = event("Internal error");
        event.setThrowableProxy(
                new ch.qos.logback.classic.spi.ThrowableProxy(new IllegalStateException(FORGED)));
        JsonObject line = parsed(json(event));
        assertThat(line.get("exception").getAsString())
                .contains("IllegalStateException", "LoggingTest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ü€😀", "\"quoted\" <html> & 'more' \\"})
    void any_text_stays_readable(String text) {
        assertThat(parsed(json(event(text))).get("message").getAsString()).isEqualTo(text);
    }

    @Test
    void numbers_that_json_does_not_have_do_not_break_the_line() {
        assertThat(json(event("m", "ratio", Double.NaN))).contains("\"ratio\":\"NaN\"");
    }

    @Test
    void text_for_people_cannot_be_forged_either() {
        String line = encoded(new TextEncoder(), event(FORGED, "reason", FORGED));
        assertThat(line.lines().filter(each -> !each.startsWith("  "))).hasSize(1);
        assertThat(line).contains("WARN").doesNotContain("\u001b", "\0", "\r");
    }

    @Test
    void text_for_people_keeps_the_lines_of_a_message_and_indents_them() {
        assertThat(
                        encoded(
                                new TextEncoder(),
                                event("two problems:\n  one\n  two", "claim", "data")))
                .endsWith("WARN  two problems:\n    one\n    two claim=\"data\"\n");
    }
}
