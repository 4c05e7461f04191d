package org.quorumsgd.drawing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes what VectorGraphics2D writes a tenth as long: XChart draws every segment of a curve by itself, and coordinates have all
 * their digits. Segments of one style that join become one polyline, coordinates keep hundredths.
 */
final class CompactSvg {
    private static final Pattern LINE = Pattern.compile(
            "<line style=\"([^\"]*)\" x1=\"([^\"]*)\" x2=\"([^\"]*)\" y1=\"([^\"]*)\" y2=\"([^\"]*)\"/>");
    private static final Pattern SHAPE = Pattern.compile("<(path|ellipse|circle|rect|polygon) .*");
    private static final Pattern LONG_NUMBER = Pattern.compile("-?\\d+\\.\\d{3,}(E-?\\d+)?");
    private static final int DECIMALS = 2;

    private final StringBuilder out = new StringBuilder();
    private String style = "";
    private String end = "";
    private final StringBuilder points = new StringBuilder();

    private CompactSvg() {}

    /** The same picture; every element of {@code svg} has a line of its own. */
    static String of(String svg) {
        CompactSvg compact = new CompactSvg();
        svg.lines().map(String::strip).forEach(compact::add);
        compact.endPolyline();
        return compact.out.toString();
    }

    private void add(String element) {
        Matcher line = LINE.matcher(element);
        if (line.matches()) {
            addSegment(line.group(1), point(line.group(2), line.group(4)), point(line.group(3), line.group(5)));
            return;
        }
        endPolyline();
        out.append(SHAPE.matcher(element).matches() ? rounded(element) : element)
                .append('\n');
    }

    private void addSegment(String itsStyle, String from, String to) {
        if (!itsStyle.equals(style) || !from.equals(end)) {
            endPolyline();
            style = itsStyle;
            points.append(from);
        }
        points.append(' ').append(to);
        end = to;
    }

    private void endPolyline() {
        if (!points.isEmpty()) {
            out.append("<polyline style=\"")
                    .append(style)
                    .append("\" points=\"")
                    .append(points)
                    .append("\"/>\n");
        }
        points.setLength(0);
        end = "";
    }

    private static String point(String x, String y) {
        return rounded(x) + "," + rounded(y);
    }

    private static String rounded(String text) {
        return LONG_NUMBER
                .matcher(text)
                .replaceAll(number -> new BigDecimal(number.group())
                        .setScale(DECIMALS, RoundingMode.HALF_EVEN)
                        .stripTrailingZeros()
                        .toPlainString());
    }
}
