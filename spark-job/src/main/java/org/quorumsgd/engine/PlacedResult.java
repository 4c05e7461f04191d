package org.quorumsgd.engine;

import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.Utils;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.Place;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.RoundResult;
import org.quorumsgd.coupling.Coupled;

/** The one element of an agent's partition: what the last round made of the agent, and where and how fast. */
record PlacedResult(RoundResult result, double seconds, Place place) implements Serializable {
    /** Of an agent that lives in this JVM. */
    static PlacedResult here(RoundResult result, double seconds, Problem problem) {
        return new PlacedResult(result, seconds, here(problem));
    }

    /** Where this JVM is. */
    static Place here(Problem problem) {
        return new Place(Utils.localHostName(), SparkEnv.get().executorId(), problem.device());
    }

    AgentReport report(Coupled coupled) {
        return AgentReport.of(result, coupled, seconds, place);
    }
}
