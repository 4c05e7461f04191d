package org.quorumsgd.cli;

import java.util.Arrays;
import java.util.List;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.measure.BlockSpread;
import org.quorumsgd.measure.PairwiseDistance;
import org.quorumsgd.vector.HeapVector;

/**
 * Measures of a round that cost passes over all parameters and are therefore taken for logged rounds only.
 *
 * @param pairwiseMaximum see {@link PairwiseDistance}
 * @param blocks of the parameter vector
 * @param blockSpread of each of them, see {@link BlockSpread}
 */
record RoundDetail(double pairwiseMaximum, List<ParameterBlock> blocks, List<Double> blockSpread) {

    static RoundDetail of(RoundRecord record, List<ParameterBlock> blocks) {
        List<HeapVector> positions =
                record.reports().stream().map(AgentReport::positionVector).toList();
        return new RoundDetail(
                PairwiseDistance.maximum(positions),
                blocks,
                Arrays.stream(BlockSpread.of(positions, record.centre(), blocks))
                        .boxed()
                        .toList());
    }
}
