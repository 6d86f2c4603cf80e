package io.pvcsnapshotter.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;

/**
 * One JSON object a line: {@code timestamp}, {@code level}, {@code message}, then the fields of the
 * event at the root, as log collectors take them up without configuration. No text, whatever is in
 * it, can end the line or add a field.
 */
final class FlatJsonEncoder extends EncoderBase<ILoggingEvent> {
    private static final Set<String> RESERVED =
            Set.of("timestamp", "level", "message", "exception");

    private static final Pattern CONTROL =
            Pattern.compile("[\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]");

    private final Gson gson = new GsonBuilder().disableHtmlEscaping().create();

    @Override
    public byte[] encode(ILoggingEvent event) {
        JsonObject line = new JsonObject();
        line.addProperty("timestamp", event.getInstant().toString());
        line.addProperty("level", event.getLevel().toString());
        line.addProperty("message", event.getFormattedMessage());
        List<KeyValuePair> fields = event.getKeyValuePairs();
        if (fields != null) {
            fields.forEach(each -> add(line, each));
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.addProperty("exception", ThrowableProxyUtil.asString(thrown));
        }
        return (harmless(gson.toJson(line)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** JSON lets the control characters from U+007F on stand as they are; a terminal obeys them. */
    private static String harmless(String json) {
        return CONTROL.matcher(json)
                .replaceAll(each -> "\\\\u%04x".formatted((int) each.group().charAt(0)));
    }

    private static void add(JsonObject line, KeyValuePair field) {
        String key = RESERVED.contains(field.key) ? field.key + "_" : field.key;
        switch (field.value) {
            case Number number when Double.isFinite(number.doubleValue()) ->
                    line.addProperty(key, number);
            case Boolean bool -> line.addProperty(key, bool);
            case null -> {}
            default -> line.addProperty(key, field.value.toString());
        }
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
