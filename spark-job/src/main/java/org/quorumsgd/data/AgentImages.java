package org.quorumsgd.data;

import java.io.Serializable;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;

/**
 * Says which images each agent has, and reads them where the agent lives: small enough to travel, a pure function of data,
 * settings and seed.
 */
public record AgentImages(ImageDataSet dataSet, SplitSettings split, int batchSize, RandomStreams streams)
        implements Serializable {

    /** @throws org.quorumsgd.config.InvalidInputException when an agent would have no training image */
    public DataPlan plan() {
        return DataPlan.of(dataSet.train().size(), dataSet.test().size(), split, streams.stream(Purpose.SPLIT, 0, 0));
    }

    /** Reads one agent's images: a pass over the files of each split. */
    public AgentSamples read(int agent) {
        DataPlan plan = plan();
        ImageSamples training = ImageSamples.read(dataSet.train(), plan.trainingRows(agent));
        return new AgentSamples(
                training,
                ImageSamples.read(dataSet.train(), plan.validationRows(agent)),
                ImageSamples.read(dataSet.test(), plan.testRows(agent)),
                new BatchSampler(training.size(), batchSize, epoch -> streams.stream(Purpose.SAMPLING, agent, epoch)));
    }

    /**
     * Reads one agent's share of every split once and keeps nothing: finds what is wrong with it and gives the statistics of
     * its training rows.
     *
     * @throws org.quorumsgd.config.InvalidInputException with every problem of those rows
     */
    public ChannelStatistics scan(int agent) {
        DataPlan plan = plan();
        DataProblems problems = new DataProblems();
        ChannelStatistics statistics =
                problems.attempt(() -> ChannelStatistics.of(dataSet.train(), plan.trainingShard(agent)));
        problems.attempt(() -> ChannelStatistics.of(dataSet.train(), plan.validationRows(agent)));
        problems.attempt(() -> ChannelStatistics.of(dataSet.test(), plan.testRows(agent)));
        problems.throwIfAny();
        if (statistics == null) {
            throw new IllegalStateException("no statistics and no problem");
        }
        return statistics;
    }
}
