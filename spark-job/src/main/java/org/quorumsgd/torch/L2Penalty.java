package org.quorumsgd.torch;

import static org.bytedeco.pytorch.global.torch.zeros;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

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

    /**
     * g := g + c w, each product and sum rounded by itself; returns the penalty, in double precision.
     *
     * @param w parameters, [n]
     * @param g their gradient, [n]
     */
    double addTo(Tensor w, Tensor g, DeviceMemory memory) {
        if (ranges.isEmpty()) {
            return 0;
        }
        Tensor squares = zeros(new long[0], memory.options(ScalarType.Double));
        for (Range range : ranges) {
            Tensor weights = w.narrow(0, range.begin(), range.end() - range.begin());
            g.narrow(0, range.begin(), range.end() - range.begin()).add_(weights.mul(new Scalar(coefficient)));
            squares.add_(weights.to(ScalarType.Double).square().sum());
        }
        return coefficient * memory.number(squares) / 2;
    }
}
