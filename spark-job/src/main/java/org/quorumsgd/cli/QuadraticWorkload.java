package org.quorumsgd.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.StartPoint;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.random.RandomStreams;

/** The noisy quadratic, whose laws are known exactly: no data, no model file. */
record QuadraticWorkload(Configuration configuration) implements Workload {

    @Override
    public int parameters() {
        return configuration.value(Keys.QUADRATIC_DIMENSION);
    }

    @Override
    public long examplesPerEpoch() {
        return configuration.value(Keys.QUADRATIC_EXAMPLES);
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "noisy quadratic of curvature %s and noise variance %s in %,d coordinates",
                configuration.value(Keys.QUADRATIC_CURVATURE),
                configuration.value(Keys.QUADRATIC_NOISE_VARIANCE),
                parameters());
    }

    @Override
    public Map<String, String> preflight() {
        Map<String, String> rows = new LinkedHashMap<>();
        double learningRate = configuration.value(Keys.LEARNING_RATE_INITIAL);
        rows.put(
                "products",
                String.format(
                        Locale.ROOT,
                        "eta a = %.4g, eta k = %.4g, eta k p = %.4g",
                        learningRate * configuration.value(Keys.QUADRATIC_CURVATURE),
                        learningRate * QuadraticPrediction.gain(configuration),
                        learningRate * QuadraticPrediction.gain(configuration) * configuration.value(Keys.AGENTS)));
        QuadraticPrediction prediction = QuadraticPrediction.of(configuration);
        rows.put("closed form", prediction.obstacle().map(why -> "none: " + why).orElse("applies"));
        prediction
                .values()
                .forEach(value -> rows.put(
                        value.quantity().inShort(), String.format(Locale.ROOT, "%.4e per coordinate", value.exact())));
        return rows;
    }

    @Override
    public AgentMemory agentMemory() {
        return AgentMemory.of(parameters(), 0, 0);
    }

    @Override
    public String device() {
        return problem().device();
    }

    @Override
    public List<String> enable() {
        return List.of();
    }

    @Override
    public LoadedWorkload load(JavaSparkContext context) {
        return new LoadedWorkload(problem(), Map.of(), Map.of(), Optional.of(new QuadraticComparison(configuration)));
    }

    /** With {@code start = own} the agents stand evenly from the start point to its mirror image, about the minimum. */
    Problem problem() {
        int agents = configuration.value(Keys.AGENTS);
        double start = configuration.value(Keys.QUADRATIC_START);
        boolean together = configuration.value(Keys.START) == StartPoint.COMMON || agents == 1;
        return new NoisyQuadratic(
                new RandomStreams(configuration.value(Keys.SEED)),
                parameters(),
                configuration.value(Keys.QUADRATIC_CURVATURE),
                configuration.value(Keys.QUADRATIC_NOISE_VARIANCE),
                configuration.value(Keys.BATCH_SIZE),
                start,
                together ? 0 : -2 * start / (agents - 1));
    }
}
