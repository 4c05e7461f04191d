package org.quorumsgd.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoublePredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.StepSchedule;

/**
 * What figures 1 to 3 of Boffi &amp; Slotine (2020) show, as statistics of 960 simulations with a fixed seed. A share has a standard
 * error of at most 0.5 / sqrt(960) = 0.016, so bounds that leave 0.09 to the measured share fail by chance with less than 2e-8.
 */
final class PhasesTest {
    private static final int SIMULATIONS = 960;
    /** Of the wells without waves: -1.43 and 1.40; a quorum within this is in the well. */
    private static final double IN_WELL = 0.6;

    private static final double AT_MINIMUM = 0.02;

    private static final SimulationRules FIGURE_1 = PaperModels.figure1();
    private static final DoublePredicate LEFT = x -> Math.abs(x + 1.4266) < IN_WELL;
    private static final DoublePredicate RIGHT = x -> Math.abs(x - 1.4015) < IN_WELL;

    @Test
    void uncoupledAgentsFillTheIntervalAndTheirMeanIsABellAroundZero() {
        List<SimulationResult> results = run(FIGURE_1, 0);
        assertThat(share(results, x -> Math.abs(x) < IN_WELL)).isGreaterThan(0.97);
        // A mean of p independent agents has their deviation over sqrt(p); that of 960 is known to 2.3 %, six of which
        // are 14 %.
        double ofAgents = deviation(results.stream().flatMapToDouble(PhasesTest::agents));
        double ofQuorums = deviation(results.stream().mapToDouble(result -> result.quorum()[0]));
        assertThat(ofQuorums * Math.sqrt(PaperModels.AGENTS) / ofAgents).isCloseTo(1, within(0.14));
        assertThat(shareOfAgents(results, LEFT)).isBetween(0.2, 0.35);
        assertThat(shareOfAgents(results, RIGHT)).isBetween(0.2, 0.35);
    }

    @Test
    void aWeakGainBringsTheQuorumOutOfTheMiddle() {
        assertThat(inAWell(run(FIGURE_1, 0.5))).isBetween(0.34, 0.54);
    }

    @Test
    void moreOfItBringsMostIntoAWell() {
        assertThat(inAWell(run(FIGURE_1, 1))).isBetween(0.8, 0.95);
    }

    @Test
    void anIntermediateGainMakesAConsensusInTheWellsMoreOftenInTheDeeper() {
        for (double gain : new double[] {3, 10}) {
            List<SimulationResult> results = run(FIGURE_1, gain);
            assertThat(inAWell(results)).isGreaterThan(0.95);
            assertThat(share(results, LEFT)).isGreaterThan(share(results, RIGHT) + 0.03);
        }
    }

    @Test
    void aLargeGainLeavesTheQuorumNearItsStart() {
        List<SimulationResult> results = run(FIGURE_1, 80);
        assertThat(share(results, x -> Math.abs(x) < IN_WELL)).isBetween(0.6, 0.86);
        assertThat(inAWell(results)).isLessThan(0.2);
    }

    /** sqrt(T / k), T = eta w^2 / 6, holds to a tenth where curvature is small beside k. */
    @ParameterizedTest
    @CsvSource({"1", "3", "10", "30"})
    void spreadFollowsTheGain(double gain) {
        double spread = Math.sqrt(meanSpread(run(FIGURE_1, gain)));
        double temperature = 0.01 * PaperModels.NOISE * PaperModels.NOISE / 6;
        assertThat(spread / Math.sqrt(temperature / gain)).isCloseTo(1, within(0.12));
    }

    /** At a well, true minima are 0.13 below zero; a quorum that feels the noise of all agents stays 0.05 above. */
    @Test
    void aScheduleBringsTheQuorumToMinimaOfTheTrueLoss() {
        SimulationRules schedule = new SimulationRules(
                PaperModels.WAVY,
                PaperModels.AGENTS,
                CommonVariable.CENTRE,
                new StepSchedule(0.01, 0.5, 4000, 0.01 / 16),
                0,
                PaperModels.NOISE,
                PaperModels.START,
                20_000,
                20_000);
        for (double gain : new double[] {3, 10}) {
            List<SimulationResult> results = run(schedule, gain);
            assertThat(inAWell(results)).isGreaterThan(0.95);
            assertThat(meanLoss(results)).isLessThan(1.4 * meanLoss(run(FIGURE_1, gain)));
            assertThat(share(results, PhasesTest::isAtAMinimum)).isGreaterThan(gain == 3 ? 0.65 : 0.9);
            assertThat(share(run(FIGURE_1, gain), PhasesTest::isAtAMinimum)).isLessThan(0.35);
        }
        List<SimulationResult> stuck = run(schedule, 80);
        assertThat(share(stuck, x -> Math.abs(x) < IN_WELL)).isBetween(0.6, 0.9);
        assertThat(share(stuck, PhasesTest::isAtAMinimum)).isGreaterThan(0.95);
        List<SimulationResult> uncoupled = run(schedule, 0);
        assertThat(share(uncoupled, x -> Math.abs(x) < IN_WELL)).isGreaterThan(0.97);
    }

    @Test
    void momentumToleratesMuchLargerGains() {
        SimulationRules momentum = PaperModels.rules(new ConstantSchedule(0.002), 0.9);
        // Agents come together, around the centre and not around a minimum.
        List<SimulationResult> weak = run(momentum, 3);
        assertThat(share(weak, x -> Math.abs(x) < IN_WELL)).isGreaterThan(0.8);
        assertThat(Math.sqrt(meanSpread(weak))).isBetween(0.9, 1.25);
        assertThat(Math.sqrt(meanSpread(run(momentum, 0)))).isGreaterThan(1.35);
        // Around the two deep wells, but still wide: 0.3 and 0.15 at gains 30 and 80, 0.09 at 150.
        assertThat(inAWell(run(momentum, 30))).isGreaterThan(0.9);
        assertThat(Math.sqrt(meanSpread(run(momentum, 30)))).isBetween(0.25, 0.36);
        assertThat(Math.sqrt(meanSpread(run(momentum, 150)))).isBetween(0.07, 0.11);
        assertThat(inAWell(run(momentum, 80))).isGreaterThan(0.9);
        assertThat(inAWell(run(momentum, 150))).isGreaterThan(0.9);
        assertThat(inAWell(run(FIGURE_1, 80))).isLessThan(0.2);
        // And there is an end of it.
        assertThat(share(run(momentum, 490), x -> Math.abs(x) < IN_WELL)).isGreaterThan(0.65);
    }

    private static List<SimulationResult> run(SimulationRules rules, double k) {
        return SimulationBlock.run(rules, PaperModels.DRAWS, PaperModels.simulations(k, SIMULATIONS));
    }

    private static double inAWell(List<SimulationResult> results) {
        return share(results, LEFT.or(RIGHT));
    }

    private static double meanSpread(List<SimulationResult> results) {
        return results.stream()
                .mapToDouble(result -> result.spreads()[result.spreads().length - 1])
                .average()
                .orElseThrow();
    }

    private static double meanLoss(List<SimulationResult> results) {
        return results.stream()
                .mapToDouble(result -> result.losses()[result.losses().length - 1])
                .average()
                .orElseThrow();
    }

    /** Of the true loss, within an eighth of the distance between two: the slope changes its sign from below to above. */
    private static boolean isAtAMinimum(double x) {
        return slope(x - AT_MINIMUM) < 0 && slope(x + AT_MINIMUM) > 0;
    }

    private static double slope(double x) {
        double[] gradient = new double[1];
        PaperModels.WAVY.gradient(new double[] {x}, gradient);
        return gradient[0];
    }

    private static DoubleStream agents(SimulationResult result) {
        return IntStream.range(0, result.positions().length).mapToDouble(i -> result.positions()[i]);
    }

    private static double shareOfAgents(List<SimulationResult> results, DoublePredicate where) {
        return results.stream()
                .flatMapToDouble(PhasesTest::agents)
                .map(x -> where.test(x) ? 1 : 0)
                .average()
                .orElseThrow();
    }

    private static double deviation(DoubleStream values) {
        return Math.sqrt(StatUtils.variance(values.toArray()));
    }

    private static double share(List<SimulationResult> results, DoublePredicate where) {
        return results.stream().filter(result -> where.test(result.quorum()[0])).count() / (double) results.size();
    }
}
