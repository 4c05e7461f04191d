package org.quorumsgd.nights;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.StatUtils;

/** The page about the nights of a batch: the verdict, what changed, and each group of runs night by night. */
final class NightsPage {
    private static final String FRAME = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>%1$s, night by night - Quorum</title>
            <style>
            %2$s</style>
            </head>
            <body>
            <h1>%1$s, night by night</h1>
            <p class="verdict">%3$s</p>
            %4$s</body>
            </html>
            """;

    private static final int CURVE_WIDTH = 120;
    private static final int CURVE_HEIGHT = 24;
    private static final int CURVE_MARGIN = 3;
    /** Nights with a column of their own. */
    private static final int COLUMNS = 7;

    private NightsPage() {}

    static String html(String batch, String verdict, List<Night> nights, NightComparison comparison) {
        StringBuilder body = new StringBuilder();
        list(body, "Against the nights before", findings(comparison));
        list(
                body,
                "Changed since the last night",
                comparison.differences().stream().map(NightsPage::escape).toList());
        for (NightMeasure measure : NightMeasure.values()) {
            table(body, measure, nights, comparison);
        }
        return FRAME.formatted(escape(batch), style(), escape(verdict), body);
    }

    private static List<String> findings(NightComparison comparison) {
        List<String> findings = new ArrayList<>();
        comparison.changes().forEach(change -> findings.add(marked(change, escape(change.text()))));
        comparison
                .broken()
                .forEach(run -> findings.add("<span class=\"bad\">regression: " + escape(run.run()) + " "
                        + escape(run.status()) + ", done last night</span>"));
        if (!comparison.otherBits().isEmpty()) {
            findings.add("other bits than last night of the same configuration and seed: "
                    + comparison.otherBits().stream()
                            .map(run -> escape(run.run()))
                            .collect(Collectors.joining(", ")));
        }
        return findings;
    }

    private static void list(StringBuilder body, String title, List<String> items) {
        if (!items.isEmpty()) {
            body.append("<h2>").append(title).append("</h2>\n<ul>\n");
            items.forEach(item -> body.append("<li>").append(item).append("</li>\n"));
            body.append("</ul>\n");
        }
    }

    private static void table(
            StringBuilder body, NightMeasure measure, List<Night> nights, NightComparison comparison) {
        Night tonight = nights.get(nights.size() - 1);
        List<Night> columns = nights.subList(Math.max(0, nights.size() - COLUMNS), nights.size());
        body.append("<h2>")
                .append(capitalised(measure.label))
                .append("</h2>\n<div class=\"scroll\"><table>\n<thead><tr>");
        body.append("<th>configuration</th><th>").append(nights.size()).append(" nights</th>");
        for (Night night : columns) {
            body.append("<th><a href=\"")
                    .append(escape(night.directory()))
                    .append("/report.html\">")
                    .append(night.date())
                    .append("</a></th>");
        }
        body.append("</tr></thead>\n<tbody>\n");
        for (String group : tonight.groups().keySet()) {
            body.append("<tr><td>")
                    .append(group.isEmpty() ? "all runs" : escape(group))
                    .append("</td><td>")
                    .append(curve(nights.stream()
                            .map(night -> StatUtils.mean(night.values(group, measure)))
                            .toList()))
                    .append("</td>");
            for (Night night : columns) {
                String cell = cell(night, group, measure);
                body.append("<td>")
                        .append(night == tonight ? marked(comparison, group, measure, cell) : cell)
                        .append("</td>");
            }
            body.append("</tr>\n");
        }
        body.append("</tbody>\n</table></div>\n");
    }

    /** Mean and sample standard deviation, and how many runs are not done. */
    private static String cell(Night night, String group, NightMeasure measure) {
        double[] values = night.values(group, measure);
        List<NightRun> runs = night.groups().getOrDefault(group, List.of());
        long missing = runs.stream().filter(run -> !run.isDone()).count();
        String text = values.length == 0 ? "–" : String.format(Locale.ROOT, "%.4g", StatUtils.mean(values));
        if (values.length > 1) {
            text += String.format(Locale.ROOT, " <small>± %.1g</small>", Math.sqrt(StatUtils.variance(values)));
        }
        return missing == 0 ? text : text + " <small>" + missing + " of " + runs.size() + " not done</small>";
    }

    private static String marked(NightComparison comparison, String group, NightMeasure measure, String cell) {
        return comparison.changes().stream()
                .filter(change -> change.measure() == measure
                        && (change.group().equals(group) || change.group().isEmpty()))
                .findFirst()
                .map(change -> marked(change, cell))
                .orElse(cell);
    }

    private static String marked(Change change, String html) {
        return "<span class=\"" + (change.isRegression() ? "bad" : "good") + "\">" + html + "</span>";
    }

    /** A line from the first night to the last, from its lowest value to its highest. */
    private static String curve(List<Double> means) {
        double lowest = means.stream()
                .mapToDouble(mean -> mean)
                .filter(Double::isFinite)
                .min()
                .orElse(0);
        double highest = means.stream()
                .mapToDouble(mean -> mean)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        double range = highest > lowest ? highest - lowest : 1;
        List<String> points = new ArrayList<>();
        for (int night = 0; night < means.size(); night++) {
            if (Double.isFinite(means.get(night))) {
                double x = CURVE_MARGIN + (CURVE_WIDTH - 2.0 * CURVE_MARGIN) * night / Math.max(1, means.size() - 1);
                double y = CURVE_HEIGHT
                        - CURVE_MARGIN
                        - (CURVE_HEIGHT - 2.0 * CURVE_MARGIN) * (means.get(night) - lowest) / range;
                points.add(String.format(Locale.ROOT, "%.1f,%.1f", x, y));
            }
        }
        if (points.isEmpty()) {
            return "";
        }
        String[] last = points.get(points.size() - 1).split(",");
        return String.format(
                Locale.ROOT,
                "<svg width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"from %.4g to %.4g\"><polyline points=\"%s\"/>"
                        + "<circle cx=\"%s\" cy=\"%s\" r=\"2.5\"/></svg>",
                CURVE_WIDTH,
                CURVE_HEIGHT,
                lowest,
                highest,
                String.join(" ", points),
                last[0],
                last[1]);
    }

    private static String capitalised(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String style() {
        try (InputStream in = Objects.requireNonNull(NightsPage.class.getResourceAsStream("nights.css"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
