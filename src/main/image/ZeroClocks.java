import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes a class archive that does not depend on when it was dumped. Two dumps of one class list
 * differ in two things only: the clock of each archived {@code SoftReference}, in milliseconds
 * since the machine started, and the checksums over it in the header. Both become zero: a reference
 * that was never used, and checksums that the JVM reads only with {@code -XX:+VerifySharedSpaces}.
 */
final class ZeroClocks {
    /** Header, with fields of four bytes. What follows has eight. */
    private static final int HEADER = 4096;

    /** Of checksums in the header: one for each of the regions. */
    private static final int CHECKSUMS_AT_MOST = 8;

    /** Two dumps are made one after the other. */
    private static final long MILLISECONDS_BETWEEN = 10 * 60 * 1000;

    /** Arguments: an archive, which is changed, and another dump of the same list. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        ByteBuffer archive = read(file);
        ByteBuffer other = read(Path.of(arguments[1]));
        if (archive.capacity() != other.capacity()) {
            throw new IOException(
                    "Two dumps of one class list have %d and %d bytes: they differ in more than clocks"
                            .formatted(archive.capacity(), other.capacity()));
        }

        int checksums = 0;
        for (int at = 0; at < HEADER; at += Integer.BYTES) {
            if (archive.getInt(at) != other.getInt(at)) {
                archive.putInt(at, 0);
                checksums++;
            }
        }
        if (checksums > CHECKSUMS_AT_MOST) {
            throw new IOException(
                    "Two dumps of one class list differ in %d words of the header: in more than checksums"
                            .formatted(checksums));
        }
        for (int at = HEADER; at + Long.BYTES <= archive.capacity(); at += Long.BYTES) {
            long clock = archive.getLong(at);
            if (clock != other.getLong(at)) {
                mustBeClocks(clock, other.getLong(at), at);
                archive.putLong(at, 0);
            }
        }
        Files.write(file, archive.array());
    }

    private static ByteBuffer read(Path file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
    }

    private static void mustBeClocks(long first, long second, int at) throws IOException {
        if (first <= 0 || second <= 0 || Math.abs(first - second) > MILLISECONDS_BETWEEN) {
            throw new IOException(
                    "Two dumps of one class list differ at byte %d in what is no clock: %x and %x"
                            .formatted(at, first, second));
        }
    }
}
