package org.quorumsgd.ensemble;

/** A loop that can go on later from what it had after a round. */
public interface ResumableLoop extends TrainingLoop {
    /** What has to be kept to go on after the last round; there is nothing after a divergence. */
    TrainingState state();
}
