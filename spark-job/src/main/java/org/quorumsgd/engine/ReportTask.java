package org.quorumsgd.engine;

import org.apache.spark.api.java.function.Function;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.coupling.Coupled;

/** What an agent tells the driver at the end of a round, and its scalars once more for Spark's own stage page. */
record ReportTask(Coupled coupled, ReportScalars scalars) implements Function<PlacedResult, AgentReport> {
    @Override
    public AgentReport call(PlacedResult placed) {
        AgentReport report = placed.report(coupled);
        scalars.add(report);
        return report;
    }
}
