package org.quorumsgd.asynchronous;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.ModelQuestion;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Place;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.RoundResult;

/** All agents in one thread, each at work only while it is waited for: the oracle whose bits every cluster must give. */
public final class LocalAsynchronousEnsemble implements AsynchronousEnsemble {
    private final Problem problem;
    private final AgentRules rules;
    private final Place place;
    private final List<Objective> objectives;
    private final Map<Integer, Work> handedOut = new LinkedHashMap<>();

    public LocalAsynchronousEnsemble(Problem problem, int agents, AgentRules rules) {
        this.problem = problem;
        this.rules = rules;
        this.place = new Place("local", "", problem.device());
        this.objectives = IntStream.range(0, agents).mapToObj(problem::open).toList();
    }

    @Override
    public List<AgentReport> start() {
        return IntStream.range(0, objectives.size())
                .mapToObj(agent -> AgentReport.ofStart(problem.start(agent), Work.carried(rules), place))
                .toList();
    }

    @Override
    public void begin(Work work) {
        handedOut.put(work.state().agent(), work);
    }

    /** Here they end in the order in which they were handed out. */
    @Override
    public int awaitAny() {
        return handedOut.keySet().iterator().next();
    }

    @Override
    public double seconds() {
        return Double.NaN;
    }

    @Override
    public AgentReport await(int agent) {
        Work work = Objects.requireNonNull(handedOut.remove(agent), "no work");
        RoundResult result = work.run(rules, objectives.get(agent));
        return AgentReport.of(result, Work.carried(rules), Double.NaN, place);
    }

    @Override
    public <R> List<R> ask(String what, ModelQuestion<R> question) {
        return objectives.stream().map(question::answer).toList();
    }

    @Override
    public void close() {
        objectives.forEach(Objective::close);
    }
}
