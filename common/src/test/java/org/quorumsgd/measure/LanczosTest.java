package org.quorumsgd.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.UnaryOperator;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.measure.Lanczos.Extremes;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;

class LanczosTest {
    @Test
    void findsBothEndsOfADiagonalInAsManyStepsAsItHasEigenvalues() {
        double[] eigenvalues = {3, -2, 7, .5, 7, -1};
        Extremes extremes = Lanczos.extremes(diagonal(eigenvalues), gaussian(6, 1), 30);
        assertThat(extremes.smallest()).isCloseTo(-2, within(1e-12));
        assertThat(extremes.largest()).isCloseTo(7, within(1e-12));
        assertThat(extremes.steps()).as("7 counts once").isEqualTo(5);
        assertThat(extremes.smallestResidual()).isLessThan(1e-12);
        assertThat(extremes.largestResidual()).isLessThan(1e-12);
    }

    /** The 5-point Laplacian on an m x m grid: eigenvalues 4 sin^2(i pi / (2 (m+1))) + the same of j, i, j = 1..m. */
    @Test
    void boundsTheSpectrumOfTheLaplacianFromInside() {
        int m = 40;
        double smallest = 8 * Math.pow(Math.sin(Math.PI / (2 * (m + 1))), 2);
        double largest = 8 * Math.pow(Math.sin(m * Math.PI / (2 * (m + 1))), 2);
        Extremes few = Lanczos.extremes(laplacian(m), gaussian(m * m, 2), 30);
        assertThat(few.steps()).isEqualTo(30);
        assertThat(few.smallest()).isGreaterThan(smallest);
        assertThat(few.largest()).isLessThan(largest).isGreaterThan(.99 * largest);
        Extremes many = Lanczos.extremes(laplacian(m), gaussian(m * m, 2), 250);
        assertThat(many.smallest()).isCloseTo(smallest, within(1e-10));
        assertThat(many.largest()).isCloseTo(largest, within(1e-10));
    }

    /** Some eigenvalue i of diag(1..200) lies within the residual of each Ritz value, at every number of steps. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 10, 20, 40})
    void theResidualReachesAnEigenvalue(int steps) {
        double[] eigenvalues = new double[200];
        for (int i = 0; i < 200; i++) {
            eigenvalues[i] = i + 1;
        }
        Extremes extremes = Lanczos.extremes(diagonal(eigenvalues), gaussian(200, 3), steps);
        double low = Math.abs(extremes.smallest() - Math.rint(extremes.smallest()));
        double high = Math.abs(extremes.largest() - Math.rint(extremes.largest()));
        assertThat(extremes.smallestResidual()).isGreaterThan(low - 1e-12);
        assertThat(extremes.largestResidual()).isGreaterThan(high - 1e-12);
        if (steps == 1) {
            assertThat(extremes.smallest()).isEqualTo(extremes.largest());
        }
    }

    /** By hand: A = diag(1, 2, 6), x = (1, 1, 1): Ritz value x.Ax / 3 = 3, residual |A x - 3 x| / sqrt 3 = sqrt(14/3). */
    @Test
    void oneStepIsTheRayleighQuotientOfTheStart() {
        Extremes extremes = Lanczos.extremes(diagonal(1, 2, 6), new double[] {1, 1, 1}, 1);
        assertThat(extremes.smallest()).isCloseTo(3, within(1e-14));
        assertThat(extremes.largestResidual()).isCloseTo(Math.sqrt(14 / 3.), within(1e-14));
    }

    /** |A y - theta y| of both Ritz vectors of that start in two steps, from an independent computation. */
    @Test
    void theResidualIsThatOfTheRitzVector() {
        Extremes extremes = Lanczos.extremes(diagonal(1, 2, 6), new double[] {1, 1, 1}, 2);
        assertThat(extremes.smallest()).isCloseTo(1.388986700087834, within(1e-13));
        assertThat(extremes.smallestResidual()).isCloseTo(.49307322905622947, within(1e-13));
        assertThat(extremes.largest()).isCloseTo(5.896727585626451, within(1e-13));
        assertThat(extremes.largestResidual()).isCloseTo(.6611738800282423, within(1e-13));
    }

    /** A reflection H = I - 2 w w^T turns diag into H diag H and the start s into H s: the same Ritz values. */
    @Test
    void doesNotDependOnTheCoordinates() {
        int n = 50;
        double[] eigenvalues = gaussian(n, 4);
        double[] w = gaussian(n, 5);
        double[] start = gaussian(n, 6);
        Extremes plain = Lanczos.extremes(diagonal(eigenvalues), start, 12);
        Extremes turned =
                Lanczos.extremes(x -> reflect(w, diagonal(eigenvalues).apply(reflect(w, x))), reflect(w, start), 12);
        assertThat(turned.smallest()).isCloseTo(plain.smallest(), within(1e-11));
        assertThat(turned.largest()).isCloseTo(plain.largest(), within(1e-11));
        assertThat(turned.largestResidual()).isCloseTo(plain.largestResidual(), within(1e-9));
    }

    @Test
    void stopsWhereTheKrylovSpaceIsExhausted() {
        double[] start = {1, 1, 0, 0, 0};
        Extremes extremes = Lanczos.extremes(diagonal(1, 4, 100, -100, 7), start, 5);
        assertThat(extremes.steps()).isEqualTo(2);
        assertThat(extremes.smallest()).isCloseTo(1, within(1e-13));
        assertThat(extremes.largest()).isCloseTo(4, within(1e-13));
        assertThat(extremes.largestResidual()).isZero();
    }

    @Test
    void theIdentityAndTheZeroOperatorTakeOneStep() {
        double[] start = gaussian(100, 7);
        assertThat(Lanczos.extremes(x -> x, start, 30).steps()).isEqualTo(1);
        assertThat(Lanczos.extremes(x -> x, start, 30).largest()).isCloseTo(1, within(1e-14));
        assertThat(Lanczos.extremes(x -> new double[100], start, 30)).isEqualTo(new Extremes(0, 0, 0, 0, 1));
    }

    @Test
    void inOneDimensionItIsTheNumberItself() {
        assertThat(Lanczos.extremes(diagonal(-3), new double[] {-.5}, 30)).isEqualTo(new Extremes(-3, 0, -3, 0, 1));
    }

    /** Without full orthogonalization copies of converged Ritz values would appear and the smallest come late. */
    @Test
    void staysOrthogonalBeyondConvergence() {
        double[] eigenvalues = new double[300];
        for (int i = 0; i < 300; i++) {
            eigenvalues[i] = i == 0 ? 1e6 : i / 300.;
        }
        Extremes extremes = Lanczos.extremes(diagonal(eigenvalues), gaussian(300, 8), 300);
        assertThat(extremes.largest()).isCloseTo(1e6, within(1e-6));
        assertThat(extremes.smallest()).isCloseTo(1 / 300., within(1e-7));
    }

    @Test
    void repeatsItsBitsAndLeavesTheStartAlone() {
        double[] start = gaussian(64, 9);
        double[] copy = start.clone();
        UnaryOperator<double[]> operator = diagonal(gaussian(64, 10));
        assertThat(Lanczos.extremes(operator, start, 10)).isEqualTo(Lanczos.extremes(operator, start, 10));
        assertThat(start).isEqualTo(copy);
    }

    @Test
    void refusesWhatHasNoDirectionOrNoValue() {
        assertThatThrownBy(() -> Lanczos.extremes(diagonal(1, 2), new double[2], 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid norm of the start vector: 0.0 (expected a finite number above 0)");
        assertThatThrownBy(() -> Lanczos.extremes(diagonal(1, 2), new double[] {1, Double.NaN}, 3))
                .hasMessage("Invalid norm of the start vector: NaN (expected a finite number above 0)");
        assertThatThrownBy(() -> Lanczos.extremes(diagonal(1, Double.NaN), new double[] {1, 1}, 3))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("Invalid norm of the operator's result in call 1: NaN (expected a finite number)");
        assertThatThrownBy(() -> Lanczos.extremes(x -> new double[3], new double[] {1, 1}, 3))
                .hasMessage("Invalid length of the operator's result: 3 (expected 2)");
        assertThatThrownBy(() -> Lanczos.extremes(diagonal(1, 2), new double[] {1, 1}, 0))
                .hasMessage("Invalid number of steps: 0 (expected at least 1)");
    }

    private static UnaryOperator<double[]> diagonal(double... eigenvalues) {
        return x -> {
            double[] image = new double[x.length];
            for (int j = 0; j < x.length; j++) {
                image[j] = eigenvalues[j] * x[j];
            }
            return image;
        };
    }

    private static UnaryOperator<double[]> laplacian(int m) {
        return x -> {
            double[] image = new double[m * m];
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < m; j++) {
                    double neighbours = (i > 0 ? x[(i - 1) * m + j] : 0)
                            + (i < m - 1 ? x[(i + 1) * m + j] : 0)
                            + (j > 0 ? x[i * m + j - 1] : 0)
                            + (j < m - 1 ? x[i * m + j + 1] : 0);
                    image[i * m + j] = 4 * x[i * m + j] - neighbours;
                }
            }
            return image;
        };
    }

    private static double[] reflect(double[] w, double[] x) {
        double along = 0;
        double square = 0;
        for (int j = 0; j < x.length; j++) {
            along += w[j] * x[j];
            square += w[j] * w[j];
        }
        double[] image = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            image[j] = x[j] - 2 * along / square * w[j];
        }
        return image;
    }

    private static double[] gaussian(int n, int step) {
        UniformRandomProvider random = new RandomStreams(2020).stream(Purpose.NOISE, 0, step);
        return ZigguratSampler.NormalizedGaussian.of(random).samples(n).toArray();
    }
}
