package org.quorumsgd.data;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.ArraySampler;
import org.quorumsgd.config.Assignment;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.Problems;

/**
 * Which rows each of p agents holds. Of the n used rows of the training source a random permutation's first
 * n - round(n f) are training rows and the other round(n f) validation rows. Rows are dealt like cards, the k-th to agent
 * k mod p: shards of one kind are disjoint, cover all and differ in size by at most one. The test source's rows are dealt in
 * their own order. Every list of rows is ascending.
 *
 * <p>A pure function of source sizes, settings and the generator's stream, so any machine can compute it again.
 */
public final class DataPlan {
    private final int[] permutation;
    private final int trainingSize;
    private final int testSize;
    private final SplitSettings settings;

    private DataPlan(int[] permutation, int trainingSize, int testSize, SplitSettings settings) {
        this.permutation = permutation;
        this.trainingSize = trainingSize;
        this.testSize = testSize;
        this.settings = settings;
    }

    /**
     * Deals the rows of both sources.
     *
     * @param trainSize rows of the training source
     * @param testSize rows of the test source
     * @param random stream keyed for the split alone
     * @throws InvalidInputException if a setting is out of bounds or an agent would have no training row
     */
    public static DataPlan of(int trainSize, int testSize, SplitSettings settings, UniformRandomProvider random) {
        double fraction = settings.validationFraction();
        Problems problems = new Problems();
        if (!(fraction >= 0 && fraction < 1)) {
            problems.invalid(Keys.DATA_VALIDATION_FRACTION.name(), fraction, "at least 0 and less than 1");
        }
        if (settings.trainLimit() < 1) {
            problems.invalid(Keys.DATA_TRAIN_LIMIT.name(), settings.trainLimit(), "at least 1");
        }
        problems.throwIfAny();
        int used = Math.min(trainSize, settings.trainLimit());
        int training = used - (int) Math.round(used * fraction);
        int agents = settings.agents();
        int most = settings.assignment() == Assignment.PARTITION ? training : Integer.MAX_VALUE;
        if (training < 1) {
            problems.invalid(
                    Keys.DATA_VALIDATION_FRACTION.name(),
                    fraction,
                    "less, so that at least one of " + used + " images is left for training");
        } else if (agents < 1) {
            problems.invalid(Keys.AGENTS.name(), agents, "at least 1");
        } else if (agents > most) {
            problems.invalid(Keys.AGENTS.name(), agents, "at most " + most + ", the number of training images");
        }
        problems.throwIfAny();
        int[] permutation = ArraySampler.shuffle(random, RowOrder.natural(used));
        return new DataPlan(permutation, training, testSize, settings);
    }

    /** Number of training rows over all agents, each counted once. */
    public int trainingSize() {
        return trainingSize;
    }

    public int validationSize() {
        return permutation.length - trainingSize;
    }

    public int testSize() {
        return testSize;
    }

    /** Rows of the training source on which the agent trains. */
    public int[] trainingRows(int agent) {
        if (settings.assignment() == Assignment.PARTITION) {
            return trainingShard(agent);
        }
        checkAgent(agent, settings.agents());
        return dealt(permutation, 0, trainingSize, 0, 1);
    }

    /** The agent's share of the training rows whatever the assignment, for work that needs each row once (statistics). */
    public int[] trainingShard(int agent) {
        return dealt(permutation, 0, trainingSize, agent, settings.agents());
    }

    /** The agent's share of the validation rows, rows of the training source; may be empty. */
    public int[] validationRows(int agent) {
        return dealt(permutation, trainingSize, permutation.length, agent, settings.agents());
    }

    /** The agent's share of the test source's rows; may be empty. */
    public int[] testRows(int agent) {
        return dealt(RowOrder.natural(testSize), 0, testSize, agent, settings.agents());
    }

    private static int[] dealt(int[] rows, int from, int to, int agent, int agents) {
        checkAgent(agent, agents);
        int[] hand = new int[(int) Math.max(0, ((long) to - from - agent + agents - 1) / agents)];
        for (int i = 0; i < hand.length; i++) {
            hand[i] = rows[from + agent + i * agents];
        }
        Arrays.sort(hand);
        return hand;
    }

    private static void checkAgent(int agent, int agents) {
        if (agent < 0 || agent >= agents) {
            throw new IndexOutOfBoundsException("Invalid agent: " + agent + " (expected 0 to " + (agents - 1) + ")");
        }
    }
}
