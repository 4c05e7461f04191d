package org.quorumsgd.engine;

import java.io.Serializable;
import java.util.List;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.agent.Problem;

/** A problem with something put in front of each agent's objective. */
record WatchedProblem(Problem problem, Watch watch) implements Problem {
    @FunctionalInterface
    interface Watch extends Serializable {
        Objective inFrontOf(Objective objective, int agent);
    }

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
        return problem.start(agent);
    }

    @Override
    public String device() {
        return problem.device();
    }

    @Override
    public Objective open(int agent) {
        return watch.inFrontOf(problem.open(agent), agent);
    }
}
