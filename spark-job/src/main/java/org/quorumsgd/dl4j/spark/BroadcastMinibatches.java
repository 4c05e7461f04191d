package org.quorumsgd.dl4j.spark;

import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.quorumsgd.dl4j.Minibatches;

/** Minibatches in memory, one broadcast an agent, so that an executor fetches those of its own agents only. */
record BroadcastMinibatches(List<Broadcast<byte[][]>> shares) implements Minibatches {
    @Override
    public int count(int agent) {
        return shares.get(agent).value().length;
    }

    @Override
    public MultiDataSet read(int agent, int index) {
        return MinibatchBytes.read(shares.get(agent).value()[index]);
    }
}
