package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;

final class RunLengthTest {
    /** 1,150 images, 3 agents of batches of 20, 2 local steps: an epoch is 19.17 steps, 9.58 rounds. */
    private static final RunLength LENGTH = new RunLength(1150, 60, 2);

    @ParameterizedTest
    @CsvSource({"0.001, 1", "0.1, 1", "0.11, 2", "1, 10", "2, 20", "12, 115", "100, 959"})
    void roundsCoverTheEpochsAndAreAtLeastOne(double epochs, long rounds) {
        assertThat(LENGTH.rounds(epochs)).isEqualTo(rounds);
    }

    @Test
    void epochsThatAreWholeRoundsTakeNoRoundMoreForARoundingError() {
        RunLength length = new RunLength(1000, 10, 1);
        for (int rounds = 1; rounds <= 300; rounds++) {
            assertThat(length.rounds(rounds / 100.0)).isEqualTo(rounds);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.001, 1", "0.4, 8", "1, 19", "3, 58"})
    void stepsAreTheNearestToTheEpochsAndAtLeastOne(double epochs, long steps) {
        assertThat(LENGTH.steps(epochs)).isEqualTo(steps);
    }

    @Test
    void anEpochIsDrawnByAllAgentsTogether() {
        assertThat(LENGTH.epochs(115)).isEqualTo(6);
        assertThat(LENGTH.imagesPerRound()).isEqualTo(120);
    }

    @Test
    void roundsOfTheConfigurationComeBeforeItsEpochs() {
        Configuration epochs = configuration("epochs = 12");
        Configuration rounds = configuration("epochs = 12, rounds = 7");
        assertThat(RunLength.of(epochs, 1150)).isEqualTo(LENGTH);
        assertThat(LENGTH.planned(epochs)).isEqualTo(115);
        assertThat(LENGTH.planned(rounds)).isEqualTo(7);
    }

    @Test
    void numbersOfLargeRunsDoNotOverflow() {
        RunLength length = RunLength.of(configuration("agents = 100000, batch-size = 100000"), 2_000_000_000L);
        assertThat(length.imagesPerRound()).isEqualTo(20_000_000_000L);
        assertThat(length.rounds(100)).isEqualTo(10);
    }

    private static Configuration configuration(String more) {
        return ConfigurationLoader.fromText(
                "agents = 3, batch-size = 20, coupling.period = 2\n" + more, "test", List.of());
    }
}
