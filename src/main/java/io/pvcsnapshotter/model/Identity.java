package io.pvcsnapshotter.model;

import java.util.HexFormat;
import java.util.UUID;

/**
 * What tells one snapshot from every other: its name, uid and resource version. As texts these are
 * the largest part of it, and almost all of them are of one form.
 */
sealed interface Identity {
    /**
     * @param start of the name, as the snapshot's marks say it
     */
    String name(String start);

    String uid();

    String resourceVersion();

    /**
     * @param start that the name has if it is one that we give; null if the snapshot has no marks
     */
    static Identity of(String start, String name, String uid, String resourceVersion) {
        Identity plain = new Plain(name, uid, resourceVersion);
        try {
            UUID parsed = UUID.fromString(uid);
            int dash = name.length() - Packed.DIGITS - 1;
            if (dash < 0) {
                return plain;
            }
            Packed packed =
                    new Packed(
                            HexFormat.fromHexDigits(name, dash + 1, name.length()),
                            parsed.getMostSignificantBits(),
                            parsed.getLeastSignificantBits(),
                            Long.parseLong(resourceVersion));
            return start != null
                            && packed.name(start).equals(name)
                            && packed.uid().equals(uid)
                            && packed.resourceVersion().equals(resourceVersion)
                    ? packed
                    : plain;
        } catch (IllegalArgumentException otherForm) {
            return plain;
        }
    }

    /** In any form. */
    record Plain(String name, String uid, String resourceVersion) implements Identity {
        @Override
        public String name(String start) {
            return name;
        }
    }

    /**
     * As numbers.
     *
     * @param hash at the end of the name
     */
    record Packed(int hash, long uidHigh, long uidLow, long version) implements Identity {
        private static final int DIGITS = 8;

        @Override
        public String name(String start) {
            return start + "-" + HexFormat.of().toHexDigits(hash);
        }

        @Override
        public String uid() {
            return new UUID(uidHigh, uidLow).toString();
        }

        @Override
        public String resourceVersion() {
            return Long.toString(version);
        }
    }
}
