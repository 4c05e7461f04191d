package org.quorumsgd.torch;

import java.io.Serializable;

/**
 * What an agent's tensors are on.
 *
 * @param name libtorch's: {@code cpu} or {@code cuda:0}
 * @param holdsVectors whether an agent's vectors stay there through a round; on a processor they are best on the heap
 */
record TorchDevice(String name, boolean holdsVectors) implements Serializable {
    static final TorchDevice CPU = new TorchDevice("cpu", false);

    /** The processor, treated as a device with a memory of its own. */
    static final TorchDevice CPU_WITH_VECTORS = new TorchDevice("cpu", true);

    /** This process's GPU, the first that it sees, if it has one; else what is given. */
    static TorchDevice gpuOr(TorchDevice processor) {
        String best = TorchLibrary.enable().device();
        return best.equals(processor.name) ? processor : new TorchDevice(best, true);
    }

    boolean isCpu() {
        return name.equals("cpu");
    }
}
