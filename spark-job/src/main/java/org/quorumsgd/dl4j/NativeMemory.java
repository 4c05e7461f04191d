package org.quorumsgd.dl4j;

import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Memory outside the Java heap, given back before the garbage collector would. */
final class NativeMemory {
    private NativeMemory() {}

    /** What JavaCPP lets this process take, on and off the heap; infinite where it sets no limit. */
    static double limitBytes() {
        long limit = Pointer.maxPhysicalBytes();
        return limit > 0 ? limit : Double.POSITIVE_INFINITY;
    }

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
