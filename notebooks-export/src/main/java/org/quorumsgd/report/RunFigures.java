package org.quorumsgd.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.quorumsgd.drawing.Curve;
import org.quorumsgd.drawing.Drawing;
import org.quorumsgd.drawing.Panel;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.RoundsTable;

/** The pictures of one run: the charts of its page. */
final class RunFigures {
    private static final Color NEAR = new Color(0x0072B2);
    private static final Color MIDDLE = new Color(0xECEFF2);
    private static final Color FAR = new Color(0xD55E00);
    private static final int STRIP_WIDTH = 1080;
    private static final int STRIP_LEFT = 78;
    private static final int STRIP_TOP = 40;

    /** How the y axis is scaled. */
    private enum Scale {
        LINEAR,
        LOGARITHMIC
    }

    private record Line(String label, Color color, Column measure) {}

    private final RunDetails run;
    private final List<Figure> figures = new ArrayList<>();

    private RunFigures(RunDetails run) {
        this.run = run;
    }

    static List<Figure> of(RunDetails run) {
        RunFigures figures = new RunFigures(run);
        figures.curves();
        if (run.agents().agents() > 1 && !run.agents().rounds().isEmpty()) {
            figures.strip();
        }
        return List.copyOf(figures.figures);
    }

    private void curves() {
        add(
                "loss",
                "Loss",
                "loss",
                Scale.LINEAR,
                new Line("train, mean of agents", Panel.SKY_BLUE, RoundsTable.TRAIN_LOSS),
                new Line("validation", Panel.VERMILION, RoundsTable.VALIDATION_LOSS),
                new Line("test", Panel.GREEN, RoundsTable.TEST_LOSS));
        add(
                "error",
                "Error of the quorum model",
                "misclassified fraction",
                Scale.LINEAR,
                new Line("validation", Panel.VERMILION, RoundsTable.VALIDATION_ERROR),
                new Line("test", Panel.BLUE, RoundsTable.TEST_ERROR));
        add(
                "spread",
                "Spread of the agents",
                "mean squared distance to centre",
                Scale.LOGARITHMIC,
                new Line("spread", Panel.GREEN, RoundsTable.SPREAD));
        add(
                "distances",
                "Distances",
                "distance",
                Scale.LOGARITHMIC,
                new Line("centre to quorum", Panel.BLUE, RoundsTable.CENTER_QUORUM_DISTANCE),
                new Line("farthest two agents", Panel.VERMILION, RoundsTable.PAIRWISE_MAX_DISTANCE));
        ownTime();
        add(
                "learning-rate",
                "Learning rate",
                "learning rate",
                Scale.LINEAR,
                new Line("learning rate", Panel.BLUE, RoundsTable.LEARNING_RATE));
        if (measured(RoundsTable.COUPLING_GAIN).anyMatch(gain -> gain != 0)) {
            add(
                    "coupling-gain",
                    "Coupling gain",
                    "gain",
                    Scale.LINEAR,
                    new Line("gain", Panel.BLUE, RoundsTable.COUPLING_GAIN));
        }
        add(
                "noise",
                "Noise of the centre's gradient",
                "centre / agent",
                Scale.LINEAR,
                new Line("measured", Panel.BLUE, RoundsTable.NOISE_RATIO));
        add(
                "time",
                "Time of a round",
                "seconds",
                Scale.LINEAR,
                new Line("compute, slowest agent", Panel.BLUE, RoundsTable.SLOWEST_AGENT_SECONDS),
                new Line("overhead", Panel.VERMILION, RoundsTable.OVERHEAD_SECONDS));
        add(
                "throughput",
                "Throughput",
                "images / s",
                Scale.LINEAR,
                new Line("images/s", Panel.BLUE, RoundsTable.IMAGES_PER_SECOND));
    }

    /** Of agents that wait for nobody. */
    private void ownTime() {
        add(
                "staleness",
                "Staleness",
                "staleness of a commit",
                Scale.LINEAR,
                new Line("mean", Panel.BLUE, RoundsTable.MEAN_STALENESS),
                new Line("root mean square", Panel.VERMILION, RoundsTable.RMS_STALENESS),
                new Line("largest", Panel.GREEN, RoundsTable.LARGEST_STALENESS));
        if (!run.staleness().isEmpty()) {
            figures.add(Figure.of("staleness-histogram", histogram()));
        }
        add(
                "gem-energies",
                "Energies of GEM",
                "energy",
                Scale.LOGARITHMIC,
                new Line("central", Panel.BLUE, RoundsTable.CENTRAL_ENERGY),
                new Line("proxy", Panel.VERMILION, RoundsTable.PROXY_ENERGY));
        add(
                "gem-clamped",
                "Scalings that are clamped",
                "share of the parameters",
                Scale.LINEAR,
                new Line("share", Panel.BLUE, RoundsTable.CLAMPED_SHARE));
        if (measured(RoundsTable.GRADIENTS_IN_FLIGHT).distinct().count() > 1) {
            add(
                    "gradients-in-flight",
                    "Gradients in flight",
                    "gradients",
                    Scale.LINEAR,
                    new Line("in flight", Panel.BLUE, RoundsTable.GRADIENTS_IN_FLIGHT),
                    new Line("in one of two models only", Panel.VERMILION, RoundsTable.SET_DIFFERENCE));
        }
    }

    private DoubleStream measured(Column measure) {
        return run.rounds().stream().filter(row -> row.isMeasured(measure)).mapToDouble(row -> row.number(measure));
    }

    /** How many commits were how stale: the outline of bars. */
    private Panel histogram() {
        SortedMap<Long, Long> bars = run.staleness().bars();
        long width = bars.size() > 1 ? List.copyOf(bars.keySet()).get(1) : 1;
        double[] x = new double[2 * bars.size() + 2];
        double[] y = new double[2 * bars.size() + 2];
        int at = 1;
        for (Map.Entry<Long, Long> bar : bars.entrySet()) {
            x[at] = bar.getKey();
            x[at + 1] = bar.getKey() + width;
            y[at] = bar.getValue();
            y[at + 1] = bar.getValue();
            at += 2;
        }
        x[at] = x[at - 1];
        return new Panel("Staleness of all commits", "staleness", "commits")
                .until(x[at])
                .add("commits", Panel.BLUE, new Curve(x, y));
    }

    private void add(String name, String title, String unit, Scale scale, Line... lines) {
        Panel panel = new Panel(title, "round", unit).until(Math.max(1, run.latest(RoundsTable.ROUND)));
        List<Curve> curves = new ArrayList<>();
        for (Line line : lines) {
            Curve curve = Curve.of(
                    run.rounds(),
                    RoundsTable.ROUND,
                    line.measure(),
                    value -> Double.isFinite(value) && (scale == Scale.LINEAR || value > 0));
            if (!curve.isEmpty()) {
                panel.add(line.label(), line.color(), curve);
                curves.add(curve);
            }
        }
        if (scale == Scale.LOGARITHMIC && !curves.isEmpty()) {
            panel.logarithmic(curves);
        }
        if (!curves.isEmpty()) {
            figures.add(Figure.of(name, panel));
        }
    }

    /** One row an agent, coloured by its distance over the root mean square of the round, from a half to the double. */
    private void strip() {
        int agents = run.agents().agents();
        int rowHeight = Math.max(6, Math.min(24, 480 / agents));
        int height = STRIP_TOP + agents * rowHeight + 44;
        figures.add(new Figure(
                "agents", new Drawing(STRIP_WIDTH, height, graphics -> paintStrip(graphics, agents, rowHeight))));
    }

    private void paintStrip(Graphics2D graphics, int agents, int rowHeight) {
        List<Long> rounds = run.agents().rounds();
        List<List<Double>> distances = IntStream.range(0, agents)
                .mapToObj(agent -> run.agents().values(AgentsTable.DISTANCE_TO_CENTER, agent))
                .toList();
        double cell = (STRIP_WIDTH - STRIP_LEFT - 12.0) / rounds.size();
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        graphics.setColor(Panel.INK);
        graphics.drawString("Distance of each agent to the centre", STRIP_LEFT, 24);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        for (int column = 0; column < rounds.size(); column++) {
            int at = column;
            double typical = Math.sqrt(finite(distances.stream().mapToDouble(row -> row.get(at)))
                    .map(value -> value * value)
                    .average()
                    .orElse(Double.NaN));
            for (int agent = 0; agent < agents; agent++) {
                double value = distances.get(agent).get(column);
                if (!Double.isNaN(value)) {
                    graphics.setColor(mixed(typical > 0 ? Math.log(value / typical) / Math.log(2) : 0));
                    int left = (int) Math.round(STRIP_LEFT + column * cell);
                    int right = (int) Math.round(STRIP_LEFT + (column + 1) * cell);
                    graphics.fillRect(left, STRIP_TOP + agent * rowHeight, right - left, Math.max(1, rowHeight - 1));
                }
            }
        }
        graphics.setColor(Panel.INK);
        int every = (int) Math.ceil(16.0 / rowHeight);
        for (int agent = 0; agent < agents; agent += every) {
            graphics.drawString("agent " + agent, 12, STRIP_TOP + agent * rowHeight + rowHeight / 2 + 5);
        }
        int below = STRIP_TOP + agents * rowHeight + 26;
        graphics.drawString(
                "rounds " + rounds.get(0) + " to " + rounds.get(rounds.size() - 1)
                        + "; blue: half the others' distance, orange: twice",
                STRIP_LEFT,
                below);
    }

    private static DoubleStream finite(DoubleStream values) {
        return values.filter(Double::isFinite);
    }

    /** @param position -1 for the first of three colours, 1 for the last */
    private static Color mixed(double position) {
        Color end = position < 0 ? NEAR : FAR;
        double share = Math.min(1, Math.abs(position));
        return new Color(
                mixed(MIDDLE.getRed(), end.getRed(), share),
                mixed(MIDDLE.getGreen(), end.getGreen(), share),
                mixed(MIDDLE.getBlue(), end.getBlue(), share));
    }

    private static int mixed(int from, int to, double share) {
        return (int) Math.round(from + share * (to - from));
    }
}
