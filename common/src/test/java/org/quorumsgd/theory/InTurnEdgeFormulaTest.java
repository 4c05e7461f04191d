package org.quorumsgd.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InTurnEdgeFormulaTest {
    @Test
    void hasTheNumbersOfItsDerivation() {
        assertThat(new InTurnEdge(1).downpour()).isCloseTo(2, within(1e-15));
        assertThat(new InTurnEdge(2).downpour()).isCloseTo(1, within(1e-15));
        assertThat(new InTurnEdge(3).downpour()).isCloseTo(.6180, within(5e-5));
        assertThat(new InTurnEdge(5).downpour()).isCloseTo(.3473, within(5e-5));
        assertThat(new InTurnEdge(16).downpour()).isCloseTo(.1013, within(5e-5));
        assertThat(new InTurnEdge(2).dynSgd()).isCloseTo(2, within(1e-15));
        assertThat(new InTurnEdge(100_000).dynSgd()).isCloseTo(Math.PI / 2, within(1e-4));
        assertThat(new InTurnEdge(1).stalenessAware()).isCloseTo(2, within(1e-15));
        assertThat(new InTurnEdge(5).stalenessAware()).isCloseTo(4 * .3473, within(2e-4));
        assertThat(new InTurnEdge(7).easgd(.5)).isCloseTo(3 / 3.5, within(1e-15));
    }

    @ParameterizedTest
    @CsvSource({"2, 1, .7071", "4, 1, .6751", "8, 1, .6687", "2, 0, 1", "64, 0, 1", "1000, 1, .6667"})
    void evenNumbersOfAgentsHaveALittleMoreRoom(int agents, double h, double edge) {
        assertThat(new InTurnEdge(agents).easgd(h)).isCloseTo(edge, within(5e-5));
    }

    /** x_{t+1} = x_t - h x_{t-(p-1)} as a matrix of p numbers. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 16})
    void downpourIsWhereTheSpectralRadiusPassesOne(int agents) {
        double edge = new InTurnEdge(agents).downpour();
        assertThat(delayRadius(agents, .999 * edge)).isLessThan(1);
        assertThat(delayRadius(agents, 1.001 * edge)).isGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 8, 12})
    void easgdIsWhereTheSpectralRadiusPassesOne(int agents) {
        for (double h = .03; h < 2; h += .0937) {
            double edge = new InTurnEdge(agents).easgd(h);
            for (double share = .05; share < 1; share += .0949) {
                assertThat(roundRadius(agents, h, share * edge)).as("h %s", h).isLessThan(1);
            }
            assertThat(roundRadius(agents, h, .999 * edge)).as("h %s", h).isLessThan(1);
            assertThat(roundRadius(agents, h, 1.001 * edge)).as("h %s", h).isGreaterThan(1);
        }
    }

    @Test
    void aStepThatGrowsByItselfHasNoEdge() {
        assertThatThrownBy(() -> new InTurnEdge(2).easgd(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid step h: 2.0 (expected at least 0 and below 2)");
        assertThatThrownBy(() -> new InTurnEdge(3).easgd(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new InTurnEdge(0)).hasMessage("Invalid number of agents: 0 (expected at least 1)");
    }

    private static double delayRadius(int agents, double h) {
        double[][] map = new double[agents][agents];
        map[0][0] = 1;
        map[0][agents - 1] -= h;
        for (int row = 1; row < agents; row++) {
            map[row][row - 1] = 1;
        }
        return Spectra.radius(map);
    }

    /** Of one commit of each agent, (x^1, ..., x^p, W): x' = (1 - h - alpha) x + alpha W, W' = (1 - alpha) W + alpha x. */
    private static double roundRadius(int agents, double h, double alpha) {
        double[][] map = identity(agents + 1);
        for (int agent = 0; agent < agents; agent++) {
            double[] x = map[agent].clone();
            double[] centre = map[agents].clone();
            for (int column = 0; column <= agents; column++) {
                map[agent][column] = (1 - h - alpha) * x[column] + alpha * centre[column];
                map[agents][column] = (1 - alpha) * centre[column] + alpha * x[column];
            }
        }
        return Spectra.radius(map);
    }

    private static double[][] identity(int size) {
        double[][] identity = new double[size][size];
        for (int row = 0; row < size; row++) {
            identity[row][row] = 1;
        }
        return identity;
    }
}
