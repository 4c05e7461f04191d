package org.quorumsgd.engine;

import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.Utils;
import org.quorumsgd.agent.AgentRound;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.agent.RoundResult;

/** One agent's share of a round as a Spark function: pure, so Spark may run it again whenever it likes. */
record RoundTask(String runId, Broadcast<Problem> problem, AgentRules rules, RoundPlan plan, Signal quorum)
        implements Function<PlacedResult, PlacedResult> {
    @Override
    public PlacedResult call(PlacedResult before) {
        AgentState state = before.result().state();
        return ExecutorObjectives.use(runId, state.agent(), problem.value(), objective -> {
            long begin = System.nanoTime();
            RoundResult result = AgentRound.run(state, plan, quorum.vector(), rules, objective);
            double seconds = (System.nanoTime() - begin) * 1e-9;
            return new PlacedResult(result, seconds, Utils.localHostName());
        });
    }
}
