package org.quorumsgd.dl4j;

import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Memory outside the Java heap, given back before the garbage collector would. */
final class NativeMemory {
    private NativeMemory() {}

    /**
     * Frees a network's parameters and gradient. The network's own {@code close} also runs a full garbage collection, and
     * destroys the workspaces of its thread, which other networks may use.
     */
    static void free(Model network) {
        network.params().close();
        INDArray gradient = network.getGradientsViewArray();
        if (gradient != null) {
            gradient.close();
        }
    }
}
