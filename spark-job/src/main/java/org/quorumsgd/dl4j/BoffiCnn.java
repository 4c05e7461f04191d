package org.quorumsgd.dl4j;

import java.util.List;
import org.quorumsgd.config.Problems;

/**
 * The free choices of {@link Networks#boffiCnn}; the paper does not state them.
 *
 * @param channels of the three convolutions, each at least 1; 64, 128, 64 in {@link #LIKELY}
 * @param fullyConnected units of the fully connected layer, at least 1
 * @param normalization after each pooling
 */
public record BoffiCnn(List<Integer> channels, int fullyConnected, Normalization normalization) {
    /** The sizes of Zhang, Choromanska and LeCun (2015), whose feature maps the paper's net reproduces, with batch norm. */
    public static final BoffiCnn LIKELY = new BoffiCnn(List.of(64, 128, 64), 256, Normalization.BATCH);

    /** What follows each pooling. */
    public enum Normalization {
        NONE,
        BATCH
    }

    public BoffiCnn {
        channels = List.copyOf(channels);
        Problems problems = new Problems();
        if (channels.size() != 3 || channels.stream().anyMatch(count -> count < 1)) {
            problems.invalid("channels", channels, "three numbers, each at least 1");
        }
        if (fullyConnected < 1) {
            problems.invalid("fully connected units", fullyConnected, "at least 1");
        }
        problems.throwIfAny();
    }
}
