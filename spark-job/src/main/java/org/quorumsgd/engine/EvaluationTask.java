package org.quorumsgd.engine;

import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.Split;

/** Judges one model on the shard of a split that lives with an agent. */
record EvaluationTask(String runId, Broadcast<Problem> problem, Split split, Signal parameters, Signal statistics)
        implements Function<PlacedResult, EvaluationSums> {
    @Override
    public EvaluationSums call(PlacedResult placed) {
        int agent = placed.result().state().agent();
        return ExecutorObjectives.use(
                runId,
                agent,
                problem.value(),
                objective -> objective.evaluate(split, new Model(parameters.vector(), statistics.vector())));
    }
}
