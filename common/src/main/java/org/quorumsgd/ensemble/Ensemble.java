package org.quorumsgd.ensemble;

import java.util.List;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.agent.Split;
import org.quorumsgd.vector.Vector;

/** The p agents, wherever they live. Reports come in agent order, whatever the order in which agents end. */
public interface Ensemble extends AutoCloseable {
    /** Places the agents at their starting points. */
    List<AgentReport> start();

    /** Lets every agent do its share of a round. */
    List<AgentReport> round(RoundPlan plan, Vector quorum);

    /** Judges one model on a whole split; shards are added in agent order. */
    EvaluationSums evaluate(Split split, Model model);

    @Override
    void close();
}
