package org.quorumsgd.ensemble;

import java.util.List;
import org.quorumsgd.agent.AgentQuestion;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.CommonSignal;
import org.quorumsgd.agent.ModelQuestion;
import org.quorumsgd.agent.RoundPlan;

/** The p agents, wherever they live. Reports and answers come in agent order, whatever the order in which agents end. */
public interface Ensemble extends Agents {
    /** Whole models that may travel in one question: those of many agents, all at once, would fill an executor. */
    int MODELS_IN_A_QUESTION = 8;

    /** Places the agents at their starting points. */
    List<AgentReport> start();

    /** Lets every agent do its share of a round. */
    List<AgentReport> round(RoundPlan plan, CommonSignal signal);

    /** Asks every agent about its state, its data, or both; moves none. */
    <R> List<R> ask(String what, AgentQuestion<R> question);

    @Override
    default <R> List<R> ask(String what, ModelQuestion<R> question) {
        return ask(what, (AgentQuestion<R>) question);
    }
}
