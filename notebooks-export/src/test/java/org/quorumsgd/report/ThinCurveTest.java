package org.quorumsgd.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThinCurveTest {
    @Test
    void runsThatMeasureInTheSameRoundsKeepTheSameRounds() {
        ThinCurve one = new ThinCurve();
        ThinCurve other = new ThinCurve();
        for (int round = 7; round < 70_000; round += 7) {
            one.add(round, round);
            other.add(round, -round);
        }

        assertThat(one.points().keySet()).isEqualTo(other.points().keySet());
        assertThat(one.points()).hasSizeBetween(ThinCurve.CAPACITY / 2, ThinCurve.CAPACITY + 1);
        assertThat(one.points().firstKey()).isEqualTo(7);
        assertThat(one.points().lastKey()).isEqualTo(69_993);
        assertThat(one.points()).allSatisfy((round, value) -> assertThat(value).isEqualTo(round.doubleValue()));
    }

    @Test
    void aShorterRunKeepsRoundsThatALongerOneKeepsToo() {
        ThinCurve shorter = new ThinCurve();
        ThinCurve longer = new ThinCurve();
        for (int round = 0; round < 10_000; round++) {
            longer.add(round, 1);
            if (round < 1_001) {
                shorter.add(round, 1);
            }
        }

        assertThat(longer.points().headMap(1_001L).keySet())
                .isSubsetOf(shorter.points().keySet())
                .isNotEmpty();
    }

    @Test
    void whatIsNotMeasuredIsNoPoint() {
        ThinCurve curve = new ThinCurve();
        curve.add(1, Double.NaN);

        assertThat(curve.points()).isEmpty();
        assertThat(curve.last()).isNaN();
    }
}
