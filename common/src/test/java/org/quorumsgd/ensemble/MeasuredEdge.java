package org.quorumsgd.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleFunction;

/** Where runs of agents in their own time begin to grow, by bisection. */
public final class MeasuredEdge {
    private static final int ROUNDS = 2000;
    private static final int AT_EACH_END = 100;

    private MeasuredEdge() {}

    /** The parameter in [0.01, 3] at which the loops that are made with it begin to grow. */
    public static double of(DoubleFunction<? extends TrainingLoop> loops) {
        double low = 0.01;
        double high = 3;
        assertThat(shrinks(loops.apply(low))).isTrue();
        assertThat(shrinks(loops.apply(high))).isFalse();
        while (high - low > 2e-4) {
            double middle = (low + high) / 2;
            if (shrinks(loops.apply(middle))) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** The largest size over the last rounds against that over the first: a slow beat is no growth. */
    public static boolean shrinks(TrainingLoop loop) {
        double first = 0;
        double last = 0;
        try {
            for (int round = 0; round < ROUNDS; round++) {
                RoundRecord record = loop.advance();
                double size = loop.quorum().norm()
                        + Math.sqrt(record.synchronization().spread());
                first = round < AT_EACH_END ? Math.max(first, size) : first;
                last = round >= ROUNDS - AT_EACH_END ? Math.max(last, size) : last;
            }
            return last < first;
        } catch (DivergedException e) {
            return false;
        }
    }
}
