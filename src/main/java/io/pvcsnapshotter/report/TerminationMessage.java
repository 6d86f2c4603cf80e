package io.pvcsnapshotter.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
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
        try {
            Files.write(file, bytes(failures, ending));
        } catch (IOException _) {
            // The same text is the last line of the log.
        }
    }

    static byte[] bytes(List<String> failures, String ending) {
        String end = Printable.of(ending).strip();
        int left = LONGEST - end.getBytes(StandardCharsets.UTF_8).length;
        StringBuilder text = new StringBuilder();
        int shown = 0;
        for (String each : failures) {
            String line = Printable.of(each).strip() + SEPARATOR;
            int size = line.getBytes(StandardCharsets.UTF_8).length;
            if (size + "and 9999 more".length() + SEPARATOR.length() > left) {
                break;
            }
            text.append(line);
            left -= size;
            shown++;
        }
        if (shown < failures.size()) {
            text.append("and %d more".formatted(failures.size() - shown)).append(SEPARATOR);
        }
        return cut(text + end);
    }

    /** At most the longest, and never in the middle of a character. */
    private static byte[] cut(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
        CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        encoder.onMalformedInput(java.nio.charset.CodingErrorAction.REPLACE);
        encoder.encode(CharBuffer.wrap(text), bytes, true);
        byte[] result = new byte[bytes.position()];
        bytes.flip().get(result);
        return result;
    }
}
