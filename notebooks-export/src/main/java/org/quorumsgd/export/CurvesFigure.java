package org.quorumsgd.export;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import org.quorumsgd.drawing.Curve;
import org.quorumsgd.drawing.Drawing;
import org.quorumsgd.drawing.Panel;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;

/** A run's curves in three panels over the epochs: losses, errors of the quorum model, spread on a logarithmic axis. */
final class CurvesFigure {
    static final int WIDTH = 1260;
    static final int HEIGHT = 400;
    private static final int TITLE_HEIGHT = 48;
    private static final int MAX_POINTS = 400;
    private static final double PERCENT = 100;

    private final String title;
    private final List<Panel> panels;

    /** @param rows of {@link RoundsTable}, as far as they are written */
    CurvesFigure(String title, List<Row> rows) {
        this.title = title;
        boolean hasEpochs = rows.stream().anyMatch(row -> row.isMeasured(RoundsTable.EPOCH));
        Column over = hasEpochs ? RoundsTable.EPOCH : RoundsTable.ROUND;
        String xTitle = hasEpochs ? "epochs" : "rounds";
        double end = rows.stream()
                .mapToDouble(row -> row.number(over))
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        Curve validationError = percent(finite(rows, over, RoundsTable.VALIDATION_ERROR));
        Curve testError = percent(finite(rows, over, RoundsTable.TEST_ERROR));
        Curve spread = positive(rows, over, RoundsTable.SPREAD);
        this.panels = List.of(
                new Panel("Loss", xTitle, "loss")
                        .until(end)
                        .add("training (minibatches)", Panel.SKY_BLUE, finite(rows, over, RoundsTable.TRAIN_LOSS))
                        .add("validation", Panel.VERMILION, finite(rows, over, RoundsTable.VALIDATION_LOSS)),
                new Panel("Error of the quorum model", xTitle, "misclassified (%)")
                        .until(end)
                        .from(0)
                        .add("validation" + atEnd(validationError), Panel.VERMILION, validationError)
                        .add("test" + atEnd(testError), Panel.BLUE, testError),
                new Panel("Spread of the agents", xTitle, "mean squared distance to centre")
                        .until(end)
                        .logarithmic(List.of(spread))
                        .add("spread", Panel.GREEN, spread));
    }

    /** Writes the figure as SVG with its text as outlines, so that it looks the same wherever it is opened. */
    void writeSvg(OutputStream out) throws IOException {
        drawing().writeSvg(out);
    }

    void writePng(OutputStream out) throws IOException {
        drawing().writePng(out);
    }

    private Drawing drawing() {
        return new Drawing(WIDTH, HEIGHT, this::paint);
    }

    private void paint(Graphics2D graphics) {
        graphics.setColor(Panel.INK);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 17));
        FontMetrics metrics = graphics.getFontMetrics();
        graphics.drawString(title, (WIDTH - metrics.stringWidth(title)) / 2, 30);
        int width = WIDTH / panels.size();
        for (int i = 0; i < panels.size(); i++) {
            panels.get(i).paint(graphics, i * width, TITLE_HEIGHT, width, HEIGHT - TITLE_HEIGHT);
        }
    }

    private static Curve finite(List<Row> rows, Column x, Column y) {
        return Curve.of(rows, x, y, Double::isFinite).thinned(MAX_POINTS);
    }

    private static Curve percent(Curve fraction) {
        return fraction.times(PERCENT);
    }

    private static String atEnd(Curve percent) {
        return percent.isEmpty() ? "" : String.format(Locale.ROOT, " (%.1f at the end)", percent.last());
    }

    private static Curve positive(List<Row> rows, Column x, Column y) {
        return Curve.of(rows, x, y, value -> value > 0 && Double.isFinite(value))
                .thinned(MAX_POINTS);
    }
}
