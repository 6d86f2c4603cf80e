package io.pvcsnapshotter.model;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of storage as the API writes it, like {@code 10Gi}. Two texts of the same amount are
 * equal in order, though not as texts.
 */
public record Quantity(String text, BigDecimal bytes) implements Comparable<Quantity> {
    private static final Pattern SYNTAX =
            Pattern.compile(
                    "\\+?(\\d{1,20}(?:\\.\\d{0,20})?|\\.\\d{1,20})([eE][+-]?\\d{1,2}|[A-Za-z]{0,2})");
    private static final BigDecimal KILO = BigDecimal.valueOf(1000);
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    private static final Map<String, BigDecimal> SUFFIXES =
            Map.ofEntries(
                    Map.entry("", BigDecimal.ONE),
                    Map.entry("m", BigDecimal.valueOf(1, 3)),
                    Map.entry("k", KILO),
                    Map.entry("M", KILO.pow(2)),
                    Map.entry("G", KILO.pow(3)),
                    Map.entry("T", KILO.pow(4)),
                    Map.entry("P", KILO.pow(5)),
                    Map.entry("E", KILO.pow(6)),
                    Map.entry("Ki", KIBI),
                    Map.entry("Mi", KIBI.pow(2)),
                    Map.entry("Gi", KIBI.pow(3)),
                    Map.entry("Ti", KIBI.pow(4)),
                    Map.entry("Pi", KIBI.pow(5)),
                    Map.entry("Ei", KIBI.pow(6)));

    /** Empty if it is no quantity, or less than nothing. */
    public static Optional<Quantity> parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(matcher.group(1));
        String suffix = matcher.group(2);
        if (SUFFIXES.containsKey(suffix)) {
            return Optional.of(new Quantity(text, number.multiply(SUFFIXES.get(suffix))));
        }
        return suffix.matches("[eE].*\\d")
                ? Optional.of(
                        new Quantity(
                                text,
                                number.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1)))))
                : Optional.empty();
    }

    @Override
    public int compareTo(Quantity other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return text;
    }
}
