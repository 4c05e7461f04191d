package org.quorumsgd.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EvaluationSumsTest {
    private static final EvaluationSums A = new EvaluationSums(1.5, 1, 4);
    private static final EvaluationSums B = new EvaluationSums(0.25, 0, 3);
    private static final EvaluationSums C = new EvaluationSums(8, 5, 5);

    @Test
    void zeroIsNeutral() {
        assertThat(EvaluationSums.ZERO.plus(A)).isEqualTo(A);
        assertThat(A.plus(EvaluationSums.ZERO)).isEqualTo(A);
    }

    @Test
    void additionIsAssociativeAndCommutative() {
        assertThat(A.plus(B).plus(C))
                .isEqualTo(A.plus(B.plus(C)))
                .isEqualTo(C.plus(A).plus(B));
        assertThat(A.plus(B)).isEqualTo(new EvaluationSums(1.75, 1, 7));
    }

    @Test
    void countsDoNotDependOnTheOrderAndLossesOnlyToRounding() {
        Random random = new Random(4);
        List<EvaluationSums> shards = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            shards.add(new EvaluationSums(random.nextDouble(), random.nextInt(10), 10));
        }
        EvaluationSums inOrder = total(shards);
        Collections.shuffle(shards, random);
        EvaluationSums shuffled = total(shards);
        assertThat(shuffled.errors()).isEqualTo(inOrder.errors());
        assertThat(shuffled.count()).isEqualTo(inOrder.count()).isEqualTo(1000);
        // 100 additions of values below 100 in all, each rounded by at most 2^-53 of the sum.
        assertThat(Math.abs(shuffled.lossSum() - inOrder.lossSum())).isLessThan(2 * 100 * 100 * 0x1p-53);
    }

    @Test
    void meansAreOverTheExamples() {
        assertThat(A.meanLoss()).isEqualTo(0.375);
        assertThat(A.errorRate()).isEqualTo(0.25);
        assertThat(C.errorRate()).isEqualTo(1);
    }

    @Test
    void nothingCountedHasNoMean() {
        assertThat(EvaluationSums.ZERO.meanLoss()).isNaN();
        assertThat(EvaluationSums.ZERO.errorRate()).isNaN();
    }

    @Test
    void aClassifierLosesTheLogarithmOfItsProbability() {
        float[] probabilities = {0.5f, 0.25f, 0.25f, 0.125f, 0.375f, 0.5f};

        EvaluationSums sums = EvaluationSums.ofClassifier(probabilities, new int[] {0, 1}, 3);

        assertThat(sums.lossSum()).isCloseTo(Math.log(2) + Math.log(8.0 / 3), within(1e-15));
        assertThat(sums.errors()).isEqualTo(1);
        assertThat(sums.count()).isEqualTo(2);
    }

    @Test
    void theFirstOfEquallyProbableClassesIsThePrediction() {
        float[] even = {0.5f, 0.5f};
        assertThat(EvaluationSums.ofClassifier(even, new int[] {0}, 2).errors()).isZero();
        assertThat(EvaluationSums.ofClassifier(even, new int[] {1}, 2).errors()).isEqualTo(1);
    }

    @Test
    void aConfidentMistakeIsFiniteAndNaNIsNot() {
        EvaluationSums mistake = EvaluationSums.ofClassifier(new float[] {1, 0}, new int[] {1}, 2);
        assertThat(mistake.lossSum()).isCloseTo(10 * Math.log(10), within(1e-12));
        assertThat(mistake.errors()).isEqualTo(1);

        EvaluationSums broken = EvaluationSums.ofClassifier(new float[] {1, Float.NaN}, new int[] {0}, 2);
        assertThat(broken.lossSum()).isNaN();
        assertThat(broken.errors()).isEqualTo(1);
    }

    private static EvaluationSums total(List<EvaluationSums> shards) {
        return shards.stream().reduce(EvaluationSums.ZERO, EvaluationSums::plus);
    }
}
