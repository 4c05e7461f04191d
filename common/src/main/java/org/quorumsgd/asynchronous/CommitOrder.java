package org.quorumsgd.asynchronous;

/** What decides the order in which agents commit. */
public interface CommitOrder {
    /** For agents that all begin their first work. */
    Clock begin(AsynchronousEnsemble ensemble, int agents);

    /** For agents that go on. */
    Clock resume(AsynchronousEnsemble ensemble, AsynchronousState state);
}
