package org.quorumsgd.measure;

import java.util.Arrays;
import java.util.List;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/** The spread, block by block of the parameter vector: which layers the agents disagree about. */
public final class BlockSpread {
    private BlockSpread() {}

    /** (1/p) sum_i |x^i - xbar|^2 over the coordinates of each block, in the blocks' order; the sum is the whole spread. */
    public static double[] of(List<HeapVector> positions, Vector centre, List<ParameterBlock> blocks) {
        double[] spread = new double[blocks.size()];
        positions.parallelStream()
                .map(position -> squares(position, centre, blocks))
                .toList()
                .forEach(squares -> Arrays.setAll(spread, b -> spread[b] + squares[b] / positions.size()));
        return spread;
    }

    private static double[] squares(HeapVector position, Vector centre, List<ParameterBlock> blocks) {
        double[] squares = new double[blocks.size()];
        int begin = 0;
        for (int b = 0; b < squares.length; b++) {
            int end = begin + blocks.get(b).length();
            squares[b] = position.squaredDistance(centre, begin, end);
            begin = end;
        }
        return squares;
    }
}
