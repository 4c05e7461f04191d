package org.quorumsgd.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.coupling.Coupled;
import org.quorumsgd.coupling.EqualGains;
import org.quorumsgd.ensemble.LocalEnsemble;
import org.quorumsgd.ensemble.QuorumLoop;
import org.quorumsgd.ensemble.QuorumRules;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.quorum.InstantMean;
import org.quorumsgd.quorum.LowPassFilter;
import org.quorumsgd.quorum.QuorumDynamics;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.Schedule;
import org.quorumsgd.schedule.StepSchedule;

final class SimulationBlockTest {
    private static final double GAIN = 3;

    /**
     * The rules of a training, one simulation after another, with the same draws. Each step rounds positions of size 3 to 2e-7 in
     * both, in another order; on losses that are not chaotic over these few steps that stays below 1e-5.
     */
    @ParameterizedTest
    @CsvSource({
        "QUADRATIC, CENTRE, 0, 300",
        "QUADRATIC, CENTRE, 0.9, 300",
        "QUADRATIC, LOW_PASS, 0, 300",
        "QUADRATIC, LOW_PASS, 0.9, 300",
        "WAVY, CENTRE, 0, 8",
        "WAVY, CENTRE, 0.9, 8",
        "WELLS, CENTRE, 0, 8",
        "WELLS, LOW_PASS, 0.9, 8"
    })
    void simulationsAreTheReferenceRuleUpToRounding(LossCase loss, CommonVariable common, double momentum, int steps) {
        Schedule rate = new StepSchedule(0.01, 0.5, 3, 0.002);
        SimulationRules rules = new SimulationRules(loss.loss, 7, common, rate, momentum, 12, 3, steps, steps);
        List<SimulationResult> results =
                SimulationBlock.run(rules, PaperModels.DRAWS, PaperModels.simulations(GAIN, 3));
        for (SimulationResult result : results) {
            QuorumLoop reference = reference(rules, result.simulation());
            for (int step = 0; step < steps; step++) {
                reference.advance();
            }
            int d = loss.loss.dimension();
            for (AgentReport report : reference.reports()) {
                for (int j = 0; j < d; j++) {
                    assertThat(result.positions()[report.agent() * d + j])
                            .isCloseTo(report.position()[j], within(1e-5f));
                }
            }
            for (int j = 0; j < d; j++) {
                assertThat(result.quorum()[j]).isCloseTo(reference.quorum().hostValues()[j], within(1e-5f));
            }
        }
    }

    enum LossCase {
        QUADRATIC(new QuadraticLoss(2, 1)),
        WAVY(PaperModels.WAVY),
        WELLS(PaperModels.wells(10));

        private final Loss loss;

        LossCase(Loss loss) {
            this.loss = loss;
        }
    }

    private static QuorumLoop reference(SimulationRules rules, Simulation simulation) {
        Optimiser optimiser = rules.momentum() == 0 ? new Sgd() : new Nesterov(rules.momentum());
        AgentRules agentRules = new AgentRules(optimiser, rules.learningRate());
        QuorumDynamics dynamics = rules.common() == CommonVariable.CENTRE ? new InstantMean() : new LowPassFilter();
        LossProblem problem = new LossProblem(
                rules.loss(), PaperModels.DRAWS, simulation.index(), rules.noiseHalfWidth(), rules.startHalfWidth());
        return new QuorumLoop(
                new LocalEnsemble(problem, rules.agents(), agentRules, Coupled.POSITION),
                agentRules,
                QuorumRules.of(new EqualGains(new ConstantSchedule(simulation.gain())), dynamics),
                1);
    }

    @Test
    void aSimulationHasTheSameBitsInAnyCompany() {
        List<Simulation> all = new ArrayList<>(PaperModels.simulations(1, 21));
        all.addAll(PaperModels.simulations(10, 21));
        SimulationRules rules = PaperModels.figure1();
        List<SimulationResult> together = SimulationBlock.run(rules, PaperModels.DRAWS, all);
        for (int i : new int[] {0, 1, 20, 21, 41}) {
            SimulationResult alone = SimulationBlock.run(rules, PaperModels.DRAWS, List.of(all.get(i)))
                    .get(0);
            assertThat(alone.positions()).isEqualTo(together.get(i).positions());
            assertThat(alone.quorum()).isEqualTo(together.get(i).quorum());
            assertThat(alone.losses()).isEqualTo(together.get(i).losses());
        }
        Collections.reverse(all);
        List<SimulationResult> reversed = SimulationBlock.run(rules, PaperModels.DRAWS, all);
        for (int i = 0; i < all.size(); i++) {
            assertThat(reversed.get(i).positions())
                    .isEqualTo(together.get(all.size() - 1 - i).positions());
        }
    }

    @Test
    void curvesBeginAtTheStartAndEndAtTheEnd() {
        SimulationRules rules = new SimulationRules(
                PaperModels.WAVY, 50, CommonVariable.CENTRE, new ConstantSchedule(0.01), 0, 12, 3, 250, 100);
        assertThat(rules.measurements()).isEqualTo(4);
        assertThat(List.of(rules.measuredStep(0), rules.measuredStep(1), rules.measuredStep(3)))
                .containsExactly(0, 100, 250);
        SimulationResult result = SimulationBlock.run(rules, PaperModels.DRAWS, List.of(new Simulation(10, 0)))
                .get(0);
        assertThat(result.losses()).hasSize(4);
        assertThat(result.losses()[3]).isEqualTo(PaperModels.WAVY.value(new double[] {result.quorum()[0]}));
        // Agents start in [-3, 3]: variance 3.
        assertThat(result.spreads()[0]).isBetween(2.0, 4.0);
        assertThat(result.firstNonFinite()).isEqualTo(-1);
    }

    @Test
    void aDivergedSimulationSaysWhen() {
        SimulationRules rules = new SimulationRules(
                new QuadraticLoss(1, 1), 3, CommonVariable.CENTRE, new ConstantSchedule(2.5), 0, 1, 1, 400, 10);
        SimulationResult result = SimulationBlock.run(rules, PaperModels.DRAWS, List.of(new Simulation(0, 0)))
                .get(0);
        assertThat(result.firstNonFinite()).isGreaterThan(0);
    }
}
