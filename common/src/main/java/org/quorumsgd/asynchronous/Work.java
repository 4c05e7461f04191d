package org.quorumsgd.asynchronous;

import org.quorumsgd.agent.AgentRound;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.CommonSignal;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.agent.RoundResult;
import org.quorumsgd.coupling.Coupled;

/**
 * What an agent does between a pull and a commit, with everything that it depends on: the same round as that of a synchronous agent.
 *
 * @param state with a velocity of length 0 where the optimiser keeps none
 * @param plan its index is the round of the commits in which this work is handed out
 * @param signal what the first step is pulled to; of length 0 where the plan's strength is 0
 */
public record Work(AgentState state, RoundPlan plan, CommonSignal signal) {
    public RoundResult run(AgentRules rules, Objective objective) {
        return AgentRound.run(state, plan, signal, rules, objective);
    }

    /** What reports have to carry so that the driver can hand out the agent's next work. */
    public static Coupled carried(AgentRules rules) {
        return rules.optimiser().keepsVelocity() ? Coupled.POSITION_AND_VELOCITY : Coupled.POSITION;
    }
}
