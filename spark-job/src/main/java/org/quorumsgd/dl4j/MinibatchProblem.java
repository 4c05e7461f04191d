package org.quorumsgd.dl4j;

import java.util.List;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.random.RandomStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A user's Deeplearning4j network on a user's minibatches.
 *
 * @param start where all agents begin
 * @param firstStep the local step of an agent's first minibatch; they follow in their order, again and again
 */
public record MinibatchProblem(
        TrainableNetwork.Recipe recipe, Model start, Minibatches minibatches, long firstStep, RandomStreams streams)
        implements Problem {
    private static final Logger LOG = LoggerFactory.getLogger(MinibatchProblem.class);

    @Override
    public int dimension() {
        return start.parameters().length();
    }

    @Override
    public List<ParameterBlock> blocks() {
        Dl4jAcceleration.enable();
        TrainableNetwork network = recipe.build();
        ParameterLayout layout =
                ParameterLayout.of(network.layers(), network.network().params());
        NativeMemory.free(network.network());
        return layout.blocks().stream()
                .filter(block -> block.kind() == ParameterLayout.Kind.PARAMETER)
                .map(block -> new ParameterBlock(block.name(), block.length()))
                .toList();
    }

    @Override
    public AgentState start(int agent) {
        return new AgentState(
                agent, firstStep, start.parameters(), start.parameters().zeros(), start.statistics());
    }

    @Override
    public String device() {
        return Dl4jAcceleration.enable().device();
    }

    @Override
    public Objective open(int agent) {
        NativeReport report = Dl4jAcceleration.enable();
        LOG.info("Agent {} opens here. {}", agent, report.line());
        return new MinibatchObjective(agent, streams, recipe.build(), minibatches, firstStep);
    }
}
