package io.pvcsnapshotter.report;

import io.pvcsnapshotter.report.Mark.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The drawing of one claim's snapshots. On the upper line is what stays, on the lower one what goes
 * or is not ready, and each kind has a shape of its own.
 *
 * @param axis the same for all claims of a page, so that they can be compared
 */
record TimeLineHtml(TimeAxis axis) {
    private static final String SHAPES =
            """
            <circle id="ready" cy="11" r="5"/>
            <rect id="held" x="-5" y="6" width="10" height="10"/>
            <path id="aside" d="M0 4.5 6.5 11 0 17.5-6.5 11z"/>
            <g id="later"><circle cy="28" r="5"/><circle cy="28" r="1"/></g>
            <path id="next" d="M-4.5 23.5 4.5 32.5M4.5 23.5-4.5 32.5"/>
            <g id="unready"><path d="M0 21 7 33.5-7 33.5z"/><path d="M0 25.5V29.5M0 31V32.4"/></g>
            <path id="deleting" d="M-5.5 26.5H5.5V30H-5.5z"/>
            """;

    private static final Set<Kind> UPPER = EnumSet.of(Kind.READY, Kind.HELD, Kind.ASIDE);

    private static String id(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** What all drawings of a page have in common, once. */
    void addShapes(Html page) {
        page.add(
                """
                <svg class="shapes" width="0" height="0" aria-hidden="true"><defs><g id="axis">
                <line x2="100%" y1="11" y2="11"/><line x2="100%" y1="28" y2="28"/>
                """);
        for (TimeAxis.Tick each : axis.ticks()) {
            String place = axis.place(each.age());
            page.add(
                    """
                    <line x1="%s%" x2="%s%" y1="0" y2="36"/><text x="%s%" y="47">%s</text>
                    """,
                    place, place, place, each.words());
        }
        page.add("</g>\n").add(SHAPES).add("</defs></svg>\n");
    }

    /** One shape, in a square of 20. */
    static void addSign(Html page, Kind kind) {
        page.add(
                """
                <svg class="sign" width="20" height="20" aria-hidden="true"><use href="#%s" x="10" y="%s"/></svg>
                """,
                id(kind), UPPER.contains(kind) ? -1 : -18);
    }

    void add(Html page, StatusRow row) {
        page.add(
                """
                <svg class="line" role="img"><title>Time line of %s</title><desc>%s</desc>
                """,
                row.claim(), row.marks().isEmpty() ? "no snapshot" : numbers(row.marks()));
        row.longestAge()
                .ifPresent(age ->
                        page.add(
                                "<rect x=\"%s%\" width=\"%s%\" height=\"22\"/>",
                                axis.place(age), axis.room(age)));
        page.add("<use href=\"#axis\"/>\n");
        for (Mark each : row.marks().reversed()) {
            page.add("<use href=\"#%s\" x=\"%s%\"/>", id(each.kind()), axis.place(each));
        }
        page.add("</svg>\n");
    }

    /** Like {@code 3 ready, 1 held}. */
    static String numbers(List<Mark> marks) {
        return Mark.count(marks.stream()).entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey().word())
                .collect(Collectors.joining(", "));
    }
}
