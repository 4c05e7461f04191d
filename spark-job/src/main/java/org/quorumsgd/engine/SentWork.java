package org.quorumsgd.engine;

import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.asynchronous.Work;

/** A work on its way to its agent. */
record SentWork(
        int agent,
        long step,
        SentVector position,
        SentVector velocity,
        SentVector statistics,
        RoundPlan plan,
        SentSignal signal)
        implements Serializable {
    static SentWork send(JavaSparkContext context, Work work) {
        AgentState state = work.state();
        return new SentWork(
                state.agent(),
                state.step(),
                SentVector.send(context, state.position()),
                SentVector.send(context, state.velocity()),
                SentVector.send(context, state.statistics()),
                work.plan(),
                SentSignal.send(context, work.signal()));
    }

    Work received() {
        AgentState state = new AgentState(agent, step, position.vector(), velocity.vector(), statistics.vector());
        return new Work(state, plan, signal.received());
    }

    /** Frees what the work holds on driver and executors; no task may need it any more. */
    void destroy() {
        position.destroy();
        velocity.destroy();
        statistics.destroy();
        signal.destroy();
    }
}
