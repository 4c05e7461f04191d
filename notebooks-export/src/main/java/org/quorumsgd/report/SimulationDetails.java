package org.quorumsgd.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.quorumsgd.drawing.Curve;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.CurvesTable;
import org.quorumsgd.run.DensityTable;
import org.quorumsgd.run.LandscapeTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.SimulationsTable;

/**
 * What a report keeps of a run of simulations.
 *
 * @param curves rows of curves.csv by gain, in the order of the gains
 * @param densities rows of density.csv by gain
 * @param landscape rows of landscape.csv
 * @param agents first and second coordinate of agents by gain; empty in one dimension
 * @param quorums the same of quorum variables
 */
record SimulationDetails(
        RunFacts facts,
        Map<Double, List<Row>> curves,
        Map<Double, List<Row>> densities,
        List<Row> landscape,
        Map<Double, List<double[]>> agents,
        Map<Double, List<double[]>> quorums) {

    static SimulationDetails read(RunFiles files, RunFacts facts) {
        List<Row> landscape = new ArrayList<>();
        files.forEach(LandscapeTable.SCHEMA, landscape::add);
        SimulationDetails details = new SimulationDetails(
                facts,
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                landscape,
                new LinkedHashMap<>(),
                new LinkedHashMap<>());
        files.forEach(CurvesTable.SCHEMA, row -> add(details.curves, row.number(CurvesTable.GAIN), row));
        files.forEach(DensityTable.SCHEMA, row -> add(details.densities, row.number(DensityTable.GAIN), row));
        if (details.dimension() > 1) {
            files.forEach(SimulationsTable.SCHEMA, details::addPoint);
        }
        return details;
    }

    long dimension() {
        return facts.manifest().parameters();
    }

    /** One column over another of the rows of one gain. */
    static Curve curve(List<Row> rows, Column x, Column y) {
        return Curve.of(rows, x, y, Double::isFinite);
    }

    /** A quorum's coordinates come one after another, and so do those of each agent. */
    private void addPoint(Row row) {
        long coordinate = row.whole(SimulationsTable.COORDINATE);
        if (coordinate > 1) {
            return;
        }
        Map<Double, List<double[]>> points = row.isMeasured(SimulationsTable.AGENT) ? agents : quorums;
        double value = row.number(SimulationsTable.VALUE);
        List<double[]> ofGain = points.computeIfAbsent(row.number(SimulationsTable.GAIN), gain -> new ArrayList<>());
        if (coordinate == 0) {
            ofGain.add(new double[] {value, Double.NaN});
        } else {
            ofGain.get(ofGain.size() - 1)[1] = value;
        }
    }

    private static <T> void add(Map<Double, List<T>> lists, double gain, T element) {
        lists.computeIfAbsent(gain, key -> new ArrayList<>()).add(element);
    }
}
