package org.quorumsgd.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.CurvesTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.SimulationsTable;

/** The report of a run of simulations: its figures, and its configuration. */
record SimulationReport(SimulationDetails run) implements Report {
    private static final String FRAME = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <title>%1$s - Quorum</title>
            <style>
            body { font-family: sans-serif; margin: 2em auto; max-width: 80em; padding: 0 1em; background: #fff; color: #222; }
            svg { display: block; max-width: 100%%; height: auto; margin: 1.5em 0; }
            pre { background: #f4f4f4; padding: 1em; overflow: auto; }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
            th, td { padding: 0.25em 1em; text-align: right; border-bottom: 1px solid #ddd; }
            th { font-weight: normal; color: #666; }
            </style>
            </head>
            <body>
            <h1>%1$s</h1>
            <p>%2$s</p>
            %3$s
            %4$s
            <details><summary>Configuration</summary><pre>%5$s</pre></details>
            </body>
            </html>
            """;

    /** Whether simulations were run there. */
    static boolean isOf(Directory directory) throws IOException {
        return directory.has(SimulationsTable.SCHEMA.name() + ".csv");
    }

    @Override
    public String title() {
        return run.facts().manifest().name();
    }

    @Override
    public String html(Directory place) throws IOException {
        System.setProperty("java.awt.headless", "true");
        StringBuilder pictures = new StringBuilder();
        for (Figure figure : figures()) {
            ByteArrayOutputStream svg = new ByteArrayOutputStream();
            figure.writeSvg(svg);
            String text = svg.toString(StandardCharsets.UTF_8);
            pictures.append(text.substring(text.indexOf("<svg"))).append('\n'); // without the prolog of a file
        }
        return FRAME.formatted(
                escape(title()),
                escape(run.facts().id() + ", " + run.facts().status() + ": "
                        + run.facts().manifest().agents() + " agents in " + run.dimension()
                        + (run.dimension() == 1 ? " dimension" : " dimensions")),
                table(),
                pictures,
                escape(ConfigurationText.hocon(run.facts().manifest().configuration())));
    }

    /** Of each gain, what the first and the last row of its curves say. */
    private String table() {
        StringBuilder html =
                new StringBuilder("<table><thead><tr><th>gain k</th><th>loss of the quorum at the start</th>"
                        + "<th>at the end</th><th>its deviation</th><th>spread of the agents at the end</th>"
                        + "<th>in theory, on a flat loss</th></tr></thead><tbody>\n");
        for (List<Row> rows : run.curves().values()) {
            Row last = rows.get(rows.size() - 1);
            html.append("<tr>")
                    .append(cell(last, CurvesTable.GAIN))
                    .append(cell(rows.get(0), CurvesTable.LOSS))
                    .append(cell(last, CurvesTable.LOSS))
                    .append(cell(last, CurvesTable.LOSS_DEVIATION))
                    .append(cell(last, CurvesTable.SPREAD))
                    .append(cell(last, CurvesTable.SPREAD_THEORY))
                    .append("</tr>\n");
        }
        return html.append("</tbody></table>").toString();
    }

    /** Four digits, or a dash where nothing was measured. */
    private static String cell(Row row, Column column) {
        String text = row.isMeasured(column) ? String.format(Locale.ROOT, "%.4g", row.number(column)) : "–";
        return "<td>" + text + "</td>";
    }

    @Override
    public List<Figure> figures() {
        return SimulationFigures.of(run);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
