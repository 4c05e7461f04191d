package org.quorumsgd.asynchronous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.measure.ImplicitMomentum;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;

/** 1 - 1/p by asynchrony alone, out of single noisy paths. */
final class ImplicitMomentumTest {
    private static final int COORDINATES = 100;
    private static final int COMMITS = 4000;
    private static final int SEEDS = 8;

    /** Five standard errors of the mean over the seeds, a false alarm in about a million; other numbers of agents are twenty away. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void exponentialTimesGiveOneLessOneOverTheAgents(int agents) {
        List<ImplicitMomentum.Estimate> fits = LongStream.range(0, SEEDS)
                .mapToObj(seed -> fit(seed, agents, 0.1, COMMITS).orElseThrow())
                .toList();
        double error = Math.sqrt(fits.stream()
                        .mapToDouble(fit -> fit.standardError() * fit.standardError())
                        .sum())
                / SEEDS;
        double mean = fits.stream()
                .mapToDouble(ImplicitMomentum.Estimate::momentum)
                .average()
                .orElseThrow();
        assertThat(error).isLessThan((1.0 / agents - 1.0 / (agents + 1)) / 4);
        assertThat(mean).isCloseTo(1 - 1.0 / agents, within(5 * error + 1e-12));
    }

    /** A chi-square of 32 has mean 32, standard deviation 8; errors two thirds or one and a half times the true ones put it at 72 or 14. */
    @Test
    void itsStandardErrorIsTheScatterOfTheFits() {
        double chiSquare = LongStream.range(0, 4 * SEEDS)
                .mapToObj(seed -> fit(seed, 4, 0.1, COMMITS).orElseThrow())
                .mapToDouble(fit -> Math.pow((fit.momentum() - 0.75) / fit.standardError(), 2))
                .sum();
        assertThat(chiSquare).isBetween(14.0, 72.0);
    }

    @Test
    void withFewCommitsOrWithoutCurvatureItIsLeftOpen() {
        assertThat(fit(1, 4, 0.1, 200)).isEmpty();
        assertThat(fit(1, 4, 0, COMMITS)).isEmpty();
    }

    private static Optional<ImplicitMomentum.Estimate> fit(long seed, int agents, double curvature, int commits) {
        RandomStreams streams = new RandomStreams(seed);
        AgentRules rules = new AgentRules(new Sgd(), new ConstantSchedule(1));
        NoisyQuadratic problem = new NoisyQuadratic(streams, COORDINATES, curvature, 0.01, 1, 1, 0);
        AsynchronousLoop loop = new AsynchronousLoop(
                new LocalAsynchronousEnsemble(problem, agents, rules),
                rules,
                AsynchronousRules.of(new Downpour(), new ExponentialServiceTimes(streams)),
                1);
        for (int round = 0; round < commits / agents; round++) {
            loop.advance();
        }
        return loop.implicitMomentum();
    }
}
