package org.quorumsgd.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.quorumsgd.config.Keys;
import org.quorumsgd.files.RunDirectory;
import org.quorumsgd.run.CurvesTable;
import org.quorumsgd.run.DensityTable;
import org.quorumsgd.run.LandscapeTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.SimulationsTable;
import org.quorumsgd.run.TableSchema;
import org.quorumsgd.run.TableWriter;
import org.quorumsgd.simulate.KernelDensity;
import org.quorumsgd.simulate.Loss;
import org.quorumsgd.simulate.SimulationResult;
import org.quorumsgd.simulate.SimulationRules;

/** What a run of simulations leaves as tables: final points, curves, densities, the loss on a grid. */
record SimulationTables(RunDirectory directory, SimulatedModel model, List<SimulationResult> results) {
    /** Of a density's axis in one dimension, and of each of a landscape's axes in more. */
    private static final int GRID = 601;

    private static final int PLANE_GRID = 101;
    /** Of the points that a density is made from. */
    private static final int MOST_POINTS = 5000;

    /** Tables are complete, Parquet included, when this returns. */
    void write() throws IOException {
        write(SimulationsTable.SCHEMA, this::points);
        write(CurvesTable.SCHEMA, this::curves);
        write(DensityTable.SCHEMA, this::densities);
        write(LandscapeTable.SCHEMA, this::landscape);
    }

    @FunctionalInterface
    private interface Rows {
        void appendTo(TableWriter table) throws IOException;
    }

    private void write(TableSchema schema, Rows rows) throws IOException {
        directory.write(schema.name() + ".csv", out -> rows.appendTo(new TableWriter(out, schema)));
        directory.writeParquet(schema);
    }

    private void points(TableWriter table) throws IOException {
        int dimension = model.rules().loss().dimension();
        for (SimulationResult result : results) {
            for (int j = 0; j < dimension; j++) {
                table.append(point(result, j, result.quorum()[j]));
            }
            for (int row = 0; row < result.positions().length; row++) {
                table.append(point(result, row % dimension, result.positions()[row])
                        .set(SimulationsTable.AGENT, row / dimension));
            }
        }
    }

    private static Row point(SimulationResult result, int coordinate, float value) {
        return SimulationsTable.SCHEMA
                .row()
                .set(SimulationsTable.GAIN, result.simulation().gain())
                .set(SimulationsTable.SIMULATION, result.simulation().index())
                .set(SimulationsTable.COORDINATE, coordinate)
                .set(SimulationsTable.VALUE, (double) value);
    }

    private List<SimulationResult> ofGain(int gain) {
        int each = model.simulationsOfAGain();
        return results.subList(gain * each, (gain + 1) * each);
    }

    private void curves(TableWriter table) throws IOException {
        SimulationRules rules = model.rules();
        for (int gain = 0; gain < model.gains().size(); gain++) {
            List<SimulationResult> runs = ofGain(gain);
            for (int measurement = 0; measurement < rules.measurements(); measurement++) {
                int at = measurement;
                int step = rules.measuredStep(measurement);
                double[] losses =
                        runs.stream().mapToDouble(run -> run.losses()[at]).toArray();
                double k = model.gains().get(gain);
                double rate = rules.learningRate().at(step);
                Row row = CurvesTable.SCHEMA
                        .row()
                        .set(CurvesTable.GAIN, k)
                        .set(CurvesTable.STEP, step)
                        .set(CurvesTable.LEARNING_RATE, rate)
                        .set(CurvesTable.LOSS, StatUtils.mean(losses))
                        .set(CurvesTable.LOSS_DEVIATION, Math.sqrt(StatUtils.variance(losses)))
                        .set(CurvesTable.CENTRE_LOSS, mean(runs, run -> run.centreLosses()[at]))
                        .set(CurvesTable.SPREAD, mean(runs, run -> run.spreads()[at]));
                double alpha = rate * k;
                if (alpha > 0 && alpha < 2 && rules.momentum() == 0) {
                    double step2 = rate * rate * rules.noiseHalfWidth() * rules.noiseHalfWidth() / 3;
                    row.set(
                            CurvesTable.SPREAD_THEORY,
                            rules.loss().dimension() * (1 - 1.0 / rules.agents()) * step2 / (alpha * (2 - alpha)));
                }
                table.append(row);
            }
        }
    }

    private static double mean(List<SimulationResult> runs, ToDoubleFunction<SimulationResult> measure) {
        return runs.stream().mapToDouble(measure).average().orElseThrow();
    }

    private void densities(TableWriter table) throws IOException {
        int dimension = model.rules().loss().dimension();
        double[] grid = grid(GRID);
        for (int gain = 0; gain < model.gains().size(); gain++) {
            double[] agents = ofGain(gain).stream()
                    .flatMapToDouble(run -> IntStream.range(0, model.rules().agents())
                            .mapToDouble(agent -> run.positions()[agent * dimension]))
                    .toArray();
            double[] quorums =
                    ofGain(gain).stream().mapToDouble(run -> run.quorum()[0]).toArray();
            if (!DoubleStream.concat(DoubleStream.of(agents), DoubleStream.of(quorums))
                    .allMatch(Double::isFinite)) {
                continue;
            }
            KernelDensity ofAgents = new KernelDensity(some(agents));
            KernelDensity ofQuorums = new KernelDensity(some(quorums));
            for (double x : grid) {
                table.append(DensityTable.SCHEMA
                        .row()
                        .set(DensityTable.GAIN, model.gains().get(gain))
                        .set(DensityTable.X, x)
                        .set(DensityTable.AGENTS, ofAgents.at(x))
                        .set(DensityTable.QUORUM, ofQuorums.at(x)));
            }
        }
    }

    /** The points, or evenly chosen ones of too many. */
    private static double[] some(double[] points) {
        int stride = (points.length + MOST_POINTS - 1) / MOST_POINTS;
        return IntStream.iterate(0, i -> i < points.length, i -> i + stride)
                .mapToDouble(i -> points[i])
                .toArray();
    }

    private void landscape(TableWriter table) throws IOException {
        Loss loss = model.rules().loss();
        // How far one draw moves an agent, momentum's echo included.
        double width = model.rules().learningRate().at(0)
                * model.rules().noiseHalfWidth()
                / (1 - model.rules().momentum());
        double[] at = new double[loss.dimension()];
        Arrays.fill(at, model.configuration().value(Keys.SIMULATION_CROSS_SECTION));
        if (loss.dimension() == 1) {
            for (double x : grid(GRID)) {
                at[0] = x;
                table.append(height(loss, at, width));
            }
            return;
        }
        for (double x : grid(PLANE_GRID)) {
            for (double y : grid(PLANE_GRID)) {
                at[0] = x;
                at[1] = y;
                table.append(height(loss, at, width).set(LandscapeTable.Y, y));
            }
        }
    }

    private static Row height(Loss loss, double[] at, double width) {
        return LandscapeTable.SCHEMA
                .row()
                .set(LandscapeTable.X, at[0])
                .set(LandscapeTable.LOSS, loss.value(at))
                .set(LandscapeTable.SMOOTHED, loss.smoothed(at, width));
    }

    /** From one end of the agents' starts to the other. */
    private double[] grid(int points) {
        double reach = model.rules().startHalfWidth();
        return IntStream.range(0, points)
                .mapToDouble(i -> reach * (2.0 * i / (points - 1) - 1))
                .toArray();
    }
}
