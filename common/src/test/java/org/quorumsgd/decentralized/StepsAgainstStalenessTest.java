package org.quorumsgd.decentralized;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.asynchronous.ConstantServiceTimes;
import org.quorumsgd.asynchronous.ExponentialServiceTimes;
import org.quorumsgd.asynchronous.LocalAsynchronousEnsemble;
import org.quorumsgd.ensemble.DivergedException;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;

/**
 * Gradients until |grad f(xbar)|^2 has fallen to a hundredth for good, with the constant learning rate that needs the fewest, against S_avg: the
 * study of docs/reproduction.md. f = |x|^2 / 2 in 200 coordinates, 4 agents linked all to all, exponential service times, constant delays.
 */
final class StepsAgainstStalenessTest {
    private static final int AGENTS = 4;
    private static final int COORDINATES = 200;
    private static final double TARGET = 0.01;
    private static final List<Double> DELAYS = List.of(0.0, 2.0, 4.0, 8.0, 16.0, 32.0);
    private static final int SEEDS = 3;

    /** @param gradients the fewest */
    private record Point(double delay, double staleness, double learningRate, double gradients) {}

    /** T = O(S_avg / eps). A constant staleness S would need ln(1 / eps) / (2 ln((S + 1) / S)), about 2.3 S. */
    @Test
    void withoutNoiseTheStepsGrowInProportionToTheStaleness() {
        for (double delay : DELAYS) {
            assertThat(points(delay, 0))
                    .allSatisfy(point ->
                            assertThat(point.gradients / point.staleness).isBetween(2.3, 2 * 2.3));
        }
    }

    /** T = O(sigma / eps^2), which knows no staleness, until the term of the staleness is as large. */
    @Test
    void withNoiseLittleStalenessCostsNothingAndMuchAsMuchAsWithoutNoise() {
        double none = mean(points(0, 1));
        assertThat(mean(points(8, 1))).isBetween(0.8 * none, 1.2 * none);
        assertThat(mean(points(32, 1))).isBetween(0.9 * mean(points(32, 0)), 1.2 * mean(points(32, 0)));
    }

    private static double mean(List<Point> points) {
        return points.stream().mapToDouble(Point::gradients).average().orElseThrow();
    }

    private static List<Point> points(double delay, double noise) {
        return LongStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> best(delay, noise, seed))
                .toList();
    }

    private static Point best(double delay, double noise, long seed) {
        Point best = new Point(delay, Double.NaN, Double.NaN, 4_000);
        for (int power = 0; power <= 40; power++) {
            Point point = run(delay, noise, seed, Math.pow(2, -power / 5.0), best.gradients);
            best = point.gradients < best.gradients ? point : best;
        }
        return best;
    }

    /** Gives up after so many gradients. */
    private static Point run(double delay, double noise, long seed, double learningRate, double limit) {
        RandomStreams streams = new RandomStreams(seed);
        AgentRules rules = new AgentRules(new Sgd(), new ConstantSchedule(learningRate));
        DecentralizedLoop loop = new DecentralizedLoop(
                new LocalAsynchronousEnsemble(
                        new NoisyQuadratic(streams, COORDINATES, 1, noise, 1, 1, 0),
                        AGENTS,
                        DecentralizedLoop.works(rules)),
                rules,
                DecentralizedRules.of(
                        Topology.allToAll(AGENTS),
                        new DrawnLinkDelays(AGENTS, new ConstantServiceTimes(), delay, List.of()),
                        new ExponentialServiceTimes(streams)),
                1);
        double stalenessSum = 0;
        int above = 0;
        // Longer than an oscillation stays small.
        double streak = 10 + 5 * delay;
        try {
            while (above * AGENTS < limit) {
                RoundRecord record = loop.advance();
                stalenessSum += Objects.requireNonNull(record.asynchrony()).meanStaleness();
                double size = loop.quorum().dot(loop.quorum()) / COORDINATES;
                above = size > TARGET ? loop.rounds() : above;
                if (loop.rounds() - above >= streak) {
                    return new Point(delay, stalenessSum / loop.rounds(), learningRate, (above + 1.0) * AGENTS);
                }
                if (size > 100) {
                    break;
                }
            }
        } catch (DivergedException e) {
            // too fast
        }
        return new Point(delay, Double.NaN, learningRate, Double.POSITIVE_INFINITY);
    }
}
