package org.quorumsgd.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.quorumsgd.files.HadoopDirectory;
import org.quorumsgd.nights.Nights;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares a night with those before it, on the console and as {@code <out>/<batch>.html}. A warning where that goes wrong. */
final class NightsWriter {
    private static final Logger LOG = LoggerFactory.getLogger(NightsWriter.class);

    private NightsWriter() {}

    /** Answers with what changed, a line each. */
    static List<String> tryWrite(
            Configuration hadoop, String output, String batch, LocalDate night, PrintStream console) {
        try {
            HadoopDirectory directory = HadoopDirectory.of(hadoop, output);
            Nights nights = Nights.read(directory, batch, night);
            console.println();
            nights.text().forEach(console::println);
            String page = batch + ".html";
            byte[] html = nights.html().getBytes(StandardCharsets.UTF_8);
            directory.write(page, out -> out.write(html));
            console.println("Night by night: " + directory.path() + "/" + page);
            return nights.text();
        } catch (IOException | RuntimeException e) {
            LOG.warn("No comparison of the nights of {}: {}", batch, e.toString());
            return List.of();
        }
    }
}
