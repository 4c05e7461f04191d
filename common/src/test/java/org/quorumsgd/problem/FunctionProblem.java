package org.quorumsgd.problem;

import java.io.Serializable;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Objective;
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

            @Override
            public EvaluationSums evaluate(Split split, Vector parameters, Vector statistics) {
                return new EvaluationSums(
                        loss.gradient(agent, 0, parameters.hostValues(), new float[dimension]), agent, 1);
            }

            @Override
            public void close() {}
        };
    }
}
