package org.quorumsgd.torch;

import org.apache.commons.rng.UniformRandomProvider;

/** What inputs of a layer are multiplied by: 0 with the dropout's probability, else what keeps their mean. */
final class DropoutMask {
    private DropoutMask() {}

    /** Drawn in Java, so that it is the same on every device and in every version of libtorch. */
    static float[] draw(double dropout, int length, UniformRandomProvider random) {
        float kept = (float) (1 / (1 - dropout));
        float[] mask = new float[length];
        for (int j = 0; j < length; j++) {
            mask[j] = random.nextDouble() < dropout ? 0 : kept;
        }
        return mask;
    }
}
