package org.quorumsgd.dl4j;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.factory.Nd4j;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.vector.Vector;

/**
 * Loss and gradient of a Deeplearning4j network, of either kind, on the minibatch that it has been given.
 *
 * <p>Deeplearning4j leaves the sum of the examples' gradients, without regularization, in its gradient view (its updater
 * would divide and add); this class divides by the minibatch size and adds the regularization's gradient. In place of a
 * gradient, the view holds for each running statistic of batch norm the amount by which this minibatch lowers it.
 */
final class NetworkGradient {
    private final Model network;
    private final ParameterLayout layout;
    private final L2Terms regularization;
    private final float[] flat;
    private final float[] mean;
    private final float[] running;

    NetworkGradient(Model network, Layer[] layers) {
        this.network = network;
        this.layout = ParameterLayout.of(layers, network.params());
        this.regularization = L2Terms.of(layers, layout);
        this.flat = new float[layout.length()];
        this.mean = new float[layout.count(ParameterLayout.Kind.PARAMETER)];
        this.running = new float[layout.count(ParameterLayout.Kind.STATISTIC)];
    }

    /**
     * What {@code Objective.gradient} promises, for the network's present input and labels.
     *
     * @param batchSize examples in the minibatch
     * @param key of random layers such as dropout
     */
    double take(int batchSize, long key, Vector parameters, Vector statistics, Vector gradient) {
        float[] x = parameters.hostValues();
        float[] statisticsBefore = statistics.hostValues();
        layout.join(x, statisticsBefore, flat);
        HostTransfer.write(flat, network.params());
        Nd4j.getRandom().setSeed(key);

        network.computeGradientAndScore(LayerWorkspaceMgr.noWorkspaces()); // both kinds take their own all the same

        HostTransfer.read(network.getGradientsViewArray(), flat);
        layout.split(flat, mean, running);
        float share = 1f / batchSize;
        for (int j = 0; j < mean.length; j++) {
            mean[j] *= share;
        }
        regularization.addGradient(x, mean);
        for (int j = 0; j < running.length; j++) {
            running[j] = statisticsBefore[j] - running[j];
        }
        gradient.assign(mean);
        statistics.assign(running);
        return network.score();
    }

    List<ParameterBlock> blocks() {
        return layout.parameters();
    }

    /** m. */
    int statisticsCount() {
        return running.length;
    }
}
