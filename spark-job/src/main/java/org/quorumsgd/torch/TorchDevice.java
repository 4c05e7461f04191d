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

    static TorchDevice cuda(int index) {
        return new TorchDevice("cuda:" + index, true);
    }

    boolean isCpu() {
        return name.equals("cpu");
    }
}
