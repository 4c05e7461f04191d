package org.quorumsgd.problem;

import java.io.Serializable;
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

/** A problem of a test's own making: where agents start, and loss and gradient as functions of agent, step and x. */
public record FunctionProblem(int dimension, Start beginning, Loss loss) implements Problem {
    public interface Start extends Serializable {
        float[] of(int agent);
    }

    public interface Loss extends Serializable {
        /** Writes the gradient at x and returns the loss. */
        double gradient(int agent, long step, float[] x, float[] gradient);
    }

    @Override
    public List<ParameterBlock> blocks() {
        return List.of(new ParameterBlock("x", dimension));
    }

    @Override
    public AgentState start(int agent) {
        HeapVector position = HeapVector.of(beginning.of(agent));
        return new AgentState(agent, 0, position, position.zeros(), HeapVector.zeros(0));
    }

    @Override
    public Objective open(int agent) {
        return new Objective() {
            @Override
            public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
                float[] values = new float[dimension];
                double value = loss.gradient(agent, step, parameters.hostValues(), values);
                gradient.assign(values);
                return value;
            }

            /** At step 0 of every agent's function. */
            @Override
            public double probe(Vector parameters, Vector statistics, Vector gradient) {
                return gradient(0, parameters, statistics, gradient);
            }

            @Override
            public EvaluationSums evaluate(Split split, Model model) {
                return new EvaluationSums(
                        loss.gradient(agent, 0, model.parameters().hostValues(), new float[dimension]), agent, 1);
            }

            @Override
            public Vector recalibratedStatistics(Model model) {
                return model.statistics();
            }

            @Override
            public List<ParameterBlock> blocks() {
                return FunctionProblem.this.blocks();
            }

            @Override
            public void close() {}
        };
    }
}
