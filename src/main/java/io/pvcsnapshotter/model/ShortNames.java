package io.pvcsnapshotter.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The parts of a name that is cut to a length: its readable start, and a hash that keeps it apart
 * from others with the same start.
 */
public final class ShortNames {
    private ShortNames() {}

    /**
     * The start of a value, cut so that a hyphen or dot may follow: each part of a name between
     * dots must end in a letter or digit.
     */
    public static String start(String value, int longest) {
        int end = Math.min(value.length(), longest);
        while (end > 0 && "-_.".indexOf(value.charAt(end - 1)) >= 0) {
            end--;
        }
        return value.substring(0, end);
    }

    /**
     * @param digits how many hexadecimal ones
     * @param parts a line feed keeps them apart, so only the last may have one
     */
    public static String hash(int digits, String... parts) {
        byte[] text = String.join("\n", parts).getBytes(StandardCharsets.UTF_8);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
            return HexFormat.of().formatHex(digest).substring(0, digits);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java runtime has SHA-256", impossible);
        }
    }
}
