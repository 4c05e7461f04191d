package org.quorumsgd.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import org.quorumsgd.drawing.Panel;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.LandscapeTable;
import org.quorumsgd.run.Row;

/**
 * A cross-section of a loss through its first two coordinates, dark where it is low, with points over it.
 *
 * @param landscape rows of a square grid, the second coordinate first to move
 * @param points first and second coordinates; under points the map is pale
 */
record LossMap(String title, List<Row> landscape, Column height, List<double[]> points) {
    static final int WIDTH = 400;
    static final int HEIGHT = 400;
    static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);

    private static final int LEFT = 40;
    private static final int TOP = 34;
    private static final int SIDE = 330;
    private static final int TICKS = 3;
    private static final double RADIUS = 2;
    private static final Color LOW = new Color(0x08306B);
    private static final Color HIGH = new Color(0xF7FBFF);
    /** What is left of the colours under points. */
    private static final double PALE = 0.45;

    void paint(Graphics2D graphics, int x, int y) {
        graphics.setFont(FONT);
        graphics.setColor(Panel.INK);
        graphics.drawString(title, x + LEFT, y + TOP - 10);
        graphics.drawImage(image(), x + LEFT, y + TOP, SIDE, SIDE, null);
        graphics.setStroke(new BasicStroke(1));
        graphics.drawRect(x + LEFT, y + TOP, SIDE, SIDE);
        double reach = landscape.stream()
                .mapToDouble(row -> row.number(LandscapeTable.X))
                .max()
                .orElse(1);
        for (int i = -TICKS; i <= TICKS; i++) {
            double at = reach * i / TICKS;
            String label = at == Math.rint(at) ? Long.toString((long) at) : String.format(Locale.ROOT, "%.2g", at);
            int width = graphics.getFontMetrics().stringWidth(label);
            graphics.drawString(label, (int) (x + across(at, reach)) - width / 2, y + TOP + SIDE + 18);
            graphics.drawString(label, x + LEFT - width - 6, (int) (y + down(at, reach)) + 5);
        }
        graphics.setColor(Panel.VERMILION);
        for (double[] point : points) {
            if (Math.abs(point[0]) <= reach && Math.abs(point[1]) <= reach) { // never with NaN
                graphics.fill(new Ellipse2D.Double(
                        x + across(point[0], reach) - RADIUS,
                        y + down(point[1], reach) - RADIUS,
                        2 * RADIUS,
                        2 * RADIUS));
            }
        }
    }

    private static double across(double coordinate, double reach) {
        return LEFT + SIDE * (coordinate / reach + 1) / 2;
    }

    private static double down(double coordinate, double reach) {
        return TOP + SIDE * (1 - coordinate / reach) / 2;
    }

    private BufferedImage image() {
        int side = (int) Math.round(Math.sqrt(landscape.size()));
        BufferedImage image = new BufferedImage(Math.max(1, side), Math.max(1, side), BufferedImage.TYPE_INT_RGB);
        double[] heights = landscape.stream()
                .mapToDouble(row -> row.number(height))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        if (heights.length == 0 || side * side != landscape.size()) {
            return image;
        }
        double low = heights[0];
        // The walls would leave no colours for the wells.
        double high = heights[heights.length / 2];
        for (int i = 0; i < landscape.size(); i++) {
            double share =
                    Math.min(1, (landscape.get(i).number(height) - low) / Math.max(high - low, Double.MIN_NORMAL));
            image.setRGB(i / side, side - 1 - i % side, color(share).getRGB());
        }
        return image;
    }

    private Color color(double share) {
        double toHigh = points.isEmpty() ? share : 1 - PALE * (1 - share);
        return new Color(
                mixed(LOW.getRed(), HIGH.getRed(), toHigh),
                mixed(LOW.getGreen(), HIGH.getGreen(), toHigh),
                mixed(LOW.getBlue(), HIGH.getBlue(), toHigh));
    }

    private static int mixed(int from, int to, double share) {
        return (int) Math.round(from + share * (to - from));
    }
}
