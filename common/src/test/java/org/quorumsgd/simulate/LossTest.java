package org.quorumsgd.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.text.ParseException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;

/** What every loss must fulfil. */
final class LossTest {
    private static final int POINTS = 20;
    private static final double REACH = 3;

    static List<Loss> losses() {
        return List.of(
                PaperModels.WAVY,
                PaperModels.wells(1),
                PaperModels.wells(2),
                PaperModels.wells(100),
                new QuadraticLoss(3, 0.7),
                new Rastrigin(4, 10),
                new Rosenbrock(2, 100),
                new Rosenbrock(5, 3),
                expression("0.02*(x^4 - 4*x^2 + x/5 + 2.4*sin(20*x) + 1.2*sin(35*x))", 1),
                expression("100*(x2 - x1^2)^2 + (1 - x1)^2 / 1e0", 2),
                expression("exp(-x1^2/9) * tanh(x2) + sqrt(4 + x3^2)^1.5 - log(5 + cos(pi*x1)) / (1 + abs(x2*x3))", 3),
                expression("tan(x1 / 4) + 2^x2 - -x1^2 + e * (10 + x2)^x1 / 5e2", 2));
    }

    private static Loss expression(String text, int dimension) {
        try {
            return Expression.parse(text, dimension);
        } catch (ParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void gradientIsTheLimitOfCentralDifferences(Loss loss) {
        points(loss).forEach(x -> {
            double[] gradient = gradient(loss, x);
            for (int j = 0; j < x.length; j++) {
                // Truncation step^2 f''' / 6: f''' is below 35^3 for the wavy well, below 24 b |x| for Rosenbrock's
                // valley.
                double step = 1e-5;
                double up = loss.value(moved(x, j, step));
                double down = loss.value(moved(x, j, -step));
                double scale = 1 + Math.abs(up) + Math.abs(gradient[j]);
                assertThat(gradient[j]).isCloseTo((up - down) / (2 * step), within(1e-6 * scale));
            }
        });
    }

    /** f is of order 50 to 5,000 here, so single precision keeps about 1e-6 of the largest term of a gradient. */
    @ParameterizedTest
    @MethodSource("losses")
    void gradientsOfManyPointsAreTheGradientInSinglePrecision(Loss loss) {
        int d = loss.dimension();
        float[] positions = new float[POINTS * d * Lanes.COUNT];
        UniformRandomProvider random = new RandomStreams(2).stream(Purpose.START, 0, 0);
        for (int i = 0; i < positions.length; i++) {
            positions[i] = (float) (REACH * (2 * random.nextDouble() - 1));
        }
        float[] gradients = new float[positions.length];
        loss.gradients(positions, gradients, POINTS).forEach(sweep -> sweep.run(0));
        for (int point = 0; point < POINTS; point++) {
            for (int lane = 0; lane < Lanes.COUNT; lane++) {
                double[] x = new double[d];
                for (int j = 0; j < d; j++) {
                    x[j] = positions[(point * d + j) * Lanes.COUNT + lane];
                }
                double[] expected = gradient(loss, x);
                for (int j = 0; j < d; j++) {
                    assertThat(gradients[(point * d + j) * Lanes.COUNT + lane])
                            .isCloseTo((float) expected[j], within((float) (4e-6 * (1 + Math.abs(expected[j])))));
                }
            }
        }
    }

    /** The mean over a product grid of midpoints; for n of them the error is of the order (omega c / n)^2. */
    @ParameterizedTest
    @MethodSource("losses")
    void smoothedLossIsTheMeanOverTheNoise(Loss loss) {
        if (loss.dimension() > 2) {
            return; // a product grid in more dimensions is too large; the formulas do not know the dimension
        }
        double c = 0.12;
        int n = 200;
        points(loss).forEach(x -> {
            double sum = 0;
            int second = x.length == 1 ? 1 : n;
            for (int i = 0; i < n; i++) {
                double[] first = moved(x, 0, c * ((2 * i + 1.0) / n - 1));
                for (int j = 0; j < second; j++) {
                    sum += loss.value(x.length == 1 ? first : moved(first, 1, c * ((2 * j + 1.0) / n - 1)));
                }
            }
            double mean = sum / n / second;
            assertThat(loss.smoothed(x, c)).isCloseTo(mean, within(2e-4 * (1 + Math.abs(mean))));
            assertThat(loss.smoothed(x, 0)).isCloseTo(loss.value(x), within(1e-9 * (1 + Math.abs(mean))));
        });
    }

    private static Stream<double[]> points(Loss loss) {
        UniformRandomProvider random = new RandomStreams(1).stream(Purpose.START, 0, 0);
        return Stream.generate(() -> random.doubles(loss.dimension())
                        .map(u -> REACH * (2 * u - 1))
                        .toArray())
                .limit(POINTS);
    }

    private static double[] gradient(Loss loss, double[] x) {
        double[] gradient = new double[x.length];
        loss.gradient(x, gradient);
        return gradient;
    }

    private static double[] moved(double[] x, int coordinate, double by) {
        double[] moved = x.clone();
        moved[coordinate] += by;
        return moved;
    }
}
