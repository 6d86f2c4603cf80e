package io.pvcsnapshotter.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.Console;
import org.slf4j.Logger;

/**
 * Sets logback up: JSON on standard output, or text if that is a terminal. Found by logback as a
 * service, so that no XML is looked for and parsed at each start.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogConfigurator extends ContextAwareBase implements Configurator {
    private static final String LEVEL_VARIABLE = "PVC_SNAPSHOTTER_LOG_LEVEL";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder(context));
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
        context.getLogger("io.pvcsnapshotter")
                .setLevel(Level.toLevel(System.getenv(LEVEL_VARIABLE), Level.INFO));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context) {
        Console console = System.console();
        boolean person = console != null && console.isTerminal();
        EncoderBase<ILoggingEvent> encoder = person ? new TextEncoder() : new FlatJsonEncoder();
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
