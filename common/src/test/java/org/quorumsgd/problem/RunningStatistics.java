package org.quorumsgd.problem;

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
 * Another problem whose model has one running statistic, as batch norm has many: s' = 0.9 s + 0.1 |g|, added to the first coordinate of
 * the gradient, so that every statistic that is lost is seen.
 */
public record RunningStatistics(Problem problem) implements Problem {
    @Override
    public int dimension() {
        return problem.dimension();
    }

    @Override
    public List<ParameterBlock> blocks() {
        return problem.blocks();
    }

    @Override
    public AgentState start(int agent) {
        AgentState start = problem.start(agent);
        return new AgentState(agent, 0, start.position(), start.velocity(), HeapVector.of(agent));
    }

    @Override
    public Objective open(int agent) {
        Objective objective = problem.open(agent);
        return new Objective() {
            @Override
            public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
                double loss = objective.gradient(step, parameters, HeapVector.zeros(0), gradient);
                statistics.moveTowards(HeapVector.of((float) gradient.norm()), 0.1f);
                float[] values = gradient.hostValues().clone();
                values[0] += statistics.hostValues()[0];
                gradient.assign(values);
                return loss;
            }

            @Override
            public double probe(Vector parameters, Vector statistics, Vector gradient) {
                return objective.probe(parameters, HeapVector.zeros(0), gradient);
            }

            @Override
            public EvaluationSums evaluate(Split split, Model model) {
                return objective.evaluate(split, model);
            }

            @Override
            public Vector recalibratedStatistics(Model model) {
                return model.statistics();
            }

            @Override
            public List<ParameterBlock> blocks() {
                return objective.blocks();
            }

            @Override
            public void close() {
                objective.close();
            }
        };
    }
}
