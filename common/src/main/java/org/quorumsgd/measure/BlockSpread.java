package org.quorumsgd.measure;

import java.util.List;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.vector.Vector;

/** The spread, block by block of the parameter vector: which layers the agents disagree about. */
public final class BlockSpread {
    private BlockSpread() {}

    /** (1/p) sum_i |x^i - xbar|^2 over the coordinates of each block, in the blocks' order; the sum is the whole spread. */
    public static double[] of(List<float[]> positions, Vector centre, List<ParameterBlock> blocks) {
        float[] mean = centre.hostValues();
        double[] spread = new double[blocks.size()];
        int begin = 0;
        for (int b = 0; b < spread.length; b++) {
            int end = begin + blocks.get(b).length();
            for (float[] position : positions) {
                double sum = 0;
                for (int j = begin; j < end; j++) {
                    double difference = (double) position[j] - mean[j];
                    sum += difference * difference;
                }
                spread[b] += sum / positions.size();
            }
            begin = end;
        }
        return spread;
    }
}
