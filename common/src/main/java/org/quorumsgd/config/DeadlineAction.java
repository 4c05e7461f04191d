package org.quorumsgd.config;

/** What happens when a round has passed its deadline. */
public enum DeadlineAction implements Choice {
    /** Say who is late and go on waiting. */
    WAIT,
    /** Give up the executors of the late agents; Spark replays these elsewhere, to the same bits. */
    SPECULATE,
    /** Go on without the late agents, which catch up later: not the same bits. */
    QUORUM_FRACTION
}
