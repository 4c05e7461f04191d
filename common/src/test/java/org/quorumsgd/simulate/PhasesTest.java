package org.quorumsgd.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoublePredicate;
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

    @Test
    void print() {
        for (double k : new double[] {0, 0.1, 0.5, 1, 3, 10, 30, 80}) {
            show("fig1", PaperModels.figure1(), k);
        }
        for (double k : new double[] {0, 1, 3, 10, 80}) {
            show("fig2", PaperModels.rules(new StepSchedule(0.01, 0.5, 500, 0.01 / 16), 0), k);
        }
        for (double eta : new double[] {0.001, 0.002, 0.005}) {
            for (double k : new double[] {0, 1, 3, 10, 30, 80, 150, 300}) {
                show("fig3 eta " + eta, PaperModels.rules(new ConstantSchedule(eta), 0.9), k);
            }
        }
    }

    private static void show(String what, SimulationRules rules, double k) {
        List<SimulationResult> r = run(rules, k);
        System.out.printf(
                "%s k=%.1f near0 %.3f left %.3f right %.3f within.3of start %.3f spread %.4f agentsvar %.3f%n",
                what,
                k,
                share(r, x -> Math.abs(x) < 0.6),
                share(r, x -> Math.abs(x + 1.43) < IN_WELL),
                share(r, x -> Math.abs(x - 1.4) < IN_WELL),
                share(r, x -> Math.abs(x) < 0.3),
                Math.sqrt(r.stream().mapToDouble(s -> s.spreads()[s.spreads().length - 1]).average().orElseThrow()),
                r.stream().mapToDouble(s -> s.losses()[s.losses().length - 1]).average().orElseThrow());
    }

    private static List<SimulationResult> run(SimulationRules rules, double k) {
        return SimulationBlock.run(rules, PaperModels.DRAWS, PaperModels.simulations(k, SIMULATIONS));
    }

    private static double share(List<SimulationResult> results, DoublePredicate where) {
        return results.stream().filter(result -> where.test(result.quorum()[0])).count() / (double) results.size();
    }
}
