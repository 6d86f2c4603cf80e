package io.pvcsnapshotter.cluster;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key as text (PEM, RFC 7468).
 *
 * <p>Java reads only PKCS#8. The two older forms hold the same key without its algorithm: PKCS#1
 * (RFC 8017, A.1.2) and SEC 1 (RFC 5915). They get a head that names it (RFC 5958).
 *
 * @param form what its first line calls it
 * @param der its content
 */
record PemKey(String form, byte[] der) {
    private static final Pattern PEM =
            Pattern.compile(
                    "-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----(.*?)-----END \\1-----",
                    Pattern.DOTALL);

    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int SEQUENCE = 0x30;

    /** In SEC 1 the curve stands under this tag. */
    private static final int CURVE = 0xa0;

    private static final byte[] VERSION_0 = {INTEGER, 1, 0};

    /** 1.2.840.113549.1.1.1, and no parameters. */
    private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d0101010500");

    /** 1.2.840.10045.2.1; the curve is its parameter. */
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    /**
     * @throws IllegalArgumentException if there is no private key in it
     */
    static PemKey of(String text) {
        Matcher pem = PEM.matcher(text);
        if (!pem.find()) {
            throw new IllegalArgumentException("it holds no PEM block with a private key");
        }
        if (pem.group(2).contains(":") || pem.group(1).startsWith("ENCRYPTED")) {
            throw new IllegalArgumentException("it is encrypted. Give one without a password");
        }
        return new PemKey(pem.group(1), Base64.getMimeDecoder().decode(pem.group(2)));
    }

    /**
     * @param algorithm of the public key
     */
    PrivateKey read(String algorithm) throws GeneralSecurityException {
        byte[] pkcs8 =
                switch (form) {
                    case "PRIVATE KEY" -> der;
                    case "RSA PRIVATE KEY" -> withHead(RSA);
                    case "EC PRIVATE KEY" -> withHead(joined(EC, curve()));
                    default -> throw new IllegalArgumentException("its form is " + form);
                };
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    private byte[] withHead(byte[] algorithm) {
        return element(
                SEQUENCE, joined(VERSION_0, element(SEQUENCE, algorithm), element(OCTETS, der)));
    }

    private byte[] curve() {
        ByteBuffer all = content(ByteBuffer.wrap(der), SEQUENCE);
        content(all, INTEGER);
        content(all, OCTETS);
        ByteBuffer curve = content(all, CURVE);
        byte[] bytes = new byte[curve.remaining()];
        curve.get(bytes);
        return bytes;
    }

    /** What the next element holds; afterwards the buffer is behind it. */
    private static ByteBuffer content(ByteBuffer buffer, int tag) {
        if (!buffer.hasRemaining() || Byte.toUnsignedInt(buffer.get()) != tag) {
            throw new IllegalArgumentException("its content is not that of a private key");
        }
        int length = Byte.toUnsignedInt(buffer.get());
        if (length > 0x80) {
            int bytes = length - 0x80;
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | Byte.toUnsignedInt(buffer.get());
            }
        }
        ByteBuffer content = buffer.slice(buffer.position(), length);
        buffer.position(buffer.position() + length);
        return content;
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
