package org.quorumsgd.data;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.sampling.ArraySampler;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.quorumsgd.config.Assignment;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;

/**
 * Says which images each agent has, and reads them where the agent lives: small enough to travel, a pure function of data,
 * settings and seed.
 *
 * @param batchSizes images in a minibatch of each agent
 */
public record AgentImages(ImageDataSet dataSet, SplitSettings split, List<Integer> batchSizes, RandomStreams streams)
        implements Serializable {
    public AgentImages {
        batchSizes = List.copyOf(batchSizes);
        if (batchSizes.size() != split.agents()) {
            throw new IllegalArgumentException(
                    "Invalid batch sizes: " + batchSizes + " (expected " + split.agents() + ", one an agent)");
        }
    }

    /** The images of {@code dataSet} under the settings of a configuration. */
    public static AgentImages of(ImageDataSet dataSet, Configuration configuration) {
        return new AgentImages(
                dataSet,
                SplitSettings.of(configuration),
                batchSizes(configuration),
                new RandomStreams(configuration.value(Keys.SEED)));
    }

    /** The batch size of each agent: {@code batch-sizes}, or {@code batch-size} for all. */
    public static List<Integer> batchSizes(Configuration configuration) {
        List<Integer> each = configuration.value(Keys.BATCH_SIZES);
        return each.isEmpty()
                ? Collections.nCopies(configuration.value(Keys.AGENTS), configuration.value(Keys.BATCH_SIZE))
                : each;
    }

    public int batchSize(int agent) {
        return batchSizes.get(agent);
    }

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
                training.select(share(agent, training.size())),
                ImageSamples.read(dataSet.train(), plan.validationRows(agent)),
                ImageSamples.read(dataSet.test(), plan.testRows(agent)),
                new BatchSampler(
                        training.size(), batchSize(agent), epoch -> streams.stream(Purpose.SAMPLING, agent, epoch)));
    }

    /**
     * The agent's part of the probe batch: a fixed draw, without repetition, of ceil(size / p) of its training images, or all
     * of them where it has fewer.
     *
     * @param training the agent's training images
     * @param size images of the probe batch over all p agents, at least 1
     */
    public ImageSamples probe(int agent, ImageSamples training, int size) {
        int agents = split.agents();
        int part = (int) Math.min(training.size(), ((long) size + agents - 1) / agents);
        return training.select(
                new PermutationSampler(streams.stream(Purpose.PROBE, agent, 0), training.size(), part).sample());
    }

    /** Every p-th position where all agents hold all images, and never none, which takes more agents than images. */
    private int[] share(int agent, int held) {
        boolean all = split.assignment() == Assignment.REPLICATE;
        int[] positions = all
                ? IntStream.iterate(agent % held, position -> position < held, position -> position + split.agents())
                        .toArray()
                : RowOrder.natural(held);
        return ArraySampler.shuffle(streams.stream(Purpose.SAMPLING, agent, 0), positions);
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
