package org.quorumsgd.asynchronous;

import java.util.List;
import java.util.function.IntSupplier;

/**
 * The order that an earlier run has recorded: its bits once more.
 *
 * @param agents whose commit each was, from the first on
 */
public record RecordedOrder(List<Integer> agents) implements CommitOrder {
    public RecordedOrder {
        agents = List.copyOf(agents);
    }

    @Override
    public Clock begin(AsynchronousEnsemble ensemble, int agentsAtWork) {
        return RealClock.begin(ensemble, agentsAtWork, from(0));
    }

    @Override
    public Clock resume(AsynchronousEnsemble ensemble, AsynchronousState state) {
        return RealClock.resume(
                ensemble, state, from(Math.toIntExact(state.server().commits())));
    }

    private IntSupplier from(int commits) {
        return agents.subList(commits, agents.size()).iterator()::next;
    }
}
