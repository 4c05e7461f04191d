package org.quorumsgd.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.quorumsgd.vector.HeapVector;

class SynchronizationTest {
    @Test
    void agreesWithItsDefinitions() {
        Random random = new Random(7);
        int n = 37;
        List<HeapVector> positions = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            positions.add(gaussian(random, n));
        }
        HeapVector centre =
                CentreOfMass.of(positions.stream().map(HeapVector::hostValues).toList());
        HeapVector quorum = gaussian(random, n);

        Synchronization synchronization = Synchronization.of(positions, centre, quorum);

        double spread = 0;
        for (int i = 0; i < 5; i++) {
            double distance = distance(positions.get(i), centre);
            spread += distance * distance / 5;
            assertThat(synchronization.distances().get(i)).isCloseTo(distance, within(1e-12));
        }
        assertThat(synchronization.spread()).isCloseTo(spread, within(1e-11));
        assertThat(synchronization.centreNorm()).isCloseTo(distance(centre, HeapVector.zeros(n)), within(1e-12));
        assertThat(synchronization.centreQuorumDistance()).isCloseTo(distance(centre, quorum), within(1e-12));
    }

    /** sum_{i < j} |x^i - x^j|^2 = p sum_i |x^i - xbar|^2; the centre's rounding, 2^-24 of it, enters squared. */
    @Test
    void pairwiseDistancesGiveTheSameSpread() {
        Random random = new Random(8);
        int agents = 6;
        List<HeapVector> positions = new ArrayList<>();
        for (int i = 0; i < agents; i++) {
            positions.add(gaussian(random, 50));
        }
        double pairs = 0;
        for (int i = 0; i < agents; i++) {
            for (int j = 0; j < i; j++) {
                pairs += positions.get(i).squaredDistance(positions.get(j));
            }
        }
        HeapVector centre =
                CentreOfMass.of(positions.stream().map(HeapVector::hostValues).toList());
        double spread = Synchronization.of(positions, centre, centre).spread();
        assertThat(spread).isCloseTo(pairs / (agents * agents), within(1e-12 * spread));
    }

    @Test
    void equalAgentsHaveExactlyNoSpread() {
        HeapVector x = gaussian(new Random(9), 1025);
        List<HeapVector> positions = Collections.nCopies(7, x);
        HeapVector centre =
                CentreOfMass.of(positions.stream().map(HeapVector::hostValues).toList());
        Synchronization synchronization = Synchronization.of(positions, centre, centre);
        assertThat(synchronization.spread()).isZero();
        assertThat(synchronization.centreQuorumDistance()).isZero();
        assertThat(synchronization.distances()).containsOnly(0.0).hasSize(7);
    }

    private static double distance(HeapVector x, HeapVector y) {
        double sum = 0;
        for (int j = 0; j < x.length(); j++) {
            sum += Math.pow((double) x.hostValues()[j] - y.hostValues()[j], 2);
        }
        return Math.sqrt(sum);
    }

    private static HeapVector gaussian(Random random, int n) {
        float[] values = new float[n];
        for (int j = 0; j < n; j++) {
            values[j] = (float) random.nextGaussian();
        }
        return HeapVector.owning(values);
    }
}
