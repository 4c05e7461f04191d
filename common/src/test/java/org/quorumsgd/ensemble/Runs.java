package org.quorumsgd.ensemble;

import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.coupling.EqualGains;
import org.quorumsgd.coupling.Gains;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.quorum.InstantMean;
import org.quorumsgd.quorum.LowPassFilter;
import org.quorumsgd.quorum.QuorumDynamics;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.Schedule;
import org.quorumsgd.vector.HeapVector;

/** Short names for the runs of these tests. */
final class Runs {
    static final QuorumDynamics QSGD = new InstantMean();
    static final QuorumDynamics EASGD = new LowPassFilter();

    private Runs() {}

    /** An agent's rules and how strongly agents are coupled. */
    record Rules(AgentRules agent, Gains gains) {}

    static Rules rules(Optimiser optimiser, Schedule learningRate, Schedule gain) {
        return new Rules(new AgentRules(optimiser, learningRate), new EqualGains(gain));
    }

    static Rules coupled(Optimiser optimiser, double learningRate, double gain) {
        return rules(optimiser, new ConstantSchedule(learningRate), new ConstantSchedule(gain));
    }

    static Rules uncoupled(Optimiser optimiser, double learningRate) {
        return coupled(optimiser, learningRate, 0);
    }

    static QuorumLoop loop(Problem problem, int agents, Rules rules, QuorumDynamics dynamics, int localSteps) {
        return loop(problem, agents, rules.agent(), QuorumRules.of(rules.gains(), dynamics), localSteps);
    }

    static QuorumLoop loop(
            Problem problem, int agents, AgentRules agentRules, QuorumRules quorumRules, int localSteps) {
        return new QuorumLoop(
                new LocalEnsemble(problem, agents, agentRules, quorumRules.coupled()),
                agentRules,
                quorumRules,
                localSteps);
    }

    static HeapVector position(RoundRecord round, int agent) {
        return round.reports().get(agent).positionVector();
    }
}
