package org.quorumsgd.ensemble;

import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Recalibration;
import org.quorumsgd.measure.CentreOfMass;
import org.quorumsgd.quorum.Averaging;
import org.quorumsgd.quorum.NoAveraging;
import org.quorumsgd.vector.Vector;

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

    /**
     * The reported vector.
     *
     * @param vector shape (n,)
     * @param count how many values it is the average of
     */
    public record Average(Vector vector, long count) {}

    /** The reported vector after a round that ends with this local step, given the newest value of the source. */
    public Average next(Average average, Vector source, long step) {
        return step > fromStep
                ? new Average(averaging.next(average.vector, source, average.count), average.count + 1)
                : new Average(source, 1);
    }

    /**
     * The reported model.
     *
     * @param average the reported vector, shape (n,)
     * @param mean of the agents' running statistics, shape (m,)
     */
    public Model model(Agents agents, Vector average, Vector mean) {
        Model model = new Model(average, mean);
        return statistics == Statistics.MEAN_OF_AGENTS
                ? model
                : new Model(
                        average, CentreOfMass.of(agents.ask("recalibration of batch norm", new Recalibration(model))));
    }
}
