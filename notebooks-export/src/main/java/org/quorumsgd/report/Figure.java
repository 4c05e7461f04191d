package org.quorumsgd.report;

import java.io.IOException;
import java.io.OutputStream;
import org.quorumsgd.drawing.Drawing;
import org.quorumsgd.drawing.Panel;

/**
 * A picture of a report.
 *
 * @param name of its files, without their endings
 */
public record Figure(String name, Drawing drawing) {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 440;
    private static final int TOP = 8;
    /** The last label of the axis reaches beyond it. */
    private static final int RIGHT = 14;

    static Figure of(String name, Panel panel) {
        return new Figure(
                name,
                new Drawing(WIDTH, HEIGHT, graphics -> panel.paint(graphics, 0, TOP, WIDTH - RIGHT, HEIGHT - TOP)));
    }

    public void writeSvg(OutputStream out) throws IOException {
        drawing.writeSvg(out);
    }

    public void writePng(OutputStream out) throws IOException {
        drawing.writePng(out);
    }
}
