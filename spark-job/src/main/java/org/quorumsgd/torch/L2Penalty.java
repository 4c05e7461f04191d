package org.quorumsgd.torch;

import java.util.ArrayList;
import java.util.List;

/**
 * The penalty (c / 2) |w|^2 on a network's weights and its gradient c w.
 *
 * @param ranges where weights stand in the parameter vector
 */
record L2Penalty(float coefficient, List<Range> ranges) {
    /** Positions {@code begin .. end - 1}. */
    record Range(int begin, int end) {}

    static L2Penalty of(TorchNetwork network) {
        List<Range> ranges = new ArrayList<>();
        int offset = 0;
        for (Layer layer : network.layers()) {
            for (BlockShape block : layer.blocks()) {
                if (block.kind() == BlockShape.Kind.WEIGHT) {
                    ranges.add(new Range(offset, offset + block.length()));
                }
                offset += block.isStatistic() ? 0 : block.length();
            }
        }
        return new L2Penalty((float) network.l2(), network.l2() == 0 ? List.of() : List.copyOf(ranges));
    }

    /** g := g + c w; returns the penalty. */
    double addTo(float[] w, float[] g) {
        double squares = 0;
        for (Range range : ranges) {
            for (int j = range.begin(); j < range.end(); j++) {
                g[j] += coefficient * w[j];
                squares += (double) w[j] * w[j];
            }
        }
        return coefficient * squares / 2;
    }
}
