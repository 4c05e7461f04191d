package org.quorumsgd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quorumsgd.config.ConfigurationLoaderTest.load;
import static org.quorumsgd.config.ConfigurationLoaderTest.problems;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DecentralizedChecksTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "agents = 1",
                "topology.graph = ring, agents = 2",
                "topology.graph = torus, agents = 6",
                "topology.graph = random-regular",
                "topology { graph = random-regular, degree = 4 }, agents = 7",
                "topology { graph = file, file = /tmp/links.txt }",
                "link-delay { mean = 2, distribution = log-normal, deviation = 1, multipliers = [1, 1, 2, 1] }",
                "coupling.period = 5, optimiser.name = nesterov, checkpoint { every-rounds = 7, keep = 3 }",
            })
    void whatGoesTogetherIsAccepted(String settings) {
        Configuration configuration = load("algorithm = dasgd, " + settings);
        assertThat(configuration.value(Keys.CLOCK)).isEqualTo(ClockName.VIRTUAL);
        assertThat(configuration.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "start = own                              | Invalid start: own (expected common with algorithm = dasgd, whose agents exchange gradients alone and would stay apart)",
                "topology.degree = 2                      | Invalid topology.degree: 2 (expected 3, the default, with topology.graph = all-to-all)",
                "topology { graph = random-regular, degree = 4 } | Invalid topology.degree: 4 (expected a number from 2 to 3 with topology.graph = random-regular and 4 agents)",
                "topology.graph = random-regular, agents = 5 | Invalid topology.degree: 3 (expected an even number from 2 to 4 with topology.graph = random-regular and 5 agents)",
                "topology.graph = random-regular, agents = 2 | Invalid agents: 2 (expected at least 3 with topology.graph = random-regular)",
                "topology.graph = torus, agents = 7       | Invalid agents: 7 (expected a product of two numbers of at least 2 with topology.graph = torus, or use ring)",
                "topology.graph = file                    | Invalid topology.file: null (expected a value with topology.graph = file)",
                "topology.file = a.txt                    | Invalid topology.file: a.txt (expected null, the default, with topology.graph = all-to-all)",
                "topology.graph = star                    | Invalid topology.graph: star (expected one of all-to-all, ring, torus, random-regular, file)",
                "link-delay.mean = -1                     | Invalid link-delay.mean: -1 (expected a finite number >= 0)",
                "link-delay.distribution = exponential    | Invalid link-delay.distribution: exponential (expected constant, the default, with link-delay.mean = 0)",
                "link-delay { mean = 1, deviation = 1 }   | Invalid link-delay.deviation: 1.0 (expected 0.5, the default, with link-delay.distribution = constant)",
                "link-delay { mean = 1, multipliers = [1, 2] } | Invalid link-delay.multipliers: [1.0, 2.0] (expected [] or 4 numbers, one an agent)",
                "coupling.gain = 3                        | Invalid coupling.gain: 3.0 (expected 1.0, the default, with algorithm = dasgd)",
                "clock = none                             | Invalid clock: none (expected virtual with algorithm = dasgd)",
            })
    void whatDoesNotGoTogetherIsNamed(String settings, String problem) {
        assertThat(problems("algorithm = dasgd, " + settings)).containsExactly(problem);
    }

    @Test
    void agentsWithAServerHaveNoLinks() {
        assertThat(problems("algorithm = downpour, topology.graph = ring, link-delay.mean = 1"))
                .containsExactly(
                        "Invalid topology.graph: ring (expected all-to-all, the default, with algorithm = downpour)",
                        "Invalid link-delay.mean: 1.0 (expected 0.0, the default, with algorithm = downpour)");
        assertThat(load("topology.graph = ring, link-delay.mean = 1").warnings())
                .containsExactly(
                        "topology.graph has no effect with algorithm = qsgd",
                        "link-delay.mean has no effect with algorithm = qsgd");
    }
}
