package org.quorumsgd.dl4j;

import java.io.Serializable;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.quorumsgd.agent.Model;
import org.quorumsgd.vector.HeapVector;

/** An initialised network of either of Deeplearning4j's two kinds, as far as training needs to know it. */
public sealed interface TrainableNetwork permits LayeredNetwork, GraphNetwork {
    static TrainableNetwork of(MultiLayerNetwork network) {
        return new LayeredNetwork(network);
    }

    static TrainableNetwork of(ComputationGraph network) {
        return new GraphNetwork(network);
    }

    /** What both kinds have in common. */
    org.deeplearning4j.nn.api.Model network();

    Layer[] layers();

    BackpropType backpropType();

    /** How to build it elsewhere; parameters do not go along. */
    Recipe recipe();

    /** Lays a minibatch before the network, masks included. */
    void take(MultiDataSet minibatch);

    /** Forgets the minibatch and what the layers remember of it. */
    void release();

    /** Parameter updates so far. */
    int iteration();

    /** Passes through the data so far. */
    int epoch();

    /** Sets both counters, from which schedules and listeners of Deeplearning4j go. */
    void count(int iteration, int epoch);

    void setScore(double score);

    /** Reads parameters and running statistics, copied. */
    default Model parameters() {
        ParameterLayout layout = ParameterLayout.of(layers(), network().params());
        float[] flat = new float[layout.length()];
        float[] parameters = new float[layout.count(ParameterLayout.Kind.PARAMETER)];
        float[] statistics = new float[layout.count(ParameterLayout.Kind.STATISTIC)];
        HostTransfer.read(network().params(), flat);
        layout.split(flat, parameters, statistics);
        return new Model(HeapVector.owning(parameters), HeapVector.owning(statistics));
    }

    /** Writes parameters and running statistics into the network. */
    default void setParameters(Model model) {
        ParameterLayout layout = ParameterLayout.of(layers(), network().params());
        float[] flat = new float[layout.length()];
        layout.join(model.parameters().hostValues(), model.statistics().hostValues(), flat);
        HostTransfer.write(flat, network().params());
    }

    /**
     * A network's configuration.
     *
     * @param json as Deeplearning4j writes it
     */
    record Recipe(Kind kind, String json) implements Serializable {
        TrainableNetwork build() {
            return switch (kind) {
                case LAYERS -> {
                    MultiLayerNetwork network = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(json));
                    network.init();
                    yield new LayeredNetwork(network);
                }
                case GRAPH -> {
                    ComputationGraph network = new ComputationGraph(ComputationGraphConfiguration.fromJson(json));
                    network.init();
                    yield new GraphNetwork(network);
                }
            };
        }
    }

    /** The two kinds. */
    enum Kind {
        LAYERS,
        GRAPH
    }
}
