package org.quorumsgd.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.quorumsgd.drawing.Curve;
import org.quorumsgd.drawing.Drawing;
import org.quorumsgd.drawing.Panel;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.CurvesTable;
import org.quorumsgd.run.DensityTable;
import org.quorumsgd.run.LandscapeTable;
import org.quorumsgd.run.Row;

/** The pictures of a run of simulations, as Boffi &amp; Slotine (2020) draw theirs: a panel a gain. */
final class SimulationFigures {
    private static final int COLUMNS = 3;
    private static final int PANEL_WIDTH = 420;
    private static final int PANEL_HEIGHT = 320;
    private static final int MOST_POINTS = 1500;
    private static final int MAP_LEFT = 60;
    private static final int MAP_TOP = 40;
    private static final int MAP_SIDE = 404;
    private static final Color ORANGE = new Color(0xE69F00);
    private static final Color LOW = new Color(0x08306B);
    private static final Color HIGH = new Color(0xF7FBFF);
    /** Of the paper's gains in figure 4. */
    private static final int HUES = 9;

    private final SimulationDetails run;
    private final List<Figure> figures = new ArrayList<>();

    private SimulationFigures(SimulationDetails run) {
        this.run = run;
    }

    static List<Figure> of(SimulationDetails run) {
        SimulationFigures figures = new SimulationFigures(run);
        if (run.dimension() == 1) {
            figures.densities();
        } else {
            figures.landscapes();
            figures.points("agents", run.agents());
            figures.points("quorums", run.quorums());
        }
        figures.losses();
        figures.spread();
        return List.copyOf(figures.figures);
    }

    /** Loss and smoothed loss are brought to the height of the densities: their scale means nothing here. */
    private void densities() {
        List<Panel> panels = new ArrayList<>();
        for (Map.Entry<Double, List<Row>> gain : run.densities().entrySet()) {
            List<Row> rows = gain.getValue();
            double top = Math.max(highest(rows, row -> row.number(DensityTable.AGENTS)), 0.5);
            Curve agents = SimulationDetails.curve(rows, DensityTable.X, DensityTable.AGENTS);
            Curve quorum = SimulationDetails.curve(rows, DensityTable.X, DensityTable.QUORUM);
            panels.add(new Panel("gain " + text(gain.getKey()), "x", "density")
                    .from(0)
                    .add("loss", ORANGE, scaled(LandscapeTable.LOSS, top))
                    .add("smoothed loss", Panel.SKY_BLUE, scaled(LandscapeTable.SMOOTHED, top))
                    .add("agents", Panel.GREEN, agents)
                    .add("quorum", Panel.VERMILION, quorum));
        }
        grid("densities", panels);
    }

    private Curve scaled(Column height, double top) {
        double low = -highest(run.landscape(), row -> -row.number(height));
        double high = highest(run.landscape(), row -> row.number(height));
        Curve curve = SimulationDetails.curve(run.landscape(), LandscapeTable.X, height);
        return curve.mapped(y -> top * (y - low) / Math.max(high - low, Double.MIN_NORMAL));
    }

    private void points(String name, Map<Double, List<double[]>> points) {
        List<Panel> panels = new ArrayList<>();
        double reach = highest(run.landscape(), row -> row.number(LandscapeTable.X));
        points.forEach((gain, all) -> {
            int stride = (all.size() + MOST_POINTS - 1) / MOST_POINTS;
            List<double[]> some = new ArrayList<>();
            for (int i = 0; i < all.size(); i += stride) {
                some.add(all.get(i));
            }
            Curve curve = new Curve(
                    some.stream().mapToDouble(point -> point[0]).toArray(),
                    some.stream().mapToDouble(point -> point[1]).toArray());
            panels.add(new Panel(name + ", gain " + text(gain), "first coordinate", "second coordinate")
                    .between(-reach, reach)
                    .betweenHeights(-reach, reach)
                    .addPoints(name, Panel.BLUE, curve));
        });
        grid(name, panels);
    }

    private void landscapes() {
        int width = 2 * (MAP_LEFT + MAP_SIDE) + 20;
        figures.add(new Figure("landscape", new Drawing(width, MAP_TOP + MAP_SIDE + 30, graphics -> {
            paintMap(graphics, 0, "Loss", LandscapeTable.LOSS);
            paintMap(graphics, MAP_LEFT + MAP_SIDE, "Smoothed loss", LandscapeTable.SMOOTHED);
        })));
    }

    private void paintMap(Graphics2D graphics, int left, String title, Column height) {
        Set<Double> axis = new TreeSet<>();
        run.landscape().forEach(row -> axis.add(row.number(LandscapeTable.X)));
        int points = axis.size();
        double low = -highest(run.landscape(), row -> -row.number(height));
        // Half the range: the walls would leave no colours for the wells.
        double high = low + (highest(run.landscape(), row -> row.number(height)) - low) / 2;
        BufferedImage map = new BufferedImage(points, points, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < run.landscape().size(); i++) {
            double share = Math.min(1, (run.landscape().get(i).number(height) - low) / (high - low));
            map.setRGB(i / points, points - 1 - i % points, mixed(share).getRGB());
        }
        graphics.drawImage(map, left + MAP_LEFT, MAP_TOP, MAP_SIDE, MAP_SIDE, null);
        graphics.setColor(Panel.INK);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        graphics.drawString(title + " of the first two coordinates, dark is low", left + MAP_LEFT, MAP_TOP - 14);
    }

    private void losses() {
        Panel panel = new Panel("Loss of the quorum variable", "step", "loss").legendBeside();
        int index = 0;
        for (Map.Entry<Double, List<Row>> gain : run.curves().entrySet()) {
            panel.add(
                    "gain " + text(gain.getKey()),
                    hue(index++),
                    SimulationDetails.curve(gain.getValue(), CurvesTable.STEP, CurvesTable.LOSS));
        }
        figures.add(Figure.of("loss", panel));
    }

    private void spread() {
        List<Curve> curves = new ArrayList<>();
        Panel panel =
                new Panel("Spread of the agents and what theory gives on a flat loss", "step", "spread").legendBeside();
        int index = 0;
        for (Map.Entry<Double, List<Row>> gain : run.curves().entrySet()) {
            Curve curve = SimulationDetails.curve(gain.getValue(), CurvesTable.STEP, CurvesTable.SPREAD);
            Curve theory = SimulationDetails.curve(gain.getValue(), CurvesTable.STEP, CurvesTable.SPREAD_THEORY);
            panel.add("gain " + text(gain.getKey()), hue(index), curve)
                    .add("theory " + text(gain.getKey()), hue(index++).brighter(), theory);
            curves.add(curve);
        }
        figures.add(Figure.of("spread", panel.logarithmic(curves)));
    }

    private void grid(String name, List<Panel> panels) {
        int columns = Math.min(COLUMNS, Math.max(1, panels.size()));
        int rows = Math.max(1, (panels.size() + columns - 1) / columns);
        figures.add(new Figure(name, new Drawing(columns * PANEL_WIDTH, rows * PANEL_HEIGHT, graphics -> {
            for (int i = 0; i < panels.size(); i++) {
                panels.get(i)
                        .paint(
                                graphics,
                                i % columns * PANEL_WIDTH,
                                i / columns * PANEL_HEIGHT + 6,
                                PANEL_WIDTH - 12,
                                PANEL_HEIGHT - 12);
            }
        })));
    }

    private static double highest(List<Row> rows, ToDoubleFunction<Row> height) {
        return rows.stream().mapToDouble(height).filter(Double::isFinite).max().orElse(1);
    }

    private static Color hue(int index) {
        return Color.getHSBColor((float) (index % HUES) / HUES, 0.85f, 0.72f);
    }

    private static Color mixed(double share) {
        return new Color(
                mixed(LOW.getRed(), HIGH.getRed(), share),
                mixed(LOW.getGreen(), HIGH.getGreen(), share),
                mixed(LOW.getBlue(), HIGH.getBlue(), share));
    }

    private static int mixed(int from, int to, double share) {
        return (int) Math.round(from + share * (to - from));
    }

    private static String text(double gain) {
        return gain == Math.rint(gain) ? Long.toString((long) gain) : Double.toString(gain);
    }
}
