package org.quorumsgd.ensemble;

import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.coupling.ElasticPull;
import org.quorumsgd.coupling.Uncoupled;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.quorum.InstantMean;
import org.quorumsgd.quorum.LowPassFilter;
import org.quorumsgd.quorum.QuorumDynamics;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.vector.HeapVector;

/** Short names for the runs of these tests. */
final class Runs {
    static final QuorumDynamics QSGD = new InstantMean();
    static final QuorumDynamics EASGD = new LowPassFilter();

    private Runs() {}

    static AgentRules coupled(Optimiser optimiser, double learningRate, double gain) {
        return new AgentRules(
                optimiser, new ElasticPull(new ConstantSchedule(gain)), new ConstantSchedule(learningRate));
    }

    static AgentRules uncoupled(Optimiser optimiser, double learningRate) {
        return new AgentRules(optimiser, new Uncoupled(), new ConstantSchedule(learningRate));
    }

    static QuorumLoop loop(Problem problem, int agents, AgentRules rules, QuorumDynamics dynamics, int localSteps) {
        return new QuorumLoop(new LocalEnsemble(problem, agents, rules), rules, dynamics, localSteps);
    }

    static HeapVector position(RoundRecord round, int agent) {
        return round.reports().get(agent).positionVector();
    }
}
