package org.quorumsgd.engine;

import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.quorumsgd.agent.CommonSignal;

/** The common signal of a round on its way to the agents. */
record SentSignal(SentVector position, SentVector velocity) implements Serializable {
    static SentSignal send(JavaSparkContext context, CommonSignal signal) {
        return new SentSignal(SentVector.send(context, signal.position()), SentVector.send(context, signal.velocity()));
    }

    CommonSignal received() {
        return new CommonSignal(position.vector(), velocity.vector());
    }

    /** Frees what the signal holds on driver and executors; no task may need it any more. */
    void destroy() {
        position.destroy();
        velocity.destroy();
    }
}
