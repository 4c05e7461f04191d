package org.quorumsgd.engine;

import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/** A vector on its way from the driver to the agents. */
interface SentVector extends Serializable {
    /**
     * Up to this size a vector travels in the task's closure, which saves fetching one broadcast more. Small, because the
     * closures of all rounds since the last cut travel with every round.
     */
    int CLOSURE_BYTES = 10 * 1024;

    Vector vector();

    /** Frees what the vector holds on driver and executors; no task may need it any more. */
    void destroy();

    static SentVector send(JavaSparkContext context, Vector vector) {
        float[] values = vector.hostValues();
        return values.length * (long) Float.BYTES <= CLOSURE_BYTES
                ? new Captured(values)
                : new Broadcasted(context.broadcast(values));
    }

    record Captured(float[] values) implements SentVector {
        @Override
        public Vector vector() {
            return HeapVector.owning(values);
        }

        @Override
        public void destroy() {}
    }

    record Broadcasted(Broadcast<float[]> values) implements SentVector {
        @Override
        public Vector vector() {
            return HeapVector.owning(values.value());
        }

        @Override
        public void destroy() {
            values.destroy();
        }
    }
}
