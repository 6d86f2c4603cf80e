package io.pvcsnapshotter.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The text that Kubernetes shows of an ended container. One line, so that {@code kubectl get pods}
 * can print it in a column: the failures first, the totals last.
 */
public final class TerminationMessage {
    /** What a container may leave (kubernetes.io, "Determine the Reason for Pod Failure"). */
    private static final int LONGEST = 4096;

    /** Anybody may write a long text into an object; it must not push the others' out. */
    private static final int LONGEST_REASON = LONGEST / 5;

    private static final String MORE = "...";
    private static final String SEPARATOR = " | ";

    private final Path file;

    /**
     * @param file written if it is there, which it is in a pod
     */
    public TerminationMessage(Path file) {
        this.file = file;
    }

    /** Replaces the message. A failure to write it is not one of the run. */
    public void write(List<String> failures, String ending) {
        if (!Files.isWritable(file)) {
            return;
        }
        boolean stopped = Thread.interrupted(); // An interrupted thread cannot write a file.
        try {
            Files.write(file, bytes(failures, ending));
        } catch (IOException _) {
            // The same text is the last line of the log.
        } finally {
            if (stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static byte[] bytes(List<String> failures, String ending) {
        String end = Printable.of(ending).strip();
        StringBuilder text = new StringBuilder();
        int left = LONGEST - size(end) - size(more(Integer.MAX_VALUE));
        int shown = 0;
        for (String each : failures) {
            String line = shortened(Printable.of(each).strip()) + SEPARATOR;
            if (size(line) > left) {
                break;
            }
            text.append(line);
            left -= size(line);
            shown++;
        }
        if (shown < failures.size()) {
            text.append(more(failures.size() - shown));
        }
        return cut(text + end, LONGEST).getBytes(StandardCharsets.UTF_8);
    }

    private static String shortened(String reason) {
        return size(reason) <= LONGEST_REASON
                ? reason
                : cut(reason, LONGEST_REASON - size(MORE)) + MORE;
    }

    private static String more(int failures) {
        return "and %d more".formatted(failures) + SEPARATOR;
    }

    private static int size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** What fits into that many bytes, and never half a character. */
    private static String cut(String text, int bytes) {
        CharsetEncoder encoder =
                StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE);
        CharBuffer characters = CharBuffer.wrap(text);
        encoder.encode(characters, ByteBuffer.allocate(Math.max(0, bytes)), true);
        return text.substring(0, characters.position());
    }
}
