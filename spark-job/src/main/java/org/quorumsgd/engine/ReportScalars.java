package org.quorumsgd.engine;

import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.quorumsgd.agent.AgentReport;

/** The scalars of the reports as named accumulators: Spark's stage page shows them for every round, in total and by task. */
record ReportScalars(AgentScalar trainLoss, AgentScalar gradientNorm, AgentScalar computeSeconds)
        implements Serializable {

    static ReportScalars register(JavaSparkContext context) {
        ReportScalars scalars = new ReportScalars(new AgentScalar(), new AgentScalar(), new AgentScalar());
        context.sc().register(scalars.trainLoss, "quorum train loss");
        context.sc().register(scalars.gradientNorm, "quorum gradient norm");
        context.sc().register(scalars.computeSeconds, "quorum compute seconds");
        return scalars;
    }

    void add(AgentReport report) {
        trainLoss.add(report.agent(), report.trainLoss());
        gradientNorm.add(report.agent(), report.gradientNorm());
        computeSeconds.add(report.agent(), report.seconds());
    }
}
