package org.quorumsgd.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class TypicalTest {
    private final Typical typical = new Typical();

    @Test
    void recentIsTheMedianOfTheLastFive() {
        for (double value : new double[] {100, 5, 1, Double.NaN, 4, 2, 3}) {
            typical.add(value);
        }
        assertThat(typical.recent()).isEqualTo(3);
        assertThat(typical.usual()).isEqualTo(3.5);
    }

    @Test
    void nothingIsTypicalOfNothing() {
        typical.add(Double.NaN);
        assertThat(typical.recent()).isNaN();
        assertThat(typical.usual()).isNaN();
        typical.add(7);
        assertThat(typical.recent()).isNaN();
        assertThat(typical.usual()).isEqualTo(7);
    }

    /** At most a tenth of the series old, and of the series a 64th to a 128th is kept: 0.1/2 + 1/500 of its end. */
    @Test
    void medianOfALongSeriesComesFromAllOfIt() {
        for (int value = 0; value < 100_000; value++) {
            typical.add(value);
            if (value % 1_000 == 0) {
                assertThat(typical.usual()).isCloseTo(value / 2.0, within(0.052 * value + 1));
            }
        }
        assertThat(typical.count()).isEqualTo(100_000);
    }
}
