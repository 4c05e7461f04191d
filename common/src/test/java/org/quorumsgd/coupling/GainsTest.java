package org.quorumsgd.coupling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quorumsgd.coupling.SpikingGains.Others;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.Schedule;

class GainsTest {
    private static final Schedule K = new ConstantSchedule(0.3);
    private static final Judgement THIRD_IS_BEST = new Judgement(100, List.of(0.5, 0.9, 0.2, Double.NaN, 0.2));

    @Test
    void equalGainsAreTheScheduleWhateverTheSuccess() {
        assertThat(new EqualGains(step -> step / 10.0).at(7, 3, THIRD_IS_BEST)).containsExactly(0.7, 0.7, 0.7);
    }

    @Test
    void theFirstOfTheSmallestKnownMeasuresIsBest() {
        assertThat(THIRD_IS_BEST.best()).isEqualTo(2);
        assertThat(Judgement.NONE.best()).isEqualTo(-1);
        assertThat(new Judgement(0, List.of(Double.NaN, Double.NaN)).best()).isEqualTo(-1);
        assertThat(new Judgement(0, List.of(Double.NaN, Double.POSITIVE_INFINITY)).best())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Others.class)
    void aSpikeBeginsWithTheBestAgentAloneMagnified(Others others) {
        double[] gains = new SpikingGains(K, 2, 40, 10, others).at(100, 5, THIRD_IS_BEST);
        assertThat(gains[2]).isCloseTo(2 * 5 * 0.3, within(1e-15));
        assertThat(gains[0] + gains[1] + gains[3] + gains[4]).isZero();
        assertThat(Arrays.stream(gains).sum() / 5).as("mean gain A k").isCloseTo(0.6, within(1e-15));
    }

    @Test
    void aSpikeRelaxesExponentially() {
        double[] gains = new SpikingGains(K, 2, 40, 10, Others.RELAXING).at(110, 5, THIRD_IS_BEST);
        double decay = Math.exp(-2.5);
        assertThat(gains[2]).isCloseTo(0.3 * (1 + 9 * decay), within(1e-15));
        assertThat(gains[0]).isCloseTo(0.3 * (1 - decay) / (1 - Math.exp(-10)), within(1e-15));
    }

    @Test
    void whenTheSpikeEndsTheOthersAreAtKAndTheBestOneJumpsThereFromNearby() {
        Gains gains = new SpikingGains(K, 2, 40, 10, Others.RELAXING);
        double[] last = gains.at(139, 8, new Judgement(100, List.of(1., 2., 3., 4., 5., 6., 7., 8.)));
        assertThat(last[0]).isCloseTo(0.3, within(0.3 * 15 * Math.exp(-9.75) * 1.0001));
        assertThat(gains.at(140, 5, THIRD_IS_BEST)).containsOnly(0.3);
        assertThat(gains.at(10_000, 5, THIRD_IS_BEST)).containsOnly(0.3);
    }

    @Test
    void aConstantTotalIsKeptOnceTheBestAgentLeavesRoom() {
        Gains gains = new SpikingGains(K, 2, 40, 10, Others.CONSTANT_TOTAL);
        for (long step = 100; step < 140; step++) {
            double[] each = gains.at(step, 5, THIRD_IS_BEST);
            double expected = Math.max(5 * 0.3, each[2]);
            assertThat(Arrays.stream(each).sum()).as("step %d", step).isCloseTo(expected, within(1e-14));
            assertThat(Arrays.stream(each).min().orElseThrow()).isNotNegative();
        }
    }

    @Test
    void withoutAJudgementAllGainsAreEqual() {
        assertThat(new SpikingGains(K, 2, 40, 10, Others.RELAXING).at(0, 5, Judgement.NONE))
                .containsOnly(0.3);
        assertThat(new SuccessGains(K, 3).at(0, 5, Judgement.NONE)).containsOnly(0.3);
    }

    @Test
    void gainsBySuccessHaveMeanKAndFallExponentiallyWithTheMeasure() {
        double[] gains = new SuccessGains(K, 3).at(150, 5, THIRD_IS_BEST);
        assertThat(Arrays.stream(gains).sum() / 5).isCloseTo(0.3, within(1e-15));
        assertThat(gains[0] / gains[2]).isCloseTo(Math.exp(-0.9), within(1e-14));
        assertThat(gains[4]).isEqualTo(gains[2]);
        assertThat(gains[3]).as("of unknown measure").isZero();
    }

    @Test
    void equalSuccessGivesEqualGainsToTheBit() {
        assertThat(new SuccessGains(K, 3).at(0, 7, new Judgement(0, List.of(2., 2., 2., 2., 2., 2., 2.))))
                .containsOnly(0.3);
        assertThat(new SuccessGains(K, 0).at(0, 3, new Judgement(0, List.of(1., 2., 3.))))
                .containsOnly(0.3);
    }

    @Test
    void aSpikeLastsAtLeastOneStep() {
        assertThatThrownBy(() -> new SpikingGains(K, 2, 0, 10, Others.RELAXING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid spikeSteps: 0 (expected at least 1)");
    }

    @Test
    void gainsStayFiniteHoweverSlowlyASpikeRelaxes() {
        double[] gains = new SpikingGains(K, 2, 40, 1e-18, Others.RELAXING).at(110, 5, THIRD_IS_BEST);
        assertThat(gains[0])
                .as("a quarter of the spike is over, so a quarter of k")
                .isCloseTo(0.3 / 4, within(1e-15));
        assertThat(gains[2]).isCloseTo(0.3 * 10, within(1e-15));
    }

    @Test
    void agentsOfInfiniteMeasureShareTheGainsWhileNoOneIsBetter() {
        double infinite = Double.POSITIVE_INFINITY;
        assertThat(new SuccessGains(K, 3).at(0, 3, new Judgement(0, List.of(infinite, Double.NaN, infinite))))
                .containsExactly(0.3 * 1.5, 0, 0.3 * 1.5);
        assertThat(new SuccessGains(K, 3).at(0, 2, new Judgement(0, List.of(infinite, 1.0))))
                .containsExactly(0, 0.6);
    }
}
