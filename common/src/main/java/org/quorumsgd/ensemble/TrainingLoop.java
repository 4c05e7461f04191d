package org.quorumsgd.ensemble;

import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Split;
import org.quorumsgd.vector.Vector;

/** A driver's loop over rounds of one length: as many images each, whoever drew them. */
public interface TrainingLoop {
    /**
     * One round.
     *
     * @throws DivergedException when a loss, gradient, parameter or the quorum is no longer finite; the loop then still holds the
     *     last good round
     */
    RoundRecord advance();

    /** Judges the reported model on a whole split; shards are added in agent order. */
    EvaluationSums evaluate(Split split);

    /** What has to be kept to go on after the last round; there is nothing after a divergence. */
    TrainingState state();

    /** The model that stands for all agents: what is judged and saved. */
    Model reported();

    /** Rounds done so far. */
    int rounds();

    /** Local steps that each agent has done so far; where agents go in their own time the mean over them. */
    long step();

    /** The common signal, shape (n,), after the last round. */
    Vector quorum();
}
