package io.pvcsnapshotter.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which snapshot to restore from: one of these, or the newest ready one. */
final class SnapshotOptions {
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd[' ']['T']HH:mm[:ss]");

    @Option(
            names = "--snapshot",
            paramLabel = "NAME",
            description = "This snapshot. Default: the newest ready one of the claim.")
    private String name;

    @Option(
            names = "--before",
            paramLabel = "TIME",
            description =
                    "The newest ready one that was taken then or earlier, like \"2026-11-23 14:00\" in this"
                            + " machine's time zone, or 2026-11-23T14:00:00Z.")
    private String before;

    Optional<String> name() {
        return Optional.ofNullable(name);
    }

    Optional<Instant> before(ZoneId zone) {
        return Optional.ofNullable(before).map(each -> time(each, zone));
    }

    private static Instant time(String text, ZoneId zone) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException withoutZone) {
            try {
                return LocalDateTime.parse(text, LOCAL).atZone(zone).toInstant();
            } catch (DateTimeException notATime) {
                throw new UsageException(
                        "--before \"%s\" is not a time; write it like \"2026-11-23 14:00\" (%s) or 2026-11-23T14:00:00Z"
                                .formatted(text, zone));
            }
        }
    }
}
