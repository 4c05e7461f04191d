package org.quorumsgd.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private static final int LEGEND_HEIGHT = 30;
    private static final int LEGEND_STEP = 160;
    private static final int MOST_POINTS = 600;
    /** Of the height of the highest density, over which the axis ends. */
    private static final double HEAD_ROOM = 1.1;
    /** The share of the axis in which losses are brought to scale; beyond, the walls are cut off. */
    private static final double INNER = 2 / 3.0;

    private static final Map<String, Color> LEGEND = new LinkedHashMap<>();

    static {
        LEGEND.put("loss", new Color(0xE69F00));
        LEGEND.put("smoothed loss", Panel.SKY_BLUE);
        LEGEND.put("agents", Panel.GREEN);
        LEGEND.put("quorum", Panel.VERMILION);
    }

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
            figures.maps();
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
            Curve agents = SimulationDetails.curve(rows, DensityTable.X, DensityTable.AGENTS);
            Curve quorum = SimulationDetails.curve(rows, DensityTable.X, DensityTable.QUORUM);
            double top = Math.max(highest(rows, DensityTable.AGENTS), highest(rows, DensityTable.QUORUM));
            panels.add(add(
                    new Panel("gain " + text(gain.getKey()), "x", "density")
                            .upTo(HEAD_ROOM * top)
                            .withoutLegend(),
                    Map.of(
                            "loss",
                            scaled(LandscapeTable.LOSS, top),
                            "smoothed loss",
                            scaled(LandscapeTable.SMOOTHED, top),
                            "agents",
                            agents,
                            "quorum",
                            quorum)));
        }
        int columns = Math.min(COLUMNS, Math.max(1, panels.size()));
        int rows = (panels.size() + columns - 1) / columns;
        figures.add(new Figure(
                "densities", new Drawing(columns * PANEL_WIDTH, LEGEND_HEIGHT + rows * PANEL_HEIGHT, graphics -> {
                    int x = 60;
                    for (Map.Entry<String, Color> name : LEGEND.entrySet()) {
                        graphics.setColor(name.getValue());
                        graphics.fillRect(x, 14, 26, 3);
                        graphics.setColor(Panel.INK);
                        graphics.setFont(LossMap.FONT);
                        graphics.drawString(name.getKey(), x + 34, 20);
                        x += LEGEND_STEP;
                    }
                    for (int i = 0; i < panels.size(); i++) {
                        panels.get(i)
                                .paint(
                                        graphics,
                                        i % columns * PANEL_WIDTH,
                                        LEGEND_HEIGHT + i / columns * PANEL_HEIGHT + 6,
                                        PANEL_WIDTH - 12,
                                        PANEL_HEIGHT - 12);
                    }
                })));
    }

    private static Panel add(Panel panel, Map<String, Curve> curves) {
        LEGEND.forEach((name, color) -> {
            Curve curve = curves.get(name);
            if (curve != null) {
                panel.add(name, color, curve);
            }
        });
        return panel;
    }

    private Curve scaled(Column height, double top) {
        double inside = INNER * highest(run.landscape(), LandscapeTable.X);
        List<Row> inner = run.landscape().stream()
                .filter(row -> Math.abs(row.number(LandscapeTable.X)) <= inside)
                .toList();
        double low = -highest(inner, row -> -row.number(height));
        double high = highest(inner, height);
        Curve curve = SimulationDetails.curve(run.landscape(), LandscapeTable.X, height);
        return curve.mapped(y -> top * (y - low) / Math.max(high - low, Double.MIN_NORMAL));
    }

    /** The two losses, and final points over the loss: an image a gain. */
    private void maps() {
        List<LossMap> losses = new ArrayList<>();
        losses.add(new LossMap("loss", run.landscape(), LandscapeTable.LOSS, List.of()));
        if (run.landscape().stream().anyMatch(row -> Double.isFinite(row.number(LandscapeTable.SMOOTHED)))) {
            losses.add(new LossMap("smoothed loss", run.landscape(), LandscapeTable.SMOOTHED, List.of()));
        }
        figures.add(maps("landscape", losses));
        figures.add(maps("agents", points("agents", run.agents())));
        figures.add(maps("quorums", points("quorums", run.quorums())));
    }

    private List<LossMap> points(String name, Map<Double, List<double[]>> points) {
        List<LossMap> maps = new ArrayList<>();
        points.forEach((gain, all) -> {
            int stride = (all.size() + MOST_POINTS - 1) / MOST_POINTS;
            List<double[]> some = new ArrayList<>();
            for (int i = 0; i < all.size(); i += stride) {
                some.add(all.get(i));
            }
            maps.add(new LossMap(name + ", gain " + text(gain), run.landscape(), LandscapeTable.LOSS, some));
        });
        return maps;
    }

    private static Figure maps(String name, List<LossMap> maps) {
        int columns = Math.min(COLUMNS, Math.max(1, maps.size()));
        int rows = (maps.size() + columns - 1) / columns;
        return new Figure(name, new Drawing(columns * LossMap.WIDTH, rows * LossMap.HEIGHT, graphics -> {
            for (int i = 0; i < maps.size(); i++) {
                maps.get(i).paint(graphics, i % columns * LossMap.WIDTH, i / columns * LossMap.HEIGHT);
            }
        }));
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
        Panel panel = new Panel("Spread of the agents; dashed: theory on a flat loss", "step", "spread").legendBeside();
        int index = 0;
        for (Map.Entry<Double, List<Row>> gain : run.curves().entrySet()) {
            Curve curve = SimulationDetails.curve(gain.getValue(), CurvesTable.STEP, CurvesTable.SPREAD);
            Curve theory = SimulationDetails.curve(gain.getValue(), CurvesTable.STEP, CurvesTable.SPREAD_THEORY);
            panel.add("gain " + text(gain.getKey()), hue(index), curve)
                    .addDashed("theory " + text(gain.getKey()), hue(index++).darker(), theory);
            curves.add(curve);
        }
        figures.add(Figure.of("spread", panel.logarithmic(curves)));
    }

    private static double highest(List<Row> rows, Column column) {
        return highest(rows, row -> row.number(column));
    }

    private static double highest(List<Row> rows, ToDoubleFunction<Row> height) {
        return rows.stream().mapToDouble(height).filter(Double::isFinite).max().orElse(1);
    }

    /** Far enough apart for the nine gains of the paper's figure 4. */
    private static Color hue(int index) {
        return Color.getHSBColor(index * 0.11f % 1, 0.85f, 0.72f);
    }

    private static String text(double gain) {
        return gain == Math.rint(gain) ? Long.toString((long) gain) : Double.toString(gain);
    }
}
