package org.quorumsgd.simulate;

import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * The steps of {@link SimulationRules} in single precision, for as many simulations at once as vectors have lanes.
 *
 * <p>Arrays have the shape (agents, d, lanes). Every lane computes on its own in a fixed order, so a simulation's bits depend neither
 * on the others in its block nor on the width of the vectors. Equal to the rules of {@code AgentRound} and {@code QuorumLoop} up
 * to the rounding of sums and fused products; a test holds it. Used by one thread.
 */
public final class SimulationBlock {
    private static final float[] NO_VELOCITY = {};

    private final SimulationRules rules;
    private final UniformNoise noise;
    private final List<Simulation> simulations;
    private final int agents;
    private final int dimension;

    private final int[] highKeys = new int[Lanes.COUNT];
    private final int[] lowKeys = new int[Lanes.COUNT];
    private final float[] gains = new float[Lanes.COUNT];
    private final float[] positions;
    private final float[] velocities;
    private final float[] lookAheads;
    private final float[] gradients;
    private final float[] centre;
    private final float[] quorum;
    private final float[] nextCentre;

    private SimulationBlock(SimulationRules rules, UniformNoise noise, List<Simulation> simulations) {
        this.rules = rules;
        this.noise = noise;
        this.simulations = simulations;
        this.agents = rules.agents();
        this.dimension = rules.loss().dimension();
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
            Simulation simulation = simulations.get(Math.min(lane, simulations.size() - 1));
            long key = noise.simulationKey(simulation.index());
            highKeys[lane] = UniformNoise.high(key);
            lowKeys[lane] = UniformNoise.low(key);
            gains[lane] = (float) simulation.gain();
        }
        int length = agents * dimension * Lanes.COUNT;
        positions = new float[length];
        gradients = new float[length];
        velocities = rules.momentum() == 0 ? NO_VELOCITY : new float[length];
        lookAheads = rules.momentum() == 0 ? positions : new float[length];
        centre = new float[dimension * Lanes.COUNT];
        nextCentre = new float[dimension * Lanes.COUNT];
        quorum = new float[dimension * Lanes.COUNT];
    }

    /** Runs simulations; results in their order. */
    public static List<SimulationResult> run(SimulationRules rules, UniformNoise noise, List<Simulation> simulations) {
        List<SimulationResult> results = new ArrayList<>();
        for (int from = 0; from < simulations.size(); from += Lanes.COUNT) {
            int to = Math.min(from + Lanes.COUNT, simulations.size());
            results.addAll(new SimulationBlock(rules, noise, simulations.subList(from, to)).run());
        }
        return results;
    }

    /** How many simulations cost as much as one. */
    public static int width() {
        return Lanes.COUNT;
    }

    private List<SimulationResult> run() {
        int measurements = rules.measurements();
        double[][] losses = new double[simulations.size()][measurements];
        double[][] centreLosses = new double[simulations.size()][measurements];
        double[][] spreads = new double[simulations.size()][measurements];
        start();
        List<Sweep> sweeps = sweeps();
        int measurement = 0;
        for (int step = 0; ; step++) {
            if (rules.isMeasured(step)) {
                for (int lane = 0; lane < simulations.size(); lane++) {
                    losses[lane][measurement] = rules.loss().value(doubles(quorum, lane));
                    centreLosses[lane][measurement] = rules.loss().value(doubles(centre, lane));
                    spreads[lane][measurement] = spread(lane);
                }
                measurement++;
            }
            if (step == rules.steps()) {
                break;
            }
            for (Sweep sweep : sweeps) {
                sweep.run(step);
            }
        }
        List<SimulationResult> results = new ArrayList<>();
        for (int lane = 0; lane < simulations.size(); lane++) {
            results.add(new SimulationResult(
                    simulations.get(lane),
                    column(positions, lane),
                    column(quorum, lane),
                    losses[lane],
                    centreLosses[lane],
                    spreads[lane]));
        }
        return results;
    }

    private void start() {
        UniformNoise.add(highKeys, lowKeys, noise.stepKey(-1), rules.startHalfWidth(), positions);
        for (int j = 0; j < dimension; j++) {
            FloatVector sum = FloatVector.zero(Lanes.FLOATS);
            for (int o = j * Lanes.COUNT; o < positions.length; o += centre.length) {
                sum = sum.add(at(positions, o));
            }
            FloatVector mean = sum.mul(1f / agents);
            mean.intoArray(centre, j * Lanes.COUNT);
            mean.intoArray(quorum, j * Lanes.COUNT);
        }
    }

    private List<Sweep> sweeps() {
        List<Sweep> sweeps = new ArrayList<>();
        if (rules.momentum() != 0) {
            sweeps.add(this::lookAhead);
        }
        sweeps.addAll(rules.loss().gradients(lookAheads, gradients, agents));
        sweeps.add(step -> UniformNoise.add(highKeys, lowKeys, noise.stepKey(step), rules.noiseHalfWidth(), gradients));
        sweeps.add(rules.momentum() == 0 ? this::move : this::moveWithMomentum);
        sweeps.add(rules.common() == CommonVariable.CENTRE ? this::followCentre : this::filterCentre);
        return sweeps;
    }

    /** x + delta v. */
    private void lookAhead(int step) {
        FloatVector delta = FloatVector.broadcast(Lanes.FLOATS, (float) rules.momentum());
        for (int o = 0; o < positions.length; o += Lanes.COUNT) {
            at(velocities, o).fma(delta, at(positions, o)).intoArray(lookAheads, o);
        }
    }

    /** x' = x + alpha (q - x) - eta g. */
    private void move(int step) {
        float rate = (float) rules.learningRate().at(step);
        FloatVector downhill = FloatVector.broadcast(Lanes.FLOATS, -rate);
        FloatVector strength = at(gains, 0).mul(rate);
        for (int begin = 0; begin < centre.length; begin += Lanes.COUNT) {
            FloatVector common = at(quorum, begin);
            FloatVector sum = FloatVector.zero(Lanes.FLOATS);
            for (int o = begin; o < positions.length; o += centre.length) {
                FloatVector x = at(positions, o);
                FloatVector moved = at(gradients, o).fma(downhill, common.sub(x).fma(strength, x));
                moved.intoArray(positions, o);
                sum = sum.add(moved);
            }
            sum.mul(1f / agents).intoArray(nextCentre, begin);
        }
    }

    /** v' = delta v - eta g, x' = x + alpha (q - x) + v'. */
    private void moveWithMomentum(int step) {
        float rate = (float) rules.learningRate().at(step);
        FloatVector downhill = FloatVector.broadcast(Lanes.FLOATS, -rate);
        FloatVector delta = FloatVector.broadcast(Lanes.FLOATS, (float) rules.momentum());
        FloatVector strength = at(gains, 0).mul(rate);
        for (int begin = 0; begin < centre.length; begin += Lanes.COUNT) {
            FloatVector common = at(quorum, begin);
            FloatVector sum = FloatVector.zero(Lanes.FLOATS);
            for (int o = begin; o < positions.length; o += centre.length) {
                FloatVector velocity =
                        at(gradients, o).fma(downhill, at(velocities, o).mul(delta));
                velocity.intoArray(velocities, o);
                FloatVector x = at(positions, o);
                FloatVector moved = common.sub(x).fma(strength, x).add(velocity);
                moved.intoArray(positions, o);
                sum = sum.add(moved);
            }
            sum.mul(1f / agents).intoArray(nextCentre, begin);
        }
    }

    /** q' = xbar'. */
    private void followCentre(int step) {
        System.arraycopy(nextCentre, 0, centre, 0, centre.length);
        System.arraycopy(nextCentre, 0, quorum, 0, quorum.length);
    }

    /** q' = q + p alpha (xbar - q), xbar the centre before the step. */
    private void filterCentre(int step) {
        FloatVector share = at(gains, 0).mul((float) rules.learningRate().at(step) * agents);
        for (int o = 0; o < centre.length; o += Lanes.COUNT) {
            FloatVector q = at(quorum, o);
            at(centre, o).sub(q).fma(share, q).intoArray(quorum, o);
        }
        System.arraycopy(nextCentre, 0, centre, 0, centre.length);
    }

    private static FloatVector at(float[] array, int offset) {
        return FloatVector.fromArray(Lanes.FLOATS, array, offset);
    }

    private double spread(int lane) {
        double sum = 0;
        for (int o = lane; o < positions.length; o += Lanes.COUNT) {
            double distance = (double) positions[o] - centre[o % centre.length];
            sum += distance * distance;
        }
        return sum / agents;
    }

    private static float[] column(float[] array, int lane) {
        float[] column = new float[array.length / Lanes.COUNT];
        for (int i = 0; i < column.length; i++) {
            column[i] = array[i * Lanes.COUNT + lane];
        }
        return column;
    }

    private static double[] doubles(float[] array, int lane) {
        double[] column = new double[array.length / Lanes.COUNT];
        for (int i = 0; i < column.length; i++) {
            column[i] = array[i * Lanes.COUNT + lane];
        }
        return column;
    }
}
