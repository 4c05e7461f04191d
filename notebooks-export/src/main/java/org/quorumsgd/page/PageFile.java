package org.quorumsgd.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A file of the page, none of which reads another: scripts and style sheets in the order in which a page names them. */
public enum PageFile {
    CHART_SCRIPT("uPlot.iife.min.js"),
    CHART_STYLE("uPlot.min.css"),
    SCRIPT("quorum.js"),
    STYLE("quorum.css"),
    /** The terms of the chart library; they go where its script goes. */
    CHART_LICENSE("uPlot.LICENSE");

    private final String file;

    PageFile(String file) {
        this.file = file;
    }

    public static Optional<PageFile> named(String file) {
        return Arrays.stream(values()).filter(each -> each.file.equals(file)).findFirst();
    }

    public InputStream open() throws IOException {
        InputStream in = PageFile.class.getResourceAsStream(file);
        if (in == null) {
            throw new IOException(file + " is not on the class path");
        }
        return in;
    }

    public String text() {
        try (InputStream in = open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
