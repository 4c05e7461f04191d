package org.quorumsgd.ensemble;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Split;
import org.quorumsgd.measure.CentreOfMass;
import org.quorumsgd.vector.Vector;

/** The model that stands for all agents, as a loop goes on: the average moves after every round, the model is made when someone asks. */
public final class ReportedModel {
    private final Agents agents;
    private final Reporting reporting;
    private Reporting.Average average;
    private List<float[]> statistics;
    private @Nullable Model model;

    /** @param reports of the agents, for their running statistics */
    public ReportedModel(Agents agents, Reporting reporting, Reporting.Average average, List<AgentReport> reports) {
        this.agents = agents;
        this.reporting = reporting;
        this.average = average;
        this.statistics = statistics(reports);
    }

    /**
     * Ends a round.
     *
     * @param source the newest value of what is reported or averaged, shape (n,)
     * @param step local step with which the round ends
     */
    public void next(Vector source, List<AgentReport> reports, long step) {
        average = reporting.next(average, source, step);
        statistics = statistics(reports);
        model = null;
    }

    public Model model() {
        if (model == null) {
            model = reporting.model(agents, average.vector(), CentreOfMass.of(statistics));
        }
        return model;
    }

    /** The verdict on the model. */
    public EvaluationSums on(Split split) {
        return ModelEvaluation.of(agents, split, model());
    }

    public Reporting.Average average() {
        return average;
    }

    private static List<float[]> statistics(List<AgentReport> reports) {
        return reports.stream().map(AgentReport::statistics).toList();
    }
}
