package io.pvcsnapshotter.cluster;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * A JSON text with its long strings cut. A JSON reader would make an object even of a string that
 * is not wanted to its end, and one such object may be larger than all that is kept of a list.
 */
final class ShortTexts extends FilterReader {
    /** The longest escape, of six characters, is whole or not there. */
    private static final int ESCAPE = 6;

    private final int longest;
    private boolean inString;
    private boolean escaped;
    private int length;

    /**
     * @param longest the most characters of a string, as they are written in JSON
     */
    ShortTexts(Reader json, int longest) {
        super(json);
        this.longest = longest;
    }

    @Override
    public int read(char[] buffer, int offset, int most) throws IOException {
        while (true) {
            int read = super.read(buffer, offset, most);
            int left = read <= 0 ? read : cut(buffer, offset, offset + read) - offset;
            if (left != 0 || most == 0) {
                return left;
            }
        }
    }

    /** Returns where what is left ends. */
    private int cut(char[] buffer, int from, int to) {
        int end = from;
        for (int i = from; i < to; i++) {
            char each = buffer[i];
            if (!inString) {
                inString = each == '"';
                length = 0;
            } else if (escaped) {
                escaped = false;
                length++;
            } else if (each == '"') {
                inString = false;
                length = 0;
            } else if (each == '\\') {
                escaped = true;
                length = length > longest - ESCAPE ? longest + 1 : length + 1;
            } else {
                length++;
            }
            if (length <= longest) {
                buffer[end++] = each;
            }
        }
        return end;
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }
}
