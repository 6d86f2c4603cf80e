package io.pvcsnapshotter.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes, as the API and people write them: {@code 10Gi}. */
public final class SizeWords {
    private static final List<String> UNITS = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final Map<String, Integer> DECIMAL =
            Map.of("k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);

    /** Longer than any size that fits into 64 bits. */
    private static final Pattern QUANTITY =
            Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?)([KMGTPE]i|[kMGTPE]|)");

    private SizeWords() {}

    /** The number of bytes of a Kubernetes quantity; empty if it is none, or no possible size. */
    public static Optional<Long> bytes(String quantity) {
        Matcher parts = QUANTITY.matcher(quantity);
        if (!parts.matches()) {
            return Optional.empty();
        }
        BigDecimal bytes = new BigDecimal(parts.group(1)).multiply(factor(parts.group(2)));
        return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
                ? Optional.empty()
                : Optional.of(bytes.setScale(0, RoundingMode.CEILING).longValue());
    }

    private static BigDecimal factor(String unit) {
        return DECIMAL.containsKey(unit)
                ? BigDecimal.ONE.movePointRight(DECIMAL.get(unit))
                : BigDecimal.valueOf(1024).pow(UNITS.indexOf(unit));
    }

    /** In the largest unit of which there is a whole one, with one digit behind the point. */
    public static String of(long bytes) {
        int unit = 0;
        BigDecimal size = BigDecimal.valueOf(bytes);
        while (size.compareTo(BigDecimal.valueOf(1024)) >= 0) {
            size = size.divide(BigDecimal.valueOf(1024));
            unit++;
        }
        return size.setScale(1, RoundingMode.UP).stripTrailingZeros().toPlainString()
                + UNITS.get(unit);
    }
}
