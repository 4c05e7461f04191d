package org.quorumsgd.files;

import java.util.List;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.asynchronous.ExponentialServiceTimes;
import org.quorumsgd.asynchronous.LocalAsynchronousEnsemble;
import org.quorumsgd.decentralized.DecentralizedLoop;
import org.quorumsgd.decentralized.DecentralizedRules;
import org.quorumsgd.decentralized.DecentralizedState;
import org.quorumsgd.decentralized.DrawnLinkDelays;
import org.quorumsgd.decentralized.Topology;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;

/** States of agents without a server that hold something of everything. */
final class DecentralizedStates {
    private static final int AGENTS = 5;
    private static final int ROUNDS = 5;

    private DecentralizedStates() {}

    /** With momentum, sums of two gradients, parcels under way and in inboxes. */
    static DecentralizedState ofARing() {
        RandomStreams streams = new RandomStreams(8);
        AgentRules rules = new AgentRules(new Nesterov(0.9), new ConstantSchedule(0.01));
        DecentralizedLoop loop = new DecentralizedLoop(
                new LocalAsynchronousEnsemble(
                        new NoisyQuadratic(new RandomStreams(3), 7, 1, 2, 8, 1, 0),
                        AGENTS,
                        DecentralizedLoop.works(rules)),
                rules,
                DecentralizedRules.of(
                        Topology.ring(AGENTS),
                        new DrawnLinkDelays(AGENTS, new ExponentialServiceTimes(streams, Purpose.LINK), 3, List.of()),
                        new ExponentialServiceTimes(streams)),
                2);
        for (int round = 0; round < ROUNDS; round++) {
            loop.advance();
        }
        return loop.state();
    }
}
