package org.quorumsgd.dl4j.spark;

import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.agent.Problem;

/**
 * A problem whose agents start where an earlier fit left them.
 *
 * @param states one broadcast an agent, so that an executor fetches those of its own agents only
 */
record ContinuedProblem(Problem problem, List<Broadcast<AgentState>> states) implements Problem {
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
        return states.get(agent).value();
    }

    @Override
    public String device() {
        return problem.device();
    }

    @Override
    public Objective open(int agent) {
        return problem.open(agent);
    }
}
