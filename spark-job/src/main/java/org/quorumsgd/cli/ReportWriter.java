package org.quorumsgd.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.quorumsgd.files.HadoopDirectory;
import org.quorumsgd.report.Report;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes report.html where a run or a batch has ended. What goes wrong there is a warning: the results stand without it. */
final class ReportWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ReportWriter.class);

    private ReportWriter() {}

    /** @param directory of a run or a batch */
    static void tryWrite(HadoopDirectory directory) {
        try {
            write(Report.of(List.of(directory)), directory, Report.FILE);
        } catch (IOException | RuntimeException e) {
            LOG.warn("No {} in {}: {}", Report.FILE, directory, e.toString());
        }
    }

    static void write(Report report, HadoopDirectory directory, String file) throws IOException {
        byte[] html = report.html(directory).getBytes(StandardCharsets.UTF_8);
        directory.write(file, out -> out.write(html));
    }
}
