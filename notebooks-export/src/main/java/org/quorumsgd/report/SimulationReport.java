package org.quorumsgd.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.quorumsgd.run.SimulationsTable;

/** The report of a run of simulations: its figures, and its configuration. */
record SimulationReport(SimulationDetails run) implements Report {
    private static final String FRAME = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>%1$s - Quorum</title>
            <style>
            body { font-family: sans-serif; margin: 2em auto; max-width: 80em; padding: 0 1em; background: #fff; color: #222; }
            svg { display: block; max-width: 100%%; height: auto; margin: 1.5em 0; }
            pre { background: #f4f4f4; padding: 1em; overflow: auto; }
            </style>
            </head>
            <body>
            <h1>%1$s</h1>
            <p>%2$s</p>
            %3$s
            <details><summary>Configuration</summary><pre>%4$s</pre></details>
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
                pictures,
                escape(ConfigurationText.hocon(run.facts().manifest().configuration())));
    }

    @Override
    public List<Figure> figures() {
        return SimulationFigures.of(run);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
