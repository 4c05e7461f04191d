package org.quorumsgd.dl4j;

import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;

/** What a network takes: {@code batch x channels x height x width}, or {@code batch x numbers}. */
enum FirstLayer {
    IMAGES,
    ROWS;

    /** Told by the first layer or preprocessor that takes only one of them; layers such as batch norm take both. */
    static FirstLayer of(MultiLayerConfiguration configuration) {
        for (int i = 0; i < configuration.getConfs().size(); i++) {
            InputPreProcessor before = configuration.getInputPreProcess(i);
            Layer layer = configuration.getConf(i).getLayer();
            if (before instanceof CnnToFeedForwardPreProcessor) {
                return IMAGES;
            }
            if (before instanceof FeedForwardToCnnPreProcessor) {
                return ROWS;
            }
            if (layer instanceof ConvolutionLayer || layer instanceof SubsamplingLayer) {
                return IMAGES;
            }
            if (layer instanceof DenseLayer || layer instanceof BaseOutputLayer) {
                return ROWS;
            }
        }
        return ROWS;
    }
}
