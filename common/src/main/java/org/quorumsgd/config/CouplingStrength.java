package org.quorumsgd.config;

/** alpha = eta k, the share of its distance to the quorum that an exchange removes, at its largest in a run. */
public final class CouplingStrength {
    private CouplingStrength() {}

    /**
     * The learning rate before any decay, of the slowest agent, times the largest gain of its schedule and its spikes, within
     * coupling.beta-limit.
     */
    public static double largest(Configuration configuration) {
        double limit = configuration.value(Keys.COUPLING_BETA_LIMIT).orElse(Double.POSITIVE_INFINITY);
        return Math.min(
                limit / configuration.value(Keys.AGENTS),
                slowestLearningRate(configuration) * largestGain(configuration));
    }

    /** The learning rate before any decay of the agent that has the smallest: the one that couples all. */
    public static double slowestLearningRate(Configuration configuration) {
        return configuration.value(Keys.LEARNING_RATE_INITIAL)
                * configuration.value(Keys.LEARNING_RATE_MULTIPLIERS).stream()
                        .mapToDouble(Double::doubleValue)
                        .min()
                        .orElse(1);
    }

    private static double largestGain(Configuration configuration) {
        if (!configuration.value(Keys.ALGORITHM).hasGain()) {
            return 0;
        }
        double gain = Math.max(
                configuration.value(Keys.COUPLING_GAIN),
                configuration.value(Keys.COUPLING_FINAL_GAIN).orElse(0.0));
        boolean spikes = configuration.value(Keys.ALGORITHM) == Algorithm.SD_QSGD
                && configuration.value(Keys.STATE_GAINS) == StateGains.SPIKING;
        return spikes ? gain * Math.max(1, configuration.value(Keys.STATE_MAGNIFICATION)) : gain;
    }
}
