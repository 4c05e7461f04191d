package org.quorumsgd.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.quorumsgd.page.PageFile;

/** The HTML around a report's data: scripts and styles inside, and a policy that lets nothing be loaded from anywhere. */
final class ReportPage {
    private static final String FRAME = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">
            <title>%1$s - Quorum</title>
            <style>
            %2$s
            %3$s
            %4$s
            </style>
            </head>
            <body>
            <main id="quorum"></main>
            <noscript>This report draws with JavaScript.</noscript>
            <script type="application/json" id="data">%5$s</script>
            <script>
            /*
            %6$s
            */
            %7$s
            </script>
            <script>
            %8$s
            </script>
            <script>
            %9$s
            Report.%10$s();
            </script>
            </body>
            </html>
            """;

    private ReportPage() {}

    /** @param page a function of report.js */
    static String html(String title, String page, Object data) {
        return FRAME.formatted(
                escape(title),
                PageFile.CHART_STYLE.text(),
                PageFile.STYLE.text(),
                own("report.css"),
                PageJson.text(data),
                PageFile.CHART_LICENSE.text(),
                PageFile.CHART_SCRIPT.text(),
                PageFile.SCRIPT.text(),
                own("report.js"),
                page);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String own(String file) {
        try (InputStream in = Objects.requireNonNull(ReportPage.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
