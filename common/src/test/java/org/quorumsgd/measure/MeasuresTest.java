package org.quorumsgd.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.vector.HeapVector;

class MeasuresTest {
    @Test
    void theLargestOfAllPairwiseDistances() {
        assertThat(PairwiseDistance.maximum(
                        List.of(HeapVector.of(0, 0), HeapVector.of(3, 0), HeapVector.of(0, 4), HeapVector.of(1, 1))))
                .isEqualTo(5);
        assertThat(PairwiseDistance.maximum(List.of(HeapVector.of(7, 7)))).isZero();
    }

    @Test
    void updatesThatAgreeHaveCosineOneAndOppositeOnesMinusOne() {
        assertThat(UpdateAlignment.cosine(new double[] {3, 3}, 3)).isEqualTo(1);
        assertThat(UpdateAlignment.cosine(new double[] {3, 3}, 0)).isEqualTo(-1);
    }

    @Test
    void theCosineIsTheMeanOverAllPairsOfInnerProductsInUnitsOfTheMeanSquare() {
        // (1, 0), (0, 3), (2, 2), (0, 0): inner products 0, 2, 6 and three zeros; squares 1, 9, 8, 0
        double centreUpdateNorm = Math.sqrt(9 + 25) / 4;
        assertThat(UpdateAlignment.cosine(new double[] {1, 3, Math.sqrt(8), 0}, centreUpdateNorm))
                .isCloseTo((8 / 6.0) / (18 / 4.0), within(1e-15));
        assertThat(UpdateAlignment.cosine(new double[] {1}, 1)).isNaN();
        assertThat(UpdateAlignment.cosine(new double[2], 0)).isNaN();
    }

    @Test
    void blockSpreadsAddUpToTheSpread() {
        List<float[]> positions = List.of(
                new float[] {1, 2, 3, 7, 0, 4}, new float[] {3, 2, -1, 7, 3, 4}, new float[] {5, 2, 1, 7, 6, 4});
        double[] blocks = BlockSpread.of(
                positions.stream().map(HeapVector::owning).toList(),
                CentreOfMass.of(positions),
                List.of(new ParameterBlock("W", 2), new ParameterBlock("b", 4)));
        assertThat(blocks).containsExactly(new double[] {8.0 / 3, 8.0 / 3 + 6}, within(1e-15));
    }

    @Test
    void noiseOfIndependentAgentsFallsWithTheirNumberAndEqualNoiseDoesNot() {
        GradientNoise orthogonal = GradientNoise.of(List.of(
                new float[] {2, 0, 0, 0}, new float[] {0, 2, 0, 0}, new float[] {0, 0, 2, 0}, new float[] {0, 0, 0, 2
                }));
        assertThat(orthogonal.agent()).isEqualTo(2);
        assertThat(orthogonal.centre()).isCloseTo(0.5, within(1e-15));
        assertThat(orthogonal.ratio()).isCloseTo(1 / Math.sqrt(4), within(1e-15));
        assertThat(GradientNoise.of(List.of(new float[] {1, 1}, new float[] {1, 1}))
                        .ratio())
                .isCloseTo(1, within(1e-15));
    }

    @Test
    void aWeightedCentreIsTheMeanWithTheseWeights() {
        List<float[]> positions = List.of(new float[] {1, 0}, new float[] {4, 8}, new float[] {-2, 4});
        assertThat(CentreOfMass.weighted(positions, new double[] {1, 2, 1}).hostValues())
                .containsExactly(1.75f, 5);
        assertThat(CentreOfMass.weighted(positions, new double[] {0, 0.3, 0}).hostValues())
                .containsExactly(4, 8);
    }

    @Test
    void equalWeightsGiveThePlainCentreToTheBit() {
        List<float[]> positions =
                List.of(new float[] {0.1f, -0.0f}, new float[] {0.7f, -0.0f}, new float[] {0.3f, -0.0f});
        HeapVector plain = CentreOfMass.of(positions);
        assertThat(CentreOfMass.weighted(positions, new double[] {0.1, 0.1, 0.1}))
                .isEqualTo(plain);
        assertThat(CentreOfMass.weighted(positions, new double[] {0, 0, 0})).isEqualTo(plain);
    }

    @Test
    void anAgentOfWeightZeroHasNoSayEvenWhenItIsNotFinite() {
        List<float[]> positions = List.of(new float[] {Float.NaN}, new float[] {2}, new float[] {6});
        assertThat(CentreOfMass.weighted(positions, new double[] {0, 3, 1}).hostValues())
                .containsExactly(3);
    }
}
