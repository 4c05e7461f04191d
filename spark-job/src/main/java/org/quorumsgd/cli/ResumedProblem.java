package org.quorumsgd.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.files.AgentStateFiles;

/**
 * A problem whose agents start where a checkpoint left them.
 *
 * @param directory of the checkpoint
 * @param step local steps that each agent has done
 */
record ResumedProblem(Problem problem, String directory, long step) implements Problem {
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
        try {
            return AgentStateFiles.read(TaskHadoop.configuration(), directory, agent, step);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
