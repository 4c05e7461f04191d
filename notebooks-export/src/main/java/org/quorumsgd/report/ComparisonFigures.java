package org.quorumsgd.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.quorumsgd.drawing.Curve;
import org.quorumsgd.drawing.Panel;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.RoundsTable;

/** The pictures of a comparison: each measure of the best groups over the rounds, with the range over their seeds. */
final class ComparisonFigures {
    /** The page's colours, in its order. */
    private static final List<Color> COLOURS = List.of(
            Panel.BLUE,
            Panel.VERMILION,
            Panel.GREEN,
            new Color(0xAA4499),
            new Color(0xB58900),
            new Color(0x332288),
            Panel.SKY_BLUE,
            new Color(0x882255));

    private record Measure(Column column, String title, String unit) {
        boolean logarithmic() {
            return column == RoundsTable.SPREAD;
        }
    }

    private static final List<Measure> MEASURES = List.of(
            new Measure(RoundsTable.TEST_ERROR, "Test error", "misclassified fraction"),
            new Measure(RoundsTable.VALIDATION_ERROR, "Validation error", "misclassified fraction"),
            new Measure(RoundsTable.TRAIN_LOSS, "Train loss", "loss"),
            new Measure(RoundsTable.TEST_LOSS, "Test loss", "loss"),
            new Measure(RoundsTable.SPREAD, "Spread of the agents", "mean squared distance to centre"),
            new Measure(RoundsTable.IMAGES_PER_SECOND, "Throughput", "images / s"),
            new Measure(RoundsTable.MEAN_STALENESS, "Mean staleness", "staleness of a commit"));

    private ComparisonFigures() {}

    static List<Figure> of(List<SeedGroup> groups) {
        List<SeedGroup> best = groups.subList(0, Math.min(groups.size(), COLOURS.size()));
        List<Figure> figures = new ArrayList<>();
        for (Measure measure : MEASURES) {
            Panel panel = new Panel(measure.title(), "round", measure.unit()).legendBeside();
            List<Curve> curves = draw(best, measure, panel);
            if (curves.stream().anyMatch(curve -> curve.x().length > 1)) {
                if (measure.logarithmic()) {
                    panel.logarithmic(curves);
                }
                figures.add(Figure.of(measure.column().name().replace('_', '-'), panel));
            }
        }
        return figures;
    }

    /** Bands first: lines are to be seen on them. */
    private static List<Curve> draw(List<SeedGroup> groups, Measure measure, Panel panel) {
        List<NavigableMap<Long, Sample>> points =
                groups.stream().map(group -> drawable(group, measure)).toList();
        for (int at = 0; at < groups.size(); at++) {
            NavigableMap<Long, Sample> drawn = points.get(at);
            if (drawn.values().stream().anyMatch(sample -> sample.size() > 1)) {
                Curve lowest = curve(drawn, Sample::lowest);
                panel.band(groups.get(at).name(), COLOURS.get(at), lowest, curve(drawn, Sample::highest));
            }
        }
        List<Curve> means = new ArrayList<>();
        for (int at = 0; at < groups.size(); at++) {
            Curve mean = curve(points.get(at), Sample::mean);
            panel.add(groups.get(at).name(), COLOURS.get(at), mean);
            means.add(mean);
        }
        return means;
    }

    private static NavigableMap<Long, Sample> drawable(SeedGroup group, Measure measure) {
        NavigableMap<Long, Sample> points = new TreeMap<>(group.curve(measure.column()));
        points.values()
                .removeIf(
                        sample -> !Double.isFinite(sample.mean()) || (measure.logarithmic() && !(sample.lowest() > 0)));
        return points;
    }

    private static Curve curve(NavigableMap<Long, Sample> points, ToDoubleFunction<Sample> value) {
        return new Curve(
                points.keySet().stream().mapToDouble(Long::doubleValue).toArray(),
                points.values().stream().mapToDouble(value).toArray());
    }
}
