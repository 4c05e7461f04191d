package org.quorumsgd.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;

/**
 * What every {@link Vector} must do, wherever it lives; a kind of vector is tested by extending this class.
 *
 * <p>The reference is a plain loop in double precision. An elementwise operation may round each of its two operations, or
 * fuse them: its error is at most 2 x 2^-24 of the magnitudes involved. A reduction in double precision of n terms errs by
 * at most n x 2^-53 of the sum of their magnitudes, whatever its order.
 */
public abstract class VectorContract {
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    /** A vector of the kind under test with these values. */
    protected abstract Vector vector(float... values);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 7, 1000})
    void elementwiseOperationsAgreeWithDoublePrecision(int n) {
        float[] y = values(n, 1);
        float[] x = values(n, 2);
        float a = -0.37f;

        Vector scaled = vector(y);
        scaled.scale(a);
        Vector added = vector(y);
        added.axpy(a, vector(x));
        Vector moved = vector(y);
        moved.moveTowards(vector(x), a);
        Vector assigned = vector(y);
        assigned.assign(x);

        for (int j = 0; j < n; j++) {
            double magnitude = Math.abs(y[j]) + Math.abs(x[j]);
            assertClose(scaled.hostValues()[j], (double) a * y[j], magnitude);
            assertClose(added.hostValues()[j], y[j] + (double) a * x[j], magnitude);
            assertClose(moved.hostValues()[j], y[j] - a * ((double) y[j] - x[j]), 2 * magnitude);
        }
        assertThat(assigned.hostValues()).containsExactly(x);
    }

    /** One pass gives the bits of two, so a rule may be fused. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 7, 1000})
    void axpbyIsScaleThenAxpyToTheBit(int n) {
        Vector x = vector(values(n, 5));
        Vector fused = vector(values(n, 6));
        Vector inTwo = fused.copy();
        fused.axpby(-0.37f, x, 0.9f);
        inTwo.scale(0.9f);
        inTwo.axpy(-0.37f, x);
        assertThat(fused.hostValues()).containsExactly(inTwo.hostValues());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 7, 1000})
    void reductionsAgreeWithDoublePrecision(int n) {
        float[] y = values(n, 3);
        float[] x = values(n, 4);
        double dot = 0;
        double dotMagnitude = 0;
        double squares = 0;
        double squaredDistance = 0;
        for (int j = 0; j < n; j++) {
            dot += (double) y[j] * x[j];
            dotMagnitude += Math.abs((double) y[j] * x[j]);
            squares += (double) y[j] * y[j];
            squaredDistance += ((double) y[j] - x[j]) * ((double) y[j] - x[j]);
        }
        double share = 2 * (n + 3) * 0x1p-53;

        assertThat(vector(y).dot(vector(x)) - dot).isBetween(-share * dotMagnitude, share * dotMagnitude);
        assertThat(vector(y).squaredDistance(vector(x)) - squaredDistance)
                .isBetween(-share * squaredDistance, share * squaredDistance);
        assertThat(vector(y).norm() - Math.sqrt(squares))
                .isBetween(-share * Math.sqrt(squares), share * Math.sqrt(squares));
        assertThat(vector(y).dot(vector(x))).isEqualTo(vector(y).dot(vector(x)));
    }

    @Test
    void reductionsSumInDoublePrecision() {
        assertThat(vector(1e8f, 1, -1e8f).dot(vector(1, 1, 1))).isEqualTo(1);
        assertThat(vector(1e30f, 1e30f).norm()).isFinite();
        assertThat(vector(1e30f).squaredDistance(vector(-1e30f))).isFinite();
        assertThat(vector(1 + 0x1p-23f).squaredDistance(vector(1))).isEqualTo(0x1p-46);
    }

    @Test
    void theEmptyVectorHasNormZero() {
        assertThat(vector().length()).isZero();
        assertThat(vector().norm()).isZero();
        assertThat(vector().squaredDistance(vector())).isZero();
    }

    @Test
    void aNonFiniteCoordinateStaysInItsPlaceUnderElementwiseOperations() {
        Vector y = vector(1, Float.NaN, INFINITY, 2);
        y.scale(0);
        assertThat(y.hostValues()).containsExactly(0, Float.NaN, Float.NaN, 0);

        y = vector(1, 1, 1, INFINITY);
        y.axpy(1, vector(1, Float.NaN, -INFINITY, -INFINITY));
        assertThat(y.hostValues()).containsExactly(2, Float.NaN, -INFINITY, Float.NaN);

        y = vector(1, 1, 1, INFINITY);
        y.moveTowards(vector(1, Float.NaN, INFINITY, INFINITY), 0.5f);
        assertThat(y.hostValues()).containsExactly(1, Float.NaN, INFINITY, Float.NaN);

        y = vector(3e38f, 1);
        y.scale(2);
        assertThat(y.hostValues()).containsExactly(INFINITY, 2);
    }

    @Test
    void aNonFiniteCoordinateAnywhereReachesEveryReduction() {
        for (int n : new int[] {1, 3, 4, 5, 9}) {
            for (int j = 0; j < n; j++) {
                float[] spoilt = values(n, 5);
                spoilt[j] = Float.NaN;
                assertThat(vector(spoilt).norm()).isNaN();
                assertThat(vector(spoilt).dot(vector(values(n, 6)))).isNaN();
                assertThat(vector(values(n, 6)).squaredDistance(vector(spoilt))).isNaN();
                spoilt[j] = -INFINITY;
                assertThat(vector(spoilt).norm()).isEqualTo(Double.POSITIVE_INFINITY);
                assertThat(vector(spoilt).squaredDistance(vector(values(n, 6)))).isEqualTo(Double.POSITIVE_INFINITY);
            }
        }
    }

    @Test
    void assignmentForgetsNonFiniteValues() {
        Vector y = vector(Float.NaN, INFINITY, -0f);
        y.assign(new float[] {1, 2, 0f});
        assertThat(y.hostValues()).containsExactly(1, 2, 0f);
    }

    @Test
    void aVectorMayBeItsOwnArgument() {
        Vector y = vector(1, -2, 3, 4, 5);
        y.axpy(2, y);
        assertThat(y.hostValues()).containsExactly(3, -6, 9, 12, 15);
        y.moveTowards(y, 0.3f);
        assertThat(y.hostValues()).containsExactly(3, -6, 9, 12, 15);
        assertThat(y.dot(y)).isEqualTo(495);
        assertThat(y.squaredDistance(y)).isZero();
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 1e-3f, 0.3f, 1, 1.7f, 40})
    void movingTowardsAnEqualVectorChangesNoBit(float share) {
        float[] values = {1.1f, -0f, 0f, 3e38f, Float.MIN_VALUE, -7.3f};
        Vector y = vector(values);
        y.moveTowards(vector(values), share);
        assertThat(y.hostValues()).containsExactly(values);
    }

    @Test
    void movingTheWholeWayArrivesToRounding() {
        float[] start = values(1000, 7);
        float[] target = values(1000, 8);
        Vector y = vector(start);
        y.moveTowards(vector(target), 1);
        for (int j = 0; j < start.length; j++) {
            assertClose(y.hostValues()[j], target[j], Math.abs(start[j]) + Math.abs(target[j]));
        }
    }

    @Test
    void copiesAndZerosAreIndependent() {
        Vector y = vector(1, 2, 3);
        Vector copy = y.copy();
        Vector zeros = y.zeros();
        y.scale(5);
        copy.axpy(1, copy);
        zeros.axpy(1, vector(7, 8, 9));
        assertThat(y.hostValues()).containsExactly(5, 10, 15);
        assertThat(copy.hostValues()).containsExactly(2, 4, 6);
        assertThat(zeros.hostValues()).containsExactly(7, 8, 9);
        assertThat(y.zeros().hostValues()).containsExactly(0, 0, 0);
        assertThat(vector(Float.NaN).zeros().hostValues()).containsExactly(0);
    }

    @Test
    void argumentsStayAsTheyAre() {
        float[] values = {4, 5, 6};
        Vector x = vector(values);
        Vector y = vector(1, 2, 3);
        y.axpy(2, x);
        y.moveTowards(x, 0.5f);
        y.assign(values);
        y.scale(3);
        assertThat(y.dot(x) + y.squaredDistance(x)).isPositive();
        assertThat(x.hostValues()).containsExactly(4, 5, 6);
        assertThat(values).containsExactly(4, 5, 6);
    }

    @Test
    void lengthsMustAgree() {
        Vector y = vector(1, 2, 3);
        Vector shorter = vector(1, 2);
        Stream.<Consumer<Vector>>of(
                        v -> v.axpy(1, shorter),
                        v -> v.moveTowards(shorter, 1),
                        v -> v.dot(shorter),
                        v -> v.squaredDistance(shorter),
                        v -> v.assign(new float[2]))
                .forEach(operation -> assertThatThrownBy(() -> operation.accept(y))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("Invalid vector length: 2 (expected 3)"));
        assertThat(y.hostValues()).containsExactly(1, 2, 3);
    }

    private static void assertClose(double actual, double expected, double magnitude) {
        assertThat(actual - expected).isBetween(-0x1p-23 * magnitude, 0x1p-23 * magnitude);
    }

    private static float[] values(int n, int which) {
        UniformRandomProvider uniform = new RandomStreams(20).stream(Purpose.START, which, n);
        float[] values = new float[n];
        for (int j = 0; j < n; j++) {
            values[j] = (float) (uniform.nextDouble(-1, 1) * StrictMath.pow(10, uniform.nextDouble(-3, 3)));
        }
        return values;
    }
}
