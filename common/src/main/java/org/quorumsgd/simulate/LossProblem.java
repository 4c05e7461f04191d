package org.quorumsgd.simulate;

import java.util.List;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.Split;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * One simulation as a problem that agents train on: gradients f'(x) + zeta with the draws that {@link SimulationBlock} uses. With the
 * update rules of a training it is the reference of that class.
 *
 * @param simulation index of the simulation
 * @param noiseHalfWidth w
 * @param startHalfWidth r
 */
public record LossProblem(Loss loss, UniformNoise noise, int simulation, double noiseHalfWidth, double startHalfWidth)
        implements Problem {

    @Override
    public int dimension() {
        return loss.dimension();
    }

    @Override
    public List<ParameterBlock> blocks() {
        return List.of(new ParameterBlock("x", dimension()));
    }

    @Override
    public AgentState start(int agent) {
        float[] position = new float[dimension()];
        for (int j = 0; j < position.length; j++) {
            position[j] = (float) startHalfWidth * noise.draw(simulation, -1, agent * dimension() + j);
        }
        return new AgentState(
                agent, 0, HeapVector.owning(position), HeapVector.zeros(position.length), HeapVector.zeros(0));
    }

    @Override
    public Objective open(int agent) {
        return new AgentObjective(agent);
    }

    private final class AgentObjective implements Objective {
        private final int agent;

        private AgentObjective(int agent) {
            this.agent = agent;
        }

        @Override
        public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
            double[] x = doubles(parameters);
            double[] slope = new double[x.length];
            loss.gradient(x, slope);
            float[] values = new float[x.length];
            for (int j = 0; j < x.length; j++) {
                int row = agent * x.length + j;
                values[j] = (float) (slope[j] + noiseHalfWidth * noise.draw(simulation, step, row));
            }
            gradient.assign(values);
            return loss.value(x);
        }

        /** The loss itself and its gradient, without noise. */
        @Override
        public double probe(Vector parameters, Vector statistics, Vector gradient) {
            double[] x = doubles(parameters);
            double[] slope = new double[x.length];
            loss.gradient(x, slope);
            float[] values = new float[x.length];
            for (int j = 0; j < x.length; j++) {
                values[j] = (float) slope[j];
            }
            gradient.assign(values);
            return loss.value(x);
        }

        /** The loss itself at the parameters; there is no held-out data, and nothing to classify. */
        @Override
        public EvaluationSums evaluate(Split split, Model model) {
            return new EvaluationSums(loss.value(doubles(model.parameters())), -1, 1);
        }

        @Override
        public Vector recalibratedStatistics(Model model) {
            return model.statistics();
        }

        @Override
        public List<ParameterBlock> blocks() {
            return LossProblem.this.blocks();
        }

        @Override
        public void close() {}
    }

    private static double[] doubles(Vector vector) {
        float[] values = vector.hostValues();
        double[] doubles = new double[values.length];
        for (int j = 0; j < values.length; j++) {
            doubles[j] = values[j];
        }
        return doubles;
    }
}
