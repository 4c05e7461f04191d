package org.quorumsgd.ensemble;

import java.util.List;
import org.quorumsgd.coupling.Judgement;
import org.quorumsgd.quorum.QuorumState;
import org.quorumsgd.schedule.Plateau;
import org.quorumsgd.vector.Vector;

/**
 * All that the driver carries from round to round beside the agents themselves; immutable.
 *
 * @param rounds done so far
 * @param average the reported vector, shape (n,)
 * @param averaged how many values the average holds
 * @param plateaus one an agent
 */
public record LoopState(
        int rounds,
        QuorumState quorum,
        Vector average,
        long averaged,
        List<Plateau.State> plateaus,
        Judgement judgement)
        implements TrainingState {
    public LoopState {
        plateaus = List.copyOf(plateaus);
    }
}
