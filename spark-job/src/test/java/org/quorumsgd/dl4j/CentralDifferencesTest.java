package org.quorumsgd.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.data.ImageShape;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * The gradient against (f(x + h) - f(x - h)) / 2h of the loss, in double precision, with dropout and penalty on.
 *
 * <p>Parameters are multiples of h, so that x + h and x - h are exact in single precision. The difference errs by the loss's
 * rounding over h, which 8 units in the last place bound generously; the h^2 term is smaller than 1e-11. The gradient errs by
 * its roundings to single precision, of which there are at most four. A kink of ReLU or max pooling within h would
 * fail the test; at this h, one coordinate in some hundreds meets one, and the fixed seed has none.
 */
class CentralDifferencesTest {
    private static final double H = 0x1p-20;
    private static final double FOUR_ROUNDINGS = 0x1p-22;
    private static final double L2 = 0x1p-6;
    private static final int AGENT = 1;
    private static final long STEP = 3;

    @BeforeAll
    static void enable() {
        Dl4jAcceleration.enable();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void theGradientIsTheDerivativeOfTheLoss(
            String name, MultiLayerConfiguration network, ImageShape shape, int coordinatesPerBlock) {
        check(
                network,
                shape,
                coordinatesPerBlock,
                (objective, x, statistics, gradient) -> objective.gradient(STEP, x, statistics, gradient));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void theProbesGradientIsTheDerivativeOfItsLoss(
            String name, MultiLayerConfiguration network, ImageShape shape, int coordinatesPerBlock) {
        check(network, shape, coordinatesPerBlock, Objective::probe);
    }

    private interface LossAndGradient {
        double at(Objective objective, Vector x, Vector statistics, Vector gradient);
    }

    private static void check(
            MultiLayerConfiguration network, ImageShape shape, int coordinatesPerBlock, LossAndGradient function) {
        NetworkProblem problem = SmallProblems.of(SmallProblems.inDoublePrecision(network), shape);
        AgentState start = problem.start(AGENT);
        UniformRandomProvider random = new RandomStreams(1).stream(Purpose.NOISE, AGENT, STEP);
        float[] x = awayFromTheStart(start, random);
        try (Objective objective = problem.open(AGENT)) {
            Vector gradient = HeapVector.zeros(x.length);
            double loss =
                    function.at(objective, HeapVector.of(x), start.statistics().copy(), gradient);
            int offset = 0;
            for (ParameterLayout.Block block : ParameterLayout.of(network).blocks()) {
                if (block.kind() == ParameterLayout.Kind.STATISTIC) {
                    continue;
                }
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

    /** Biases and batch norm's scale and shift begin at 0 and 1, where some mistakes are silent. */
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

    static Stream<Arguments> networks() {
        ImageShape digit = SmallProblems.DIGIT;
        ImageShape clothing = SmallProblems.CLOTHING;
        ImageShape photo = SmallProblems.PHOTO;
        return Stream.of(
                Arguments.of("mlp", SmallProblems.mlp(settings(digit)), digit, 12),
                Arguments.of("lenet 8x8", Networks.lenet(settings(digit)), digit, 4),
                Arguments.of("lenet 28x28", Networks.lenet(settings(clothing)), clothing, 2),
                Arguments.of("boffi-cnn 8x8", SmallProblems.boffiCnn(settings(digit)), digit, 3),
                Arguments.of("boffi-cnn 32x32", SmallProblems.boffiCnn(settings(photo)), photo, 2));
    }

    private static NetworkSettings settings(ImageShape input) {
        return new NetworkSettings(input, SmallProblems.CLASSES, 0.5, L2);
    }
}
