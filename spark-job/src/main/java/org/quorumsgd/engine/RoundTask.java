package org.quorumsgd.engine;

import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;
import org.quorumsgd.agent.AgentRound;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.CommonSignal;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.agent.RoundResult;
import scala.Function1;

/** One agent's share of a round as a function that Spark maps over the agents: pure, so it may run again at any time. */
record RoundTask(
        String runId,
        Broadcast<Problem> problem,
        AgentRules rules,
        RoundPlan plan,
        SentSignal signal,
        NextGradient nextGradient)
        implements Function1<PlacedResult, PlacedResult>, Serializable {
    @Override
    public PlacedResult apply(PlacedResult before) {
        AgentState state = before.result().state();
        ExecutorObjectives.forgetTheMoved(runId, state.agent(), plan.round());
        return ExecutorObjectives.use(runId, state.agent(), problem.value(), objective -> {
            CommonSignal received = signal.received(); // its way here is not compute
            objective.beginRound();
            long begin = System.nanoTime();
            RoundResult result = AgentRound.run(state, plan, received, rules, objective);
            double seconds = objective.workSeconds(System.nanoTime() - begin);
            if (nextGradient == NextGradient.EARLY && result.divergence() == null) {
                objective.prefetch(result.state(), rules.optimiser());
            }
            return PlacedResult.here(result, seconds, problem.value());
        });
    }
}
