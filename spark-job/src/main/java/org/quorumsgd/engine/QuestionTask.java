package org.quorumsgd.engine;

import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.quorumsgd.agent.AgentQuestion;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Problem;

/** Asks one agent where it lives. */
record QuestionTask<R>(String runId, Broadcast<Problem> problem, Broadcast<AgentQuestion<R>> question)
        implements Function<PlacedResult, R> {
    @Override
    public R call(PlacedResult placed) {
        AgentState state = placed.result().state();
        return ExecutorObjectives.use(
                runId,
                state.agent(),
                problem.value(),
                objective -> question.value().answer(state, objective));
    }
}
