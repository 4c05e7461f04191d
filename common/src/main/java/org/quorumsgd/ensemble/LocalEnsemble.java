package org.quorumsgd.ensemble;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.quorumsgd.agent.AgentQuestion;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRound;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.CommonSignal;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Place;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.agent.RoundResult;
import org.quorumsgd.coupling.Coupled;

/** All agents in one thread, one after another: the oracle whose bits every cluster must give. */
public final class LocalEnsemble implements Ensemble {
    private final AgentRules rules;
    private final Coupled coupled;
    private final Place place;
    private final List<Objective> objectives;
    private List<AgentState> states;

    public LocalEnsemble(Problem problem, int agents, AgentRules rules, Coupled coupled) {
        this.rules = rules;
        this.coupled = coupled;
        this.place = new Place("local", "", problem.device());
        this.objectives = IntStream.range(0, agents).mapToObj(problem::open).toList();
        this.states = IntStream.range(0, agents).mapToObj(problem::start).toList();
    }

    @Override
    public List<AgentReport> start() {
        return states.stream()
                .map(state -> AgentReport.ofStart(state, coupled, place))
                .toList();
    }

    @Override
    public List<AgentReport> round(RoundPlan plan, CommonSignal signal) {
        List<AgentState> next = new ArrayList<>();
        List<AgentReport> reports = new ArrayList<>();
        for (AgentState state : states) {
            RoundResult result = AgentRound.run(state, plan, signal, rules, objectives.get(state.agent()));
            next.add(result.state());
            reports.add(AgentReport.of(result, coupled, Double.NaN, place));
        }
        states = next;
        return reports;
    }

    @Override
    public <R> List<R> ask(String what, AgentQuestion<R> question) {
        List<R> answers = new ArrayList<>();
        for (AgentState state : states) {
            answers.add(question.answer(state, objectives.get(state.agent())));
        }
        return answers;
    }

    @Override
    public void close() {
        objectives.forEach(Objective::close);
    }
}
