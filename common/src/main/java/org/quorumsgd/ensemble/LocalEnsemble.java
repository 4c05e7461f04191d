package org.quorumsgd.ensemble;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRound;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.agent.RoundResult;
import org.quorumsgd.agent.Split;
import org.quorumsgd.vector.Vector;

/** All agents in one thread, one after another: the oracle whose bits every cluster must give. */
public final class LocalEnsemble implements Ensemble {
    private static final String HOST = "local";

    private final AgentRules rules;
    private final List<Objective> objectives;
    private List<AgentState> states;

    public LocalEnsemble(Problem problem, int agents, AgentRules rules) {
        this.rules = rules;
        this.objectives = IntStream.range(0, agents).mapToObj(problem::open).toList();
        this.states = IntStream.range(0, agents).mapToObj(problem::start).toList();
    }

    @Override
    public List<AgentReport> start() {
        return states.stream().map(state -> AgentReport.ofStart(state, HOST)).toList();
    }

    @Override
    public List<AgentReport> round(RoundPlan plan, Vector quorum) {
        List<AgentState> next = new ArrayList<>();
        List<AgentReport> reports = new ArrayList<>();
        for (AgentState state : states) {
            RoundResult result = AgentRound.run(state, plan, quorum, rules, objectives.get(state.agent()));
            next.add(result.state());
            reports.add(AgentReport.of(result, Double.NaN, HOST));
        }
        states = next;
        return reports;
    }

    @Override
    public EvaluationSums evaluate(Split split, Model model) {
        EvaluationSums sums = EvaluationSums.ZERO;
        for (Objective objective : objectives) {
            sums = sums.plus(objective.evaluate(split, model));
        }
        return sums;
    }

    @Override
    public void close() {
        objectives.forEach(Objective::close);
    }
}
