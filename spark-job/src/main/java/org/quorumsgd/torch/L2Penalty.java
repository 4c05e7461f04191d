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
        List<BlockShape> blocks = network.layers().stream()
                .flatMap(layer -> layer.blocks().stream())
                .toList();
        return of(blocks, network.l2());
    }

    /** @param blocks in the order of the flat vectors; those of the parameter vector count */
    static L2Penalty of(List<BlockShape> blocks, double coefficient) {
        List<Range> ranges = new ArrayList<>();
        int offset = 0;
        for (BlockShape block : blocks) {
            if (block.kind() == BlockShape.Kind.WEIGHT) {
                ranges.add(new Range(offset, offset + block.length()));
            }
            offset += block.isStatistic() ? 0 : block.length();
        }
        return new L2Penalty((float) coefficient, coefficient == 0 ? List.of() : List.copyOf(ranges));
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
