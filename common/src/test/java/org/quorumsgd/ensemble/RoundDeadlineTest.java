package org.quorumsgd.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class RoundDeadlineTest {
    private final RoundDeadline deadline = new RoundDeadline(10, 60);

    @Test
    void firstFiveRoundsMayTakeTenTimesTheFloor() {
        for (int round = 0; round < 4; round++) {
            complete(1, 0.1);
            assertThat(deadline.seconds()).isEqualTo(600);
            assertThat(deadline.usualSeconds()).isNaN();
        }
        complete(1, 0.1);
        assertThat(deadline.seconds()).isEqualTo(60);
    }

    @Test
    void shortRoundsMayTakeTheFloor() {
        complete(1_000, 0.01);
        assertThat(deadline.seconds()).isEqualTo(60);
        assertThat(deadline.longSeconds()).isEqualTo(600);
    }

    @Test
    void longRoundsMayTakeTheFactorTimesTheirMedian() {
        complete(3, 20);
        complete(4, 7);
        complete(3, 8);
        assertThat(deadline.usualSeconds()).isEqualTo(8);
        assertThat(deadline.seconds()).isEqualTo(80);
    }

    /** One executor that is replaced does not make every later round late or patient. */
    @Test
    void fewOddRoundsDoNotMoveIt() {
        complete(50, 7);
        complete(10, 10_000);
        assertThat(deadline.seconds()).isEqualTo(70);
    }

    @Test
    void roundsThatBecomeLongerForGoodBecomeUsual() {
        complete(5_000, 1);
        complete(RoundDeadline.WINDOW / 2 + 1, 30);
        assertThat(deadline.seconds()).isEqualTo(300);
    }

    @Test
    void refusesWhatIsNoNumber() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RoundDeadline(Double.NaN, 60));
        assertThatIllegalArgumentException().isThrownBy(() -> new RoundDeadline(0.9, 60));
        assertThatIllegalArgumentException().isThrownBy(() -> new RoundDeadline(10, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> deadline.completed(Double.NaN));
    }

    private void complete(int rounds, double seconds) {
        for (int round = 0; round < rounds; round++) {
            deadline.completed(seconds);
        }
    }
}
