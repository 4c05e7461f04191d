package org.quorumsgd.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumsgd.agent.AgentRound;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.CommonSignal;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.agent.RoundResult;
import org.quorumsgd.optimise.HeavyBall;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.FunctionProblem;
import org.quorumsgd.schedule.Schedule;
import org.quorumsgd.schedule.StepSchedule;
import org.quorumsgd.vector.HeapVector;

/**
 * The order of operations within a round, against plain loops in double precision written from the papers' lines (Zhang et
 * al. 2015, Alg. 1 and 2). 120 contracting steps in single precision err by less than 1e-5; taking gradient, pull or
 * quorum from the wrong side errs by about eta alpha = 1e-2.
 */
class RoundOrderTest {
    private static final int AGENTS = 3;
    private static final double MOMENTUM = 0.6;

    /** Falls in the middle of rounds of 3 steps, and the gain with it. */
    private static final Schedule LEARNING_RATE = new StepSchedule(0.08, 0.7, 25, 0.02);

    private static final Schedule GAIN = new StepSchedule(4, 0.8, 20, 0);

    @ParameterizedTest
    @CsvSource({
        "sgd,      qsgd,  1", "sgd,      easgd, 1", "sgd,      qsgd,  3", "sgd,      easgd, 3",
        "heavy,    qsgd,  1", "heavy,    easgd, 1", "heavy,    qsgd,  3", "heavy,    easgd, 3",
        "nesterov, qsgd,  1", "nesterov, easgd, 1", "nesterov, qsgd,  3", "nesterov, easgd, 3"
    })
    void aRunIsThatOfAPlainLoop(String optimiser, String algorithm, int localSteps) {
        Runs.Rules rules = Runs.rules(optimiser(optimiser), LEARNING_RATE, GAIN);
        QuorumLoop loop =
                Runs.loop(problem(), AGENTS, rules, algorithm.equals("qsgd") ? Runs.QSGD : Runs.EASGD, localSteps);

        double[] x = {-1.4, 0.3, 1.9};
        double[] v = new double[AGENTS];
        double quorum = mean(x);
        for (int round = 0; round < 120 / localSteps; round++) {
            double alpha = LEARNING_RATE.at((long) round * localSteps) * GAIN.at((long) round * localSteps);
            double oldCentre = mean(x);
            for (int i = 0; i < AGENTS; i++) {
                double pull = alpha * (quorum - x[i]);
                for (int local = 0; local < localSteps; local++) {
                    long step = (long) round * localSteps + local;
                    double eta = LEARNING_RATE.at(step);
                    if (optimiser.equals("sgd")) {
                        v[i] = -eta * slope(i, step, x[i]);
                    } else if (optimiser.equals("heavy")) {
                        v[i] = MOMENTUM * v[i] - eta * slope(i, step, x[i]);
                    } else {
                        v[i] = MOMENTUM * v[i] - eta * slope(i, step, x[i] + MOMENTUM * v[i]);
                    }
                    x[i] += v[i] + (local == 0 ? pull : 0);
                }
            }
            quorum = algorithm.equals("qsgd") ? mean(x) : quorum + alpha * AGENTS * (oldCentre - quorum);

            RoundRecord record = loop.advance();
            for (int i = 0; i < AGENTS; i++) {
                assertThat((double) Runs.position(record, i).hostValues()[0])
                        .as("agent %d after round %d", i, round)
                        .isCloseTo(x[i], within(1e-5));
            }
            assertThat((double) loop.quorum().hostValues()[0]).isCloseTo(quorum, within(1e-5));
            assertThat((double) loop.centre().hostValues()[0]).isCloseTo(mean(x), within(1e-5));
        }
    }

    @ParameterizedTest
    @CsvSource({"sgd", "heavy", "nesterov"})
    void aRoundIsAPureFunctionThatLeavesItsArgumentsAsTheyAre(String optimiser) {
        Runs.Rules rules = Runs.rules(optimiser(optimiser), LEARNING_RATE, GAIN);
        AgentState state = new AgentState(1, 6, HeapVector.of(0.4f), HeapVector.of(-0.2f), HeapVector.zeros(0));
        HeapVector quorum = HeapVector.of(-0.9f);
        RoundResult once = AgentRound.run(
                state,
                RoundPlan.of(2, 3, 0.3),
                CommonSignal.of(quorum),
                rules.agent(),
                problem().open(1));
        RoundResult again = AgentRound.run(
                state,
                RoundPlan.of(2, 3, 0.3),
                CommonSignal.of(quorum),
                rules.agent(),
                problem().open(1));
        assertThat(again).isEqualTo(once);
        assertThat(once.state().step()).isEqualTo(9);
        assertThat(once.state().agent()).isEqualTo(1);
        assertThat(state.position()).isEqualTo(HeapVector.of(0.4f));
        assertThat(state.velocity()).isEqualTo(HeapVector.of(-0.2f));
        assertThat(quorum).isEqualTo(HeapVector.of(-0.9f));
    }

    @Test
    void lossAndGradientNormAreMeansOverTheLocalSteps() {
        FunctionProblem problem = new FunctionProblem(2, agent -> new float[2], (agent, step, x, gradient) -> {
            gradient[0] = 3 * step;
            gradient[1] = -4 * step;
            return 10 + step;
        });
        RoundResult result = AgentRound.run(
                problem.start(0),
                RoundPlan.of(0, 4, 0),
                CommonSignal.of(HeapVector.zeros(2)),
                Runs.uncoupled(new Sgd(), 0.1).agent(),
                problem.open(0));
        assertThat(result.trainLoss()).isEqualTo(11.5);
        assertThat(result.gradientNorm()).isEqualTo(7.5);
    }

    private static Optimiser optimiser(String name) {
        return switch (name) {
            case "sgd" -> new Sgd();
            case "heavy" -> new HeavyBall(MOMENTUM);
            default -> new Nesterov(MOMENTUM);
        };
    }

    private static FunctionProblem problem() {
        float[] starts = {-1.4f, 0.3f, 1.9f};
        return new FunctionProblem(1, agent -> new float[] {starts[agent]}, (agent, step, x, gradient) -> {
            gradient[0] = (float) slope(agent, step, x[0]);
            return 0;
        });
    }

    /** Monotone in x, so that runs contract and rounding does not grow. */
    private static double slope(int agent, long step, double x) {
        return x + 0.2 * x * x * x + Math.sin(2.0 * step + agent);
    }

    private static double mean(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value;
        }
        return sum / x.length;
    }
}
