package org.quorumsgd.engine;

import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.RoundResult;
import org.quorumsgd.asynchronous.Work;
import org.quorumsgd.coupling.Coupled;

/** Lets one agent do the work that it was sent. */
record WorkTask(
        String runId,
        Broadcast<Problem> problem,
        AgentRules rules,
        Coupled carried,
        SentWork sent,
        ReportScalars scalars)
        implements Function<Integer, AgentReport> {
    @Override
    public AgentReport call(Integer agent) {
        return ExecutorObjectives.use(runId, agent, problem.value(), objective -> {
            Work work = sent.received(); // its way here is not compute
            objective.beginRound();
            long begin = System.nanoTime();
            RoundResult result = work.run(rules, objective);
            double seconds = objective.workSeconds(System.nanoTime() - begin);
            AgentReport report = AgentReport.of(result, carried, seconds, PlacedResult.here(problem.value()));
            scalars.add(report);
            return report;
        });
    }
}
