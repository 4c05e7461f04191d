package org.quorumsgd.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** A graph of vertices, with any number of inputs and outputs. */
record GraphNetwork(ComputationGraph network) implements TrainableNetwork {
    @Override
    public Layer[] layers() {
        return network.getLayers();
    }

    @Override
    public BackpropType backpropType() {
        return network.getConfiguration().getBackpropType();
    }

    @Override
    public Recipe recipe() {
        return new Recipe(Kind.GRAPH, network.getConfiguration().toJson());
    }

    @Override
    public void take(MultiDataSet minibatch) {
        network.setInputs(minibatch.getFeatures());
        network.setLabels(minibatch.getLabels());
        if (minibatch.hasMaskArrays()) {
            network.setLayerMaskArrays(minibatch.getFeaturesMaskArrays(), minibatch.getLabelsMaskArrays());
        }
    }

    @Override
    public void release() {
        network.clearLayerMaskArrays();
        network.clearLayersStates();
        network.clear();
    }

    @Override
    public int iteration() {
        return network.getIterationCount();
    }

    @Override
    public int epoch() {
        return network.getEpochCount();
    }

    @Override
    public void count(int iteration, int epoch) {
        network.getConfiguration().setIterationCount(iteration);
        network.getConfiguration().setEpochCount(epoch);
    }

    @Override
    public void setScore(double score) {
        network.setScore(score);
    }
}
