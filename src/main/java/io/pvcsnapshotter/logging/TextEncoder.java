package io.pvcsnapshotter.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * Lines for a person at a terminal. A text of several lines keeps them, indented, so that none of
 * them looks like a line of the log; other control characters become spaces, so that none of them
 * reaches the terminal.
 */
final class TextEncoder extends EncoderBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder();
        line.append(TIME.format(event.getInstant()));
        line.append(" %-5s ".formatted(event.getLevel()));
        line.append(event.getFormattedMessage());
        List<KeyValuePair> fields = event.getKeyValuePairs();
        if (fields != null) {
            fields.forEach(each -> line.append(" %s=\"%s\"".formatted(each.key, each.value)));
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.append('\n').append(ThrowableProxyUtil.asString(thrown));
        }
        return (harmless(line.toString()) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String harmless(String text) {
        return text.strip().replaceAll("\\R", "\n  ").replaceAll("[\\p{Cc}\\p{Cf}&&[^\\n]]", " ");
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
