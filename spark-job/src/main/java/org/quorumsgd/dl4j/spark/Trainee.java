package org.quorumsgd.dl4j.spark;

import java.util.function.DoubleConsumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.quorumsgd.dl4j.TrainableNetwork;

/**
 * Whom the master trains.
 *
 * @param score told the last mean loss
 */
record Trainee(JavaSparkContext context, TrainableNetwork network, DoubleConsumer score) {
    static Trainee of(SparkDl4jMultiLayer network) {
        return new Trainee(network.getSparkContext(), TrainableNetwork.of(network.getNetwork()), network::setScore);
    }

    static Trainee of(SparkComputationGraph graph) {
        return new Trainee(graph.getSparkContext(), TrainableNetwork.of(graph.getNetwork()), graph::setScore);
    }
}
