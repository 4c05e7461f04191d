package org.quorumsgd.dl4j.spark;

import java.util.Collection;
import java.util.List;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.quorumsgd.dl4j.TrainableNetwork;
import org.quorumsgd.ensemble.QuorumLoop;

/** The user's listeners, called in the driver. */
final class RoundListeners {
    private List<TrainingListener> listeners = List.of();

    void set(Collection<TrainingListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    void epochStart(TrainableNetwork network) {
        listeners.forEach(listener -> listener.onEpochStart(network.network()));
    }

    void epochEnd(TrainableNetwork network) {
        listeners.forEach(listener -> listener.onEpochEnd(network.network()));
    }

    /** Shows the network as the quorum is after a round. */
    void roundDone(TrainableNetwork network, QuorumLoop loop) {
        if (listeners.isEmpty()) {
            return;
        }
        network.setParameters(loop.reported());
        listeners.forEach(listener -> listener.iterationDone(network.network(), network.iteration(), network.epoch()));
    }
}
