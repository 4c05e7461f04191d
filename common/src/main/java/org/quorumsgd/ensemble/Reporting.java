package org.quorumsgd.ensemble;

import org.quorumsgd.quorum.Averaging;
import org.quorumsgd.quorum.NoAveraging;

/**
 * Which model stands for all agents when a run is judged and saved. The agents never feel it.
 *
 * @param source the vector that is reported, or averaged
 * @param fromStep the average begins with the value of this local step
 */
public record Reporting(Source source, Averaging averaging, long fromStep, Statistics statistics) {
    /** Quorum variable and running statistics as they are. */
    public static final Reporting QUORUM =
            new Reporting(Source.QUORUM, new NoAveraging(), 0, Statistics.MEAN_OF_AGENTS);

    /** A vector of the driver. */
    public enum Source {
        QUORUM,
        CENTRE
    }

    /** The batch-norm statistics of the reported model. */
    public enum Statistics {
        MEAN_OF_AGENTS,
        /** One pass over the training data with the reported parameters. */
        RECALIBRATED
    }
}
