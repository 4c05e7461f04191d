package org.quorumsgd.cli;

import java.util.List;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;

/**
 * Arithmetic between rounds, steps and epochs. In one epoch the agents together draw as many images as the training split
 * holds; one step draws p b of them (or the sum of the agents' batch sizes), one round tau times as many.
 *
 * @param trainingImages images of the training split
 * @param imagesPerStep p b
 * @param localSteps tau
 */
record RunLength(long trainingImages, long imagesPerStep, int localSteps) {
    static RunLength of(Configuration configuration, long trainingImages) {
        return new RunLength(trainingImages, imagesPerStep(configuration), configuration.value(Keys.COUPLING_PERIOD));
    }

    private static long imagesPerStep(Configuration configuration) {
        List<Integer> batchSizes = configuration.value(Keys.BATCH_SIZES);
        return batchSizes.isEmpty()
                ? (long) configuration.value(Keys.AGENTS) * configuration.value(Keys.BATCH_SIZE)
                : batchSizes.stream().mapToLong(Integer::longValue).sum();
    }

    /** Rounds that cover so many epochs, at least 1. */
    long rounds(double epochs) {
        return Math.max(1, (long) Math.ceil(epochs * trainingImages / (imagesPerStep * localSteps) - 1e-9));
    }

    /** Steps nearest to so many epochs, at least 1. */
    long steps(double epochs) {
        return Math.max(1, Math.round(epochs * trainingImages / imagesPerStep));
    }

    double epochs(long steps) {
        return (double) steps * imagesPerStep / trainingImages;
    }

    /** The first round from this one on in which a period of so many steps ends, counted from 1. */
    long firstPeriodEnd(long round, long everySteps) {
        long periods = (round - 1) * localSteps / everySteps + 1;
        return (periods * everySteps + localSteps - 1) / localSteps;
    }

    long imagesPerRound() {
        return imagesPerStep * localSteps;
    }

    /** The rounds that the configuration asks for. */
    long planned(Configuration configuration) {
        return configuration
                .value(Keys.ROUNDS)
                .map(Integer::longValue)
                .orElseGet(() -> rounds(configuration.value(Keys.EPOCHS)));
    }
}
