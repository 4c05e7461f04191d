package org.quorumsgd.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.quorumsgd.config.InvalidInputException;

/** A stack of layers. */
record LayeredNetwork(MultiLayerNetwork network) implements TrainableNetwork {
    @Override
    public Layer[] layers() {
        return network.getLayers();
    }

    @Override
    public BackpropType backpropType() {
        return network.getLayerWiseConfigurations().getBackpropType();
    }

    @Override
    public Recipe recipe() {
        return new Recipe(Kind.LAYERS, network.getLayerWiseConfigurations().toJson());
    }

    @Override
    public void take(MultiDataSet minibatch) {
        if (minibatch.numFeatureArrays() != 1 || minibatch.numLabelsArrays() != 1) {
            throw InvalidInputException.of("Invalid minibatch: " + minibatch.numFeatureArrays() + " feature and "
                    + minibatch.numLabelsArrays() + " label arrays (expected one of each for a MultiLayerNetwork)");
        }
        network.setInput(minibatch.getFeatures(0));
        network.setLabels(minibatch.getLabels(0));
        if (minibatch.hasMaskArrays()) {
            network.setLayerMaskArrays(
                    first(minibatch.getFeaturesMaskArrays()), first(minibatch.getLabelsMaskArrays()));
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
        network.setIterationCount(iteration);
        network.setEpochCount(epoch);
    }

    @Override
    public void setScore(double score) {
        network.setScore(score);
    }

    private static @Nullable INDArray first(INDArray @Nullable [] arrays) {
        return arrays == null ? null : arrays[0];
    }
}
