package org.quorumsgd.torch;

import java.io.Serializable;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A step of a network from its input to its output. */
interface Layer extends Serializable {
    /** Its arrays, in the order in which they stand in the flat vectors. */
    List<BlockShape> blocks();

    /**
     * What follows from a batch, in the input's precision.
     *
     * @param blocks its arrays, as {@link #blocks()} lists them
     */
    Tensor forward(Tensor input, List<Tensor> blocks, Pass pass);
}
