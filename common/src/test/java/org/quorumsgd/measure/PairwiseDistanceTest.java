package org.quorumsgd.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumsgd.vector.HeapVector;

class PairwiseDistanceTest {
    @ParameterizedTest
    @CsvSource({"2, 5", "3, 2049", "17, 5000", "40, 7001"})
    void isThatOfMeasuringAllPairsToTheBit(int agents, int n) {
        for (float scale : new float[] {1, 1e-3f, 1e-12f, 1e-22f, 1e-40f, 1e15f, 3e18f, 3e19f, 1e30f}) {
            List<HeapVector> positions = random(agents, n, scale, 7);
            assertThat(PairwiseDistance.maximum(positions)).isEqualTo(ofAllPairs(positions));
        }
    }

    @Test
    void singlePrecisionDoesNotDecideBetweenPairsThatAreAlmostAsFarApart() {
        for (int seed = 0; seed < 200; seed++) {
            List<HeapVector> positions = new ArrayList<>(random(1, 4096, 1, seed));
            SplittableRandom random = new SplittableRandom(seed);
            for (int agent = 1; agent < 8; agent++) {
                // All as far from the first one, but for some 1e-8 of it.
                float[] mirrored = positions.get(0).hostValues().clone();
                for (int j = 0; j < mirrored.length; j++) {
                    mirrored[j] += (random.nextBoolean() ? 10 : -10) + 1e-4f * (float) random.nextDouble();
                }
                positions.add(HeapVector.owning(mirrored));
            }
            assertThat(PairwiseDistance.maximum(positions)).isEqualTo(ofAllPairs(positions));
        }
    }

    @Test
    void oneCoordinateTooLargeForSinglePrecisionDoesNotHideManyLargeOnes() {
        float[] spike = new float[5000];
        spike[17] = 2e19f;
        float[] many = new float[5000];
        Arrays.fill(many, -1e19f);
        List<HeapVector> positions = List.of(HeapVector.zeros(5000), HeapVector.owning(spike), HeapVector.owning(many));
        assertThat(PairwiseDistance.maximum(positions)).isEqualTo(ofAllPairs(positions));
        assertThat(PairwiseDistance.maximum(positions.subList(0, 2))).isEqualTo((double) 2e19f);
    }

    @Test
    void isNotANumberWhereAPositionIsNot() {
        List<HeapVector> positions = random(5, 3000, 1, 3);
        positions.get(2).hostValues()[1234] = Float.NaN;
        assertThat(PairwiseDistance.maximum(positions)).isNaN();
    }

    private static List<HeapVector> random(int agents, int n, float scale, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<HeapVector> positions = new ArrayList<>();
        for (int agent = 0; agent < agents; agent++) {
            float[] values = new float[n];
            for (int j = 0; j < n; j++) {
                values[j] = scale * (float) (random.nextDouble() - 0.5);
            }
            positions.add(HeapVector.owning(values));
        }
        return positions;
    }

    private static double ofAllPairs(List<HeapVector> positions) {
        double largest = 0;
        for (int i = 0; i < positions.size(); i++) {
            for (int j = 0; j < i; j++) {
                largest = Math.max(largest, positions.get(i).squaredDistance(positions.get(j)));
            }
        }
        return Math.sqrt(largest);
    }
}
