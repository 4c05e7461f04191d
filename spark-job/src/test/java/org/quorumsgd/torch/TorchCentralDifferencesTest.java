package org.quorumsgd.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.data.ImageShape;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * The gradient against (f(x + h) - f(x - h)) / 2h of the loss, in double precision, with dropout and penalty on; the bounds are
 * those of {@code dl4j.CentralDifferencesTest}, where they are derived.
 */
final class TorchCentralDifferencesTest {
    private static final double H = 0x1p-20;
    private static final double FOUR_ROUNDINGS = 0x1p-22;
    private static final double L2 = 0x1p-6;
    private static final int AGENT = 1;
    private static final long STEP = 3;

    static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of("mlp", BothBackends.DIGIT, 12),
                Arguments.of("lenet", BothBackends.DIGIT, 4),
                Arguments.of("lenet", BothBackends.CLOTHING, 2),
                Arguments.of("boffi-cnn", BothBackends.DIGIT, 3),
                Arguments.of("boffi-cnn", BothBackends.PHOTO, 2));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theGradientIsTheDerivativeOfTheLoss(String preset, ImageShape shape, int coordinatesPerBlock) {
        check(
                preset,
                shape,
                coordinatesPerBlock,
                (objective, x, statistics, gradient) -> objective.gradient(STEP, x, statistics, gradient));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theProbesGradientIsTheDerivativeOfItsLoss(String preset, ImageShape shape, int coordinatesPerBlock) {
        check(preset, shape, coordinatesPerBlock, Objective::probe);
    }

    private interface LossAndGradient {
        double at(Objective objective, Vector x, Vector statistics, Vector gradient);
    }

    private static void check(String preset, ImageShape shape, int coordinatesPerBlock, LossAndGradient function) {
        TorchProblem problem = BothBackends.of(preset, shape, "model { dropout = 0.5, l2 = " + L2 + " }")
                .exact();
        AgentState start = problem.start(AGENT);
        UniformRandomProvider random = new RandomStreams(1).stream(Purpose.NOISE, AGENT, STEP);
        float[] x = awayFromTheStart(start, random);
        try (Objective objective = problem.open(AGENT)) {
            Vector gradient = HeapVector.zeros(x.length);
            double loss =
                    function.at(objective, HeapVector.of(x), start.statistics().copy(), gradient);
            int offset = 0;
            for (ParameterBlock block : problem.blocks()) {
                for (int k = 0; k < coordinatesPerBlock; k++) {
                    int j = offset + random.nextInt(block.length());
                    double g = gradient.hostValues()[j];
                    double difference =
                            (loss(function, objective, start, x, j, H) - loss(function, objective, start, x, j, -H))
                                    / (2 * H);
                    double error = FOUR_ROUNDINGS * (Math.abs(g) + L2 * Math.abs(x[j])) + 8 * Math.ulp(loss) / H;
                    assertThat(g).as("%s, coordinate %d", block.name(), j).isCloseTo(difference, within(error));
                }
                offset += block.length();
            }
            assertThat(offset).isEqualTo(x.length);
        }
    }

    private static float[] awayFromTheStart(AgentState start, UniformRandomProvider random) {
        float[] x = start.position().hostValues().clone();
        for (int j = 0; j < x.length; j++) {
            x[j] = (float) (H * Math.rint((x[j] + random.nextDouble(-0.1, 0.1)) / H));
        }
        return x;
    }

    private static double loss(
            LossAndGradient function, Objective objective, AgentState start, float[] x, int j, double h) {
        float[] moved = x.clone();
        moved[j] = (float) (x[j] + h);
        return function.at(
                objective, HeapVector.owning(moved), start.statistics().copy(), HeapVector.zeros(x.length));
    }
}
