package io.pvcsnapshotter.report;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes HTML. What goes into a template is text and never markup, whatever it is; and what is
 * written is ASCII, so that no setting of the machine changes it.
 */
final class Html {
    private static final String HOLE = "%s";
    private static final int REPLACEMENT = 0xfffd;

    private final Appendable out;

    Html(Appendable out) {
        this.out = out;
    }

    /**
     * @param template this program's own markup; each {@code %s} is a hole, in the content of an
     *     element or in an attribute with quotes
     * @param texts one for each hole
     */
    Html add(String template, Object... texts) {
        try {
            int from = 0;
            for (Object each : texts) {
                int hole = template.indexOf(HOLE, from);
                out.append(template, from, hole);
                text(Printable.of(each.toString()));
                from = hole + HOLE.length();
            }
            out.append(template, from, template.length());
            return this;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void text(String text) throws IOException {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int point = text.codePointAt(i);
            switch (point) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> {
                    if (point < 0x7f) {
                        out.append((char) point);
                    } else {
                        out.append("&#").append(number(point)).append(';');
                    }
                }
            }
        }
    }

    /** What is no character has no number in HTML. */
    private static String number(int point) {
        boolean none =
                Character.getType(point) == Character.SURROGATE
                        || (point & 0xfffe) == 0xfffe
                        || point >= 0xfdd0 && point <= 0xfdef;
        return Integer.toString(none ? REPLACEMENT : point);
    }
}
