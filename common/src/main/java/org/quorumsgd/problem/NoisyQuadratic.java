package org.quorumsgd.problem;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.Split;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * f(x) = (a/2) |x|^2 with minibatch gradient a x + N(0, sigma^2 / b) in each of d independent coordinates: d copies of the
 * one-dimensional problem whose stationary laws {@code theory} states. a = 0 is a flat loss.
 *
 * @param dimension d
 * @param curvature a
 * @param noiseVariance sigma^2, of a one-example gradient, per coordinate
 * @param batchSize b
 * @param startPoint every coordinate of every agent at step 0, plus its index times {@code startSpacing}
 * @param startSpacing distance between the starts of neighbouring agents, per coordinate
 */
public record NoisyQuadratic(
        RandomStreams streams,
        int dimension,
        double curvature,
        double noiseVariance,
        int batchSize,
        double startPoint,
        double startSpacing)
        implements Problem {

    @Override
    public List<ParameterBlock> blocks() {
        return List.of(new ParameterBlock("x", dimension));
    }

    @Override
    public AgentState start(int agent) {
        float[] position = new float[dimension];
        Arrays.fill(position, (float) (startPoint + agent * startSpacing));
        return new AgentState(agent, 0, HeapVector.owning(position), HeapVector.zeros(dimension), HeapVector.zeros(0));
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
            float[] x = parameters.hostValues();
            float[] values = new float[dimension];
            double deviation = Math.sqrt(noiseVariance / batchSize);
            UniformRandomProvider stream = streams.stream(Purpose.NOISE, agent, step);
            SharedStateContinuousSampler gaussian = ZigguratSampler.NormalizedGaussian.of(stream);
            for (int j = 0; j < dimension; j++) {
                values[j] = (float) (curvature * x[j] + deviation * gaussian.sample());
            }
            gradient.assign(values);
            return loss(parameters);
        }

        /** The loss itself and its gradient, without noise. */
        @Override
        public double probe(Vector parameters, Vector statistics, Vector gradient) {
            gradient.assign(parameters.hostValues());
            gradient.scale((float) curvature);
            return loss(parameters);
        }

        /** The loss itself at the parameters; there is no held-out data, and nothing to classify. */
        @Override
        public EvaluationSums evaluate(Split split, Model model) {
            return new EvaluationSums(loss(model.parameters()), -1, 1);
        }

        @Override
        public Vector recalibratedStatistics(Model model) {
            return model.statistics();
        }

        private double loss(Vector parameters) {
            return curvature / 2 * parameters.dot(parameters);
        }

        @Override
        public List<ParameterBlock> blocks() {
            return NoisyQuadratic.this.blocks();
        }

        @Override
        public void close() {}
    }
}
