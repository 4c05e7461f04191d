package org.quorumsgd.asynchronous;

import java.util.function.IntSupplier;

/** Time in seconds, as the ensemble measures it; no bit depends on it but through the order of the agents. */
final class RealClock implements Clock {
    private final AsynchronousEnsemble ensemble;
    private final IntSupplier agents;
    private final long[] works;
    private final double secondsBefore;

    private RealClock(AsynchronousEnsemble ensemble, IntSupplier agents, long[] works, double secondsBefore) {
        this.ensemble = ensemble;
        this.agents = agents;
        this.works = works;
        this.secondsBefore = secondsBefore;
    }

    /** @param order waits for the next commit and names its agent */
    static RealClock begin(AsynchronousEnsemble ensemble, int agents, IntSupplier order) {
        return new RealClock(ensemble, order, new long[agents], 0);
    }

    /** @param order of the commits to come */
    static RealClock resume(AsynchronousEnsemble ensemble, AsynchronousState state, IntSupplier order) {
        long[] works = state.agents().stream().mapToLong(AgentAtWork::works).toArray();
        return new RealClock(ensemble, order, works, state.time());
    }

    @Override
    public Arrival next() {
        int agent = agents.getAsInt();
        return new Arrival(agent, works[agent]++, secondsBefore + ensemble.seconds());
    }

    @Override
    public double due(int agent) {
        return Double.NaN;
    }
}
