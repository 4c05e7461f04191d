package org.quorumsgd.asynchronous;

/** Who ends a work first commits first: another order, and other bits, in every run. */
public record ArrivalOrder() implements CommitOrder {
    @Override
    public Clock begin(AsynchronousEnsemble ensemble, int agents) {
        return RealClock.begin(ensemble, agents, ensemble::awaitAny);
    }

    @Override
    public Clock resume(AsynchronousEnsemble ensemble, AsynchronousState state) {
        return RealClock.resume(ensemble, state, ensemble::awaitAny);
    }
}
