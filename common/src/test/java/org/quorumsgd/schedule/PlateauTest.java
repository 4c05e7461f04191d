package org.quorumsgd.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlateauTest {
    private static final Plateau PAPER = new Plateau(List.of(5.0, 2.0, 2.0), 5, 0.01);

    @Test
    void fiveStalledEpochsAfterTheFirstDivideByFive() {
        assertThat(factors(PAPER, 1, 1, 1, 1, 1, 1)).containsExactly(1.0, 1.0, 1.0, 1.0, 1.0, 0.2);
    }

    @Test
    void aChangeBeyondTheToleranceInEitherDirectionBeginsAnew() {
        assertThat(factors(PAPER, 1, 1.009, 0.991, 1, 1, 0.98, 0.98, 0.975, 0.98, 0.98))
                .containsOnly(1.0);
        assertThat(factors(PAPER, 1, 1, 1, 1, 1, 1.02, 1.02, 1.02, 1.02, 1.02)).containsOnly(1.0);
        assertThat(last(factors(PAPER, 1, 1, 1, 1, 1, 1.02, 1.02, 1.02, 1.02, 1.02, 1.02)))
                .isEqualTo(0.2);
    }

    @Test
    void smallChangesAreMeasuredAgainstTheReferenceAndAddUp() {
        // each step is below 1 %, the third is 1.2 % below the reference
        assertThat(factors(PAPER, 1, 0.996, 0.992, 0.988, 0.988, 0.988, 0.988, 0.988))
                .containsOnly(1.0);
    }

    @Test
    void theRateIsDividedAsOftenAsThereAreDivisors() {
        double[] losses = new double[40];
        Arrays.fill(losses, 1);
        List<Double> factors = factors(PAPER, losses);
        assertThat(factors.get(5)).isEqualTo(0.2);
        assertThat(factors.get(10)).isEqualTo(0.1);
        assertThat(factors.get(15)).isEqualTo(0.05);
        assertThat(last(factors)).isEqualTo(0.05);
    }

    @Test
    void anUnknownLossIsAChange() {
        assertThat(factors(PAPER, 1, 1, 1, 1, 1, Double.NaN, Double.NaN)).containsOnly(1.0);
    }

    private static List<Double> factors(Plateau plateau, double... losses) {
        List<Double> factors = new ArrayList<>();
        Plateau.State state = Plateau.State.START;
        for (double loss : losses) {
            state = plateau.next(state, loss);
            factors.add(plateau.factor(state));
        }
        return factors;
    }

    private static double last(List<Double> values) {
        return values.get(values.size() - 1);
    }
}
