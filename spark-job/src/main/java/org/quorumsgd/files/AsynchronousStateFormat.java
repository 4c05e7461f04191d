package org.quorumsgd.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.CommonSignal;
import org.quorumsgd.agent.Place;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.asynchronous.AgentAtWork;
import org.quorumsgd.asynchronous.AgentMemory;
import org.quorumsgd.asynchronous.AsynchronousState;
import org.quorumsgd.asynchronous.Server;
import org.quorumsgd.asynchronous.Work;
import org.quorumsgd.ensemble.Reporting;
import org.quorumsgd.run.AsynchronousNumbers;
import org.quorumsgd.run.CheckpointState;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * An {@link AsynchronousState} as a checkpoint has it: numbers in {@code state.json}, and vectors. An agent has five: position,
 * velocity and statistics with which its work in hand began, the signal that this was pulled to, and the position
 * of its last commit; two more where the server's rule remembers it.
 */
final class AsynchronousStateFormat {
    private static final String CENTRE = "centre.npy";
    private static final String SERVER_VELOCITY = "server-velocity.npy";
    private static final String AVERAGE = "average.npy";
    private static final String MOMENTUM = "momentum";
    private static final Place NOWHERE = new Place("", "", "");

    private AsynchronousStateFormat() {}

    static Map<String, Vector> vectors(AsynchronousState state) {
        Map<String, Vector> vectors = new TreeMap<>();
        vectors.put(CENTRE, state.server().centre());
        vectors.put(SERVER_VELOCITY, state.server().velocity());
        vectors.put(AVERAGE, state.average().vector());
        List<AgentMemory> memories = state.server().memories();
        for (int agent = 0; agent < memories.size(); agent++) {
            vectors.put(name(agent, MOMENTUM), memories.get(agent).momentum());
            vectors.put(name(agent, "seen"), memories.get(agent).seen());
        }
        for (AgentAtWork each : state.agents()) {
            int agent = each.report().agent();
            AgentState begun = each.work().state();
            vectors.put(name(agent, "position"), begun.position());
            vectors.put(name(agent, "velocity"), begun.velocity());
            vectors.put(name(agent, "statistics"), begun.statistics());
            vectors.put(name(agent, "signal"), each.work().signal().position());
            vectors.put(name(agent, "committed"), each.report().positionVector());
        }
        return vectors;
    }

    static CheckpointState write(
            AsynchronousState state,
            long steps,
            String experimentSha256,
            Map<String, String> vectors,
            Map<String, String> rows) {
        RoundPlan plan = state.agents().get(0).work().plan();
        return new CheckpointState(
                state.rounds(),
                steps,
                state.agents().size(),
                state.average().count(),
                List.of(),
                0,
                List.of(),
                experimentSha256,
                vectors,
                rows,
                new AsynchronousNumbers(
                        state.server().commits(),
                        state.server().largestStaleness(),
                        state.time(),
                        plan.localSteps(),
                        plan.learningRateFactors(),
                        state.agents().stream()
                                .map(AsynchronousStateFormat::numbers)
                                .toList()),
                null);
    }

    private static AsynchronousNumbers.Agent numbers(AgentAtWork each) {
        return new AsynchronousNumbers.Agent(
                each.work().state().step(),
                each.work().plan().round(),
                each.work().plan().strength(),
                each.due(),
                each.commitsAtPull(),
                each.lastStaleness(),
                each.report().trainLoss(),
                each.report().gradientNorm(),
                each.report().updateNorm(),
                each.report().seconds());
    }

    /** @param vectors by the names of their files */
    static AsynchronousState read(
            CheckpointState state, AsynchronousNumbers numbers, Function<String, Vector> vectors) {
        check(state, numbers);
        List<AgentAtWork> agents = new ArrayList<>();
        List<AgentMemory> memories = new ArrayList<>();
        for (int agent = 0; agent < numbers.agents().size(); agent++) {
            agents.add(agent(agent, numbers, vectors));
            if (state.vectors().containsKey(name(agent, MOMENTUM))) {
                memories.add(new AgentMemory(vectors.apply(name(agent, MOMENTUM)), vectors.apply(name(agent, "seen"))));
            }
        }
        Server server = new Server(
                vectors.apply(CENTRE),
                vectors.apply(SERVER_VELOCITY),
                numbers.commits(),
                numbers.largestStaleness(),
                memories);
        Reporting.Average average = new Reporting.Average(vectors.apply(AVERAGE), state.averaged());
        return new AsynchronousState(state.rounds(), server, average, agents, numbers.time());
    }

    private static AgentAtWork agent(int agent, AsynchronousNumbers numbers, Function<String, Vector> vectors) {
        AsynchronousNumbers.Agent its = numbers.agents().get(agent);
        Vector velocity = vectors.apply(name(agent, "velocity"));
        Vector statistics = vectors.apply(name(agent, "statistics"));
        AgentState begun =
                new AgentState(agent, its.step(), vectors.apply(name(agent, "position")), velocity, statistics);
        RoundPlan plan =
                new RoundPlan(its.round(), numbers.localSteps(), its.strength(), 0, numbers.learningRateFactors());
        AgentReport report = new AgentReport(
                agent,
                vectors.apply(name(agent, "committed")).hostValues(),
                velocity.hostValues(),
                statistics.hostValues(),
                its.trainLoss(),
                its.gradientNorm(),
                its.updateNorm(),
                null,
                its.seconds(),
                NOWHERE,
                0,
                0);
        Vector signal = vectors.apply(name(agent, "signal"));
        return new AgentAtWork(
                report,
                new Work(begun, plan, new CommonSignal(signal, HeapVector.zeros(0))),
                its.commitsAtPull(),
                its.lastStaleness(),
                its.due());
    }

    private static void check(CheckpointState state, AsynchronousNumbers numbers) {
        int agents = numbers.agents().size();
        StateChecks.common(state, agents);
        StateChecks.count("commits", numbers.commits());
        StateChecks.count("largest_staleness", numbers.largestStaleness());
        StateChecks.require(numbers.localSteps() >= 1, "local_steps", numbers.localSteps(), "at least 1");
        unlessUnknown("time", numbers.time());
        if (!numbers.learningRateFactors().isEmpty()) {
            StateChecks.size("learning_rate_factors", numbers.learningRateFactors(), agents);
        }
        for (int agent = 0; agent < agents; agent++) {
            AsynchronousNumbers.Agent its = numbers.agents().get(agent);
            String of = " of agent " + agent;
            StateChecks.count("step" + of, its.step());
            StateChecks.index("round" + of, its.round(), Math.max(1, state.rounds()));
            StateChecks.require(Double.isFinite(its.strength()), "strength" + of, its.strength(), "a finite number");
            unlessUnknown("due" + of, its.due());
            StateChecks.require(
                    its.commitsAtPull() >= 0 && its.commitsAtPull() <= numbers.commits(),
                    "commits_at_pull" + of,
                    its.commitsAtPull(),
                    "0 to " + numbers.commits());
            StateChecks.count("last_staleness" + of, its.lastStaleness());
        }
    }

    /** On a real clock nobody knows when a work ends. */
    private static void unlessUnknown(String what, double time) {
        if (!Double.isNaN(time)) {
            StateChecks.time(what, time);
        }
    }

    private static String name(int agent, String what) {
        return String.format(Locale.ROOT, "agent-%05d-%s.npy", agent, what);
    }
}
