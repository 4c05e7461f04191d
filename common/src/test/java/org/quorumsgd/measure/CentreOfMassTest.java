package org.quorumsgd.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.vector.HeapVector;

class CentreOfMassTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 10, 64, 1000})
    void equalVectorsHaveThatVectorForACentreToTheBit(int agents) {
        float[] x = {0.1f, -0f, 0f, Float.MAX_VALUE, -Float.MIN_VALUE, 1 + 0x1p-23f, -1e-30f, 16777215f};
        assertThat(CentreOfMass.of(Collections.nCopies(agents, x))).isEqualTo(HeapVector.of(x));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1023, 1024, 1025, 5000})
    void everyCoordinateOfEveryBlockIsItsOwnMeanRoundedOnce(int n) {
        List<float[]> positions = positions(5, n);
        float[] expected = new float[n];
        for (int j = 0; j < n; j++) {
            double sum = 0;
            for (float[] position : positions) {
                sum += position[j];
            }
            expected[j] = (float) (sum / 5);
        }
        assertThat(CentreOfMass.of(positions)).isEqualTo(HeapVector.of(expected));
    }

    @Test
    void theOrderOfTheAgentsMattersOnlyToRounding() {
        List<float[]> positions = positions(9, 1025);
        float[] centre = CentreOfMass.of(positions).hostValues();
        Collections.shuffle(positions, new Random(5));
        float[] shuffled = CentreOfMass.of(positions).hostValues();
        for (int j = 0; j < centre.length; j++) {
            // The sums in double differ by less than half a unit in the last place of the float that they round to.
            assertThat(Math.abs((double) shuffled[j] - centre[j])).isLessThanOrEqualTo(Math.ulp(centre[j]));
        }
    }

    @Test
    void largeAndSmallAgentsAreSummedInDoublePrecision() {
        assertThat(CentreOfMass.of(List.of(new float[] {1e8f}, new float[] {1}, new float[] {-1e8f})))
                .isEqualTo(HeapVector.of(1 / 3f));
        assertThat(CentreOfMass.of(List.of(new float[] {3e38f}, new float[] {3e38f})))
                .isEqualTo(HeapVector.of(3e38f));
    }

    @Test
    void nonFiniteCoordinatesReachTheCentre() {
        float[] bad = {Float.NaN, Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY, 1};
        float[] good = {1, 1, Float.NEGATIVE_INFINITY, 3};
        assertThat(CentreOfMass.of(List.of(bad, good)))
                .isEqualTo(HeapVector.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NaN, 2));
    }

    @Test
    void agentsAreLeftAsTheyAre() {
        float[] x = {1, 2};
        HeapVector centre = CentreOfMass.of(List.of(x));
        centre.scale(3);
        assertThat(x).containsExactly(1, 2);
    }

    @Test
    void refusesNoAgentsAndUnequalLengths() {
        assertThatThrownBy(() -> CentreOfMass.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid number of agents: 0 (expected at least 1)");
        assertThatThrownBy(() -> CentreOfMass.of(List.of(new float[3], new float[2])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid vector length: 2 (expected 3)");
    }

    private static List<float[]> positions(int agents, int n) {
        Random random = new Random(6);
        List<float[]> positions = new ArrayList<>();
        for (int i = 0; i < agents; i++) {
            float[] position = new float[n];
            for (int j = 0; j < n; j++) {
                position[j] = (float) (random.nextGaussian() * StrictMath.pow(10, random.nextInt(5)));
            }
            positions.add(position);
        }
        return positions;
    }
}
