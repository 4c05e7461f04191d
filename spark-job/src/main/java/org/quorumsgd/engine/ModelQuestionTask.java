package org.quorumsgd.engine;

import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.quorumsgd.agent.ModelQuestion;
import org.quorumsgd.agent.Problem;

/** Asks one agent about models, where its data are. */
record ModelQuestionTask<R>(String runId, Broadcast<Problem> problem, Broadcast<ModelQuestion<R>> question)
        implements Function<Integer, R> {
    @Override
    public R call(Integer agent) {
        return ExecutorObjectives.use(
                runId, agent, problem.value(), objective -> question.value().answer(objective));
    }
}
