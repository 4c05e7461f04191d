package org.quorumsgd.simulate;

import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

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
        double[][] spreads = new double[simulations.size()][measurements];
        start();
        int measurement = 0;
        for (int step = 0; ; step++) {
            if (rules.isMeasured(step)) {
                for (int lane = 0; lane < simulations.size(); lane++) {
                    losses[lane][measurement] = rules.loss().value(doubles(quorum, lane));
                    spreads[lane][measurement] = spread(lane);
                }
                measurement++;
            }
            if (step == rules.steps()) {
                break;
            }
            step(step);
        }
        List<SimulationResult> results = new ArrayList<>();
        for (int lane = 0; lane < simulations.size(); lane++) {
            results.add(new SimulationResult(
                    simulations.get(lane), column(positions, lane), column(quorum, lane), losses[lane], spreads[lane]));
        }
        return results;
    }

    private void start() {
        long key = noise.stepKey(-1);
        float scale = (float) rules.startHalfWidth() * UniformNoise.UNIT;
        IntVector mixKeys = mixKeys(key);
        for (int j = 0; j < dimension; j++) {
            FloatVector sum = FloatVector.zero(Lanes.FLOATS);
            for (int agent = 0; agent < agents; agent++) {
                FloatVector x = draws(key, mixKeys, agent * dimension + j).mul(scale);
                x.intoArray(positions, (agent * dimension + j) * Lanes.COUNT);
                sum = sum.add(x);
            }
            FloatVector mean = sum.mul(1f / agents);
            mean.intoArray(centre, j * Lanes.COUNT);
            mean.intoArray(quorum, j * Lanes.COUNT);
        }
    }

    private void step(int step) {
        float rate = (float) rules.learningRate().at(step);
        long key = noise.stepKey(step);
        if (rules.momentum() != 0) {
            lookAhead();
        }
        rules.loss().gradients(lookAheads, gradients, agents);
        for (int j = 0; j < dimension; j++) {
            FloatVector sum = rules.momentum() == 0 ? move(j, key, rate) : moveWithMomentum(j, key, rate);
            moveCommon(j, sum.mul(1f / agents), rate);
        }
    }

    private void lookAhead() {
        FloatVector momentum = FloatVector.broadcast(Lanes.FLOATS, (float) rules.momentum());
        for (int o = 0; o < positions.length; o += Lanes.COUNT) {
            at(velocities, o).fma(momentum, at(positions, o)).intoArray(lookAheads, o);
        }
    }

    /** x' = x + alpha (q - x) - eta (g + zeta) in one coordinate; the sum over agents. */
    private FloatVector move(int j, long key, float rate) {
        IntVector mixKeys = mixKeys(key);
        FloatVector width = FloatVector.broadcast(Lanes.FLOATS, (float) rules.noiseHalfWidth() * UniformNoise.UNIT);
        FloatVector downhill = FloatVector.broadcast(Lanes.FLOATS, -rate);
        FloatVector strength = at(gains, 0).mul(rate);
        FloatVector common = at(quorum, j * Lanes.COUNT);
        FloatVector sum = FloatVector.zero(Lanes.FLOATS);
        for (int row = j; row < agents * dimension; row += dimension) {
            int o = row * Lanes.COUNT;
            FloatVector gradient = draws(key, mixKeys, row).fma(width, at(gradients, o));
            FloatVector x = at(positions, o);
            FloatVector moved = gradient.fma(downhill, common.sub(x).fma(strength, x));
            moved.intoArray(positions, o);
            sum = sum.add(moved);
        }
        return sum;
    }

    /** v' = delta v - eta (g + zeta), x' = x + alpha (q - x) + v' in one coordinate; the sum over agents. */
    private FloatVector moveWithMomentum(int j, long key, float rate) {
        IntVector mixKeys = mixKeys(key);
        FloatVector width = FloatVector.broadcast(Lanes.FLOATS, (float) rules.noiseHalfWidth() * UniformNoise.UNIT);
        FloatVector downhill = FloatVector.broadcast(Lanes.FLOATS, -rate);
        FloatVector momentum = FloatVector.broadcast(Lanes.FLOATS, (float) rules.momentum());
        FloatVector strength = at(gains, 0).mul(rate);
        FloatVector common = at(quorum, j * Lanes.COUNT);
        FloatVector sum = FloatVector.zero(Lanes.FLOATS);
        for (int row = j; row < agents * dimension; row += dimension) {
            int o = row * Lanes.COUNT;
            FloatVector gradient = draws(key, mixKeys, row).fma(width, at(gradients, o));
            FloatVector velocity = gradient.fma(downhill, at(velocities, o).mul(momentum));
            velocity.intoArray(velocities, o);
            FloatVector x = at(positions, o);
            FloatVector moved = common.sub(x).fma(strength, x).add(velocity);
            moved.intoArray(positions, o);
            sum = sum.add(moved);
        }
        return sum;
    }

    /** q' = xbar', or q' = q + p alpha (xbar - q) from the old centre. */
    private void moveCommon(int j, FloatVector nextCentre, float rate) {
        int o = j * Lanes.COUNT;
        if (rules.common() == CommonVariable.CENTRE) {
            nextCentre.intoArray(quorum, o);
        } else {
            FloatVector q = at(quorum, o);
            FloatVector share = at(gains, 0).mul(rate * agents);
            at(centre, o).sub(q).fma(share, q).intoArray(quorum, o);
        }
        nextCentre.intoArray(centre, o);
    }

    private IntVector mixKeys(long key) {
        return IntVector.fromArray(Lanes.INTS, lowKeys, 0).lanewise(VectorOperators.XOR, UniformNoise.low(key));
    }

    private FloatVector draws(long key, IntVector mixKeys, int row) {
        IntVector rowKeys = IntVector.fromArray(Lanes.INTS, highKeys, 0).add(UniformNoise.rowOffset(key, row));
        return UniformNoise.draws(rowKeys, mixKeys);
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
