package org.quorumsgd.asynchronous;

import java.util.List;
import java.util.stream.IntStream;

/** The order in which agents with these service times would commit, however long they really work: the same in every run. */
public record VirtualOrder(ServiceTimes times) implements CommitOrder {
    @Override
    public Clock begin(AsynchronousEnsemble ensemble, int agents) {
        return new VirtualClock(agents, times);
    }

    @Override
    public Clock resume(AsynchronousEnsemble ensemble, AsynchronousState state) {
        List<AgentAtWork> agents = state.agents();
        return new VirtualClock(
                times,
                IntStream.range(0, agents.size())
                        .mapToObj(agent -> new Clock.Arrival(
                                agent,
                                agents.get(agent).works(),
                                agents.get(agent).due()))
                        .toList());
    }
}
