package org.quorumsgd.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulesTest {
    @ParameterizedTest
    @CsvSource({"0, 0.5", "1, 0.5", "9223372036854775807, 0.5"})
    void aConstantIsTheSameAtEveryStep(long step, double value) {
        assertThat(new ConstantSchedule(0.5).at(step)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1.0",
        "99, 1.0",
        "100, 0.5",
        "199, 0.5",
        "200, 0.25",
        "299, 0.25",
        "300, 0.2",
        "400, 0.2",
        "9223372036854775807, 0.2"
    })
    void aStaircaseFallsAtItsEdgesDownToItsFloor(long step, double value) {
        assertThat(new StepSchedule(1, 0.5, 100, 0.2).at(step)).isEqualTo(value);
    }

    @Test
    void withoutAFloorTheStaircaseGoesToZero() {
        StepSchedule schedule = new StepSchedule(0.1, 0.2, 1, 0);
        assertThat(schedule.at(0)).isEqualTo(0.1);
        assertThat(schedule.at(2)).isEqualTo(0.1 * StrictMath.pow(0.2, 2));
        assertThat(schedule.at(10_000)).isZero();
    }

    @Test
    void aStaircaseMayRiseOrStayLevel() {
        assertThat(new StepSchedule(1, 3, 2, 0).at(5)).isEqualTo(9);
        assertThat(new StepSchedule(0.3, 1, 2, 0).at(1_000_001)).isEqualTo(0.3);
    }

    @Test
    void aFloorAboveTheStartHoldsFromTheBeginning() {
        assertThat(new StepSchedule(0.1, 0.5, 10, 0.2).at(0)).isEqualTo(0.2);
    }

    @Test
    void notANumberIsNotHiddenByTheFloor() {
        assertThat(new StepSchedule(Double.NaN, 0.5, 10, 0.2).at(3)).isNaN();
        assertThat(new StepSchedule(1, Double.NaN, 10, 0.2).at(10)).isNaN();
    }

    @Test
    void aStairHasAtLeastOneStep() {
        assertThatThrownBy(() -> new StepSchedule(1, 0.5, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid everySteps: 0 (expected at least 1)");
    }

    @Test
    void aCosineFallsFromTheStartToTheFloor() {
        CosineSchedule schedule = new CosineSchedule(0.5, 0.1, 100);
        assertThat(schedule.at(0)).isEqualTo(0.5);
        assertThat(schedule.at(25)).isCloseTo(0.1 + 0.4 * (1 + Math.sqrt(0.5)) / 2, within(1e-15));
        assertThat(schedule.at(50)).isCloseTo(0.3, within(1e-15));
        assertThat(schedule.at(100)).isEqualTo(0.1);
        assertThat(schedule.at(1_000_000)).isEqualTo(0.1);
    }

    @Test
    void inverseTimeIsAPowerOfTime() {
        assertThat(new InverseTimeSchedule(0.5, 0.1, 1).at(0)).isEqualTo(0.5);
        assertThat(new InverseTimeSchedule(0.5, 0.1, 1).at(30)).isEqualTo(0.125);
        assertThat(new InverseTimeSchedule(0.5, 0.1, 0.5).at(30)).isEqualTo(0.25);
    }

    @Test
    void aLineAndAnExponentialReachTheirEndAndStay() {
        assertThat(new LinearSchedule(1, 5, 8).at(0)).isEqualTo(1);
        assertThat(new LinearSchedule(1, 5, 8).at(6)).isEqualTo(4);
        assertThat(new LinearSchedule(1, 5, 8).at(9)).isEqualTo(5);
        assertThat(new ExponentialSchedule(1, 16, 8).at(0)).isEqualTo(1);
        assertThat(new ExponentialSchedule(1, 16, 8).at(4)).isEqualTo(4);
        assertThat(new ExponentialSchedule(1, 16, 8).at(8)).isEqualTo(16);
        assertThat(new ExponentialSchedule(16, 1, 8).at(80)).isEqualTo(1);
    }

    @Test
    void warmUpGrowsOnALineToWhatTheScheduleSays() {
        Schedule schedule = new WarmUp(new StepSchedule(0.8, 0.5, 10, 0), 4);
        assertThat(schedule.at(0)).isEqualTo(0.2);
        assertThat(schedule.at(2)).isCloseTo(0.6, within(1e-15));
        assertThat(schedule.at(3)).isEqualTo(0.8);
        assertThat(schedule.at(10)).isEqualTo(0.4);
    }

    @Test
    void anExponentialNeedsValuesAbove0AndEverySpanAStep() {
        assertThatThrownBy(() -> new ExponentialSchedule(0, 1, 8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ExponentialSchedule(1, Double.NaN, 8))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LinearSchedule(0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CosineSchedule(1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WarmUp(new ConstantSchedule(1), 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
