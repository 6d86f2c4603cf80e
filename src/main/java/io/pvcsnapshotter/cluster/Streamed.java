package io.pvcsnapshotter.cluster;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import okhttp3.ResponseBody;

/**
 * An answer of the API server that is read while it arrives, so that its text is never in memory as
 * a whole. One that breaks off is asked for and read again: see {@link RetryingInterceptor}.
 */
final class Streamed<T> {
    /** Makes something of a text. Called again, from its beginning, when it has broken off. */
    @FunctionalInterface
    interface Reading<T> {
        /**
         * @throws ApiFailure if the text is not as documented
         */
        T read(Reader text) throws IOException;
    }

    private final Reading<T> reading;
    private T result;

    Streamed(Reading<T> reading) {
        this.reading = reading;
    }

    /**
     * @throws IOException if the connection broke, whatever the reading made of that
     */
    void read(ResponseBody body) throws IOException {
        Arriving bytes = new Arriving(body.byteStream());
        try (Reader text = new InputStreamReader(bytes, StandardCharsets.UTF_8)) {
            result = reading.read(text);
        } catch (IOException | RuntimeException unreadable) {
            if (bytes.broken != null) {
                throw bytes.broken;
            }
            throw unreadable;
        }
    }

    /** What was made of the last answer that was read to its end. */
    T result() {
        return result;
    }

    /**
     * Remembers that the connection broke: a JSON reader tells that like a text that is no JSON.
     */
    private static final class Arriving extends FilterInputStream {
        private IOException broken;

        Arriving(InputStream bytes) {
            super(bytes);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return super.read(buffer, offset, length);
            } catch (IOException failure) {
                broken = failure;
                throw failure;
            }
        }
    }
}
