package org.quorumsgd.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoublePredicate;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumsgd.optimise.HeavyBall;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.quorum.QuorumDynamics;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.theory.StabilityEdge;

/**
 * Where noise-free runs with momentum begin to grow, found by bisection on alpha, against {@link StabilityEdge}. 2,000 rounds
 * tell growth from decay far within the 1 % of alpha that is asked.
 */
class MomentumStabilityEdgeTest {
    private static final double LEARNING_RATE = 0.1;
    private static final int ROUNDS = 2000;

    @ParameterizedTest
    @CsvSource({"1, 0.1, 0.9", "1, 1.3, 0.5", "4, 0.1, 0.9", "4, 1.0, 0.5", "16, 0.4, 0.7"})
    void theQuorumOfNesterovEasgdConvergesUpToItsEdge(int agents, double h, double momentum) {
        double theory = StabilityEdge.nesterov(h, momentum).easgd(agents);
        assertThat(edge(alpha -> quorumConverges(agents, h, alpha, new Nesterov(momentum))))
                .isCloseTo(theory, within(0.01 * theory));
    }

    @ParameterizedTest
    @CsvSource({"1, 0.1, 0.9", "4, 2.5, 0.5", "16, 0.4, 0.7"})
    void theQuorumOfHeavyBallEasgdConvergesUpToItsEdge(int agents, double h, double momentum) {
        double theory = StabilityEdge.heavyBall(h, momentum).easgd(agents);
        assertThat(edge(alpha -> quorumConverges(agents, h, alpha, new HeavyBall(momentum))))
                .isCloseTo(theory, within(0.01 * theory));
    }

    @ParameterizedTest
    @CsvSource({"2, 0.1, 0.9", "4, 1.0, 0.5", "4, 2.5, 0.7"})
    void theAgentsOfHeavyBallQsgdSynchronizeUpToTheirEdge(int agents, double h, double momentum) {
        double theory = StabilityEdge.heavyBall(h, momentum).qsgd();
        assertThat(edge(alpha -> agentsSynchronize(agents, h, alpha, new HeavyBall(momentum))))
                .isCloseTo(theory, within(0.01 * theory));
    }

    private static boolean agentsSynchronize(int agents, double h, double alpha, Optimiser optimiser) {
        QuorumLoop loop = loop(agents, h, alpha, 1, optimiser, Runs.QSGD);
        return shrinks(loop, round -> round.synchronization().spread());
    }

    private static boolean quorumConverges(int agents, double h, double alpha, Optimiser optimiser) {
        QuorumLoop loop = loop(agents, h, alpha, 0, optimiser, Runs.EASGD);
        return shrinks(
                loop,
                round -> round.synchronization().centreNorm() + loop.quorum().norm());
    }

    /** The largest size over the last hundred rounds against that over the first hundred: a slow beat is no growth. */
    private static boolean shrinks(QuorumLoop loop, ToDoubleFunction<RoundRecord> size) {
        double first = 0;
        double last = 0;
        try {
            for (int t = 0; t < ROUNDS; t++) {
                double now = size.applyAsDouble(loop.advance());
                first = t < 100 ? Math.max(first, now) : first;
                last = t >= ROUNDS - 100 ? Math.max(last, now) : last;
            }
            return last < first;
        } catch (DivergedException e) {
            return false;
        }
    }

    private static QuorumLoop loop(
            int agents, double h, double alpha, double spacing, Optimiser optimiser, QuorumDynamics dynamics) {
        NoisyQuadratic problem = new NoisyQuadratic(new RandomStreams(1), 1, h / LEARNING_RATE, 0, 1, 1, spacing);
        return Runs.loop(problem, agents, Runs.coupled(optimiser, LEARNING_RATE, alpha / LEARNING_RATE), dynamics, 1);
    }

    private static double edge(DoublePredicate stable) {
        double low = 0.001;
        double high = 3;
        assertThat(stable.test(low)).isTrue();
        assertThat(stable.test(high)).isFalse();
        while (high - low > 1e-4) {
            double middle = (low + high) / 2;
            if (stable.test(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
