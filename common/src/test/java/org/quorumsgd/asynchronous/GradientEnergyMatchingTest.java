package org.quorumsgd.asynchronous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.asynchronous.GradientEnergyMatching.Reference;
import org.quorumsgd.asynchronous.GradientEnergyMatching.Scalings;
import org.quorumsgd.ensemble.Asynchrony;
import org.quorumsgd.ensemble.DivergedException;
import org.quorumsgd.ensemble.GemMeasures;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.optimise.HeavyBall;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.problem.FunctionProblem;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.vector.HeapVector;

/** T8 of the theory: what gradient energy matching does to constant gradients and on a quadratic, with and without the clamp. */
final class GradientEnergyMatchingTest {
    private static final ServiceTimes IN_TURN = new ConstantServiceTimes();
    private static final double LEARNING_RATE = 0.05;
    private static final double MOMENTUM = 0.9;

    /** W = 1, s = 0.5, m = (0.5, ...), D = (0.5, -0.25, 0.01, 0), kappa = 2: kappa |m'| - |W - s| over |D|. */
    @Test
    void everyParameterIsScaledByItsOwnFormula() {
        Server server = new Server(ones(), HeapVector.zeros(0), 3, 2, List.of(blank(), memory(0.5f)));
        Commit commit = new Commit(1, 1, 1, 1, HeapVector.of(2, 2, 2, 2), HeapVector.of(2.5f, 1.75f, 2.01f, 2));
        // m' = 0.45 + D, pi = (2 |m'| - 0.5) / |D|: 2.8, -0.4, 42, and anything times 0.
        Server clamped = gem(2, 2, Reference.BEFORE_COMMIT, Scalings.CLAMPED).commit(server, commit);
        assertThat(clamped.centre().hostValues()).containsExactly(new float[] {2.4f, 1, 1.05f, 1}, within(1e-5f));
        Server unlimited = gem(2, 2, Reference.AFTER_COMMIT, Scalings.UNLIMITED).commit(server, commit);
        assertThat(unlimited.centre().hostValues()).containsExactly(new float[] {2.4f, 1.1f, 1.42f, 1}, within(1e-5f));
        assertThat(clamped.memories().get(1).momentum().hostValues())
                .containsExactly(new float[] {0.95f, 0.2f, 0.46f, 0.45f}, within(1e-6f));
        assertThat(clamped.memories().get(1).seen()).isEqualTo(server.centre());
        assertThat(unlimited.memories().get(1).seen()).isEqualTo(unlimited.centre());
        assertThat(clamped.memories().get(0)).isEqualTo(blank());
        assertThat(clamped.commits()).isEqualTo(4);
        assertThat(clamped.largestStaleness()).isEqualTo(2);
    }

    @Test
    void aCommitDependsOnNothingButItsArgumentsAndChangesNone() {
        CommitRule rule = gem(2, 1, Reference.BEFORE_COMMIT, Scalings.CLAMPED);
        Server first = rule.start(ones());
        Commit commit = new Commit(0, 1, 1, 0, ones(), HeapVector.of(0.5f, 1.5f, 1, 2));
        Server once = rule.commit(first, commit);
        Server twice = rule.commit(once, commit);
        assertThat(rule.commit(first, commit)).isEqualTo(once);
        assertThat(rule.commit(once, commit)).isEqualTo(twice);
        assertThat(first).isEqualTo(rule.start(ones()));
        assertThat(twice).isNotEqualTo(once);
    }

    /** Energies from the numbers of the first test; two of the four factors are outside [0, 5]: -0.4 and 42, and 0.4 / 1e-12. */
    @ParameterizedTest
    @EnumSource(Scalings.class)
    void energiesAndClampedScalingsAreThoseOfTheCommit(Scalings scalings) {
        GradientEnergyMatching rule = gem(2, 2, Reference.BEFORE_COMMIT, scalings);
        Server server = new Server(ones(), HeapVector.zeros(0), 3, 2, List.of(blank(), memory(0.5f)));
        Commit commit = new Commit(1, 1, 1, 1, HeapVector.of(2, 2, 2, 2), HeapVector.of(2.5f, 1.75f, 2.01f, 2));
        GemMeasures measures = rule.measures(server, rule.commit(server, commit), commit);
        double moved = scalings == Scalings.CLAMPED
                ? 1.9 * 1.9 + 0.5 * 0.5 + 0.55 * 0.55 + 0.5 * 0.5
                : 1.9 * 1.9 + 0.6 * 0.6 + 0.92 * 0.92 + 0.5 * 0.5;
        assertThat(measures.centralEnergy()).isCloseTo(moved / 2, within(1e-5));
        double momenta = 0.95 * 0.95 + 0.2 * 0.2 + 0.46 * 0.46 + 0.45 * 0.45;
        assertThat(measures.proxyEnergy()).isCloseTo(4 * momenta / 2, within(1e-5));
        assertThat(measures.clampedShare()).isEqualTo(0.75);
        assertThat(new Downpour().measures(server, server, commit)).isNull();
    }

    /** M / (p + 1) where the move contains the agent's last commit, M / p where it does not; M = eta |g| / (1 - mu). */
    @ParameterizedTest
    @CsvSource({
        "1, BEFORE_COMMIT, UNLIMITED, 2",
        "2, BEFORE_COMMIT, CLAMPED, 3",
        "3, BEFORE_COMMIT, UNLIMITED, 4",
        "7, BEFORE_COMMIT, CLAMPED, 8",
        "16, BEFORE_COMMIT, CLAMPED, 17",
        "1, AFTER_COMMIT, UNLIMITED, 1",
        "2, AFTER_COMMIT, CLAMPED, 2",
        "3, AFTER_COMMIT, UNLIMITED, 3",
        "7, AFTER_COMMIT, CLAMPED, 7",
        "16, AFTER_COMMIT, UNLIMITED, 16",
        // Alone it would have to scale by 1 / (1 - mu) = 10.
        "1, AFTER_COMMIT, CLAMPED, 2",
    })
    void onAConstantGradientUpdatesShareAnEnergy(int agents, Reference reference, Scalings scalings, double sharers) {
        AsynchronousLoop loop = loop(slope(), agents, gem(agents, 1, reference, scalings), IN_TURN, new Sgd());
        advance(loop, 200);
        double before = centre(loop);
        int rounds = 400;
        advance(loop, rounds);
        double mean = (centre(loop) - before) / (rounds * agents);
        // What the two ends cut off is less than M of 400 p M / sharers.
        assertThat(mean).isCloseTo(LEARNING_RATE / (1 - MOMENTUM) / sharers, within(0.01 * mean));
    }

    /** Eq. (13): the scaling is what makes the two energies equal. */
    @ParameterizedTest
    @EnumSource(Reference.class)
    void withoutTheClampTheCentralEnergyIsTheProxy(Reference reference) {
        AsynchronousLoop loop = loop(slope(), 3, gem(3, 1, reference, Scalings.UNLIMITED), IN_TURN, new Sgd());
        advance(loop, 100);
        GemMeasures measures = gem(loop.advance());
        double full = LEARNING_RATE / (1 - MOMENTUM);
        assertThat(measures.proxyEnergy()).isCloseTo(full * full / 2, within(1e-3));
        assertThat(measures.centralEnergy()).isCloseTo(measures.proxyEnergy(), within(1e-3));
    }

    /** Up to eight commits in a row from one agent, so some factors leave [0, 5]; the measure says how many. */
    @ParameterizedTest
    @CsvSource({"4, BEFORE_COMMIT", "16, BEFORE_COMMIT", "4, AFTER_COMMIT", "16, AFTER_COMMIT"})
    void inRandomOrderAQuadraticConvergesWithTheClampAndDivergesWithout(int agents, Reference reference) {
        for (long seed = 1; seed <= 5; seed++) {
            ServiceTimes times = new ExponentialServiceTimes(new RandomStreams(seed));
            AsynchronousLoop loop =
                    loop(quadratic(), agents, gem(agents, 1, reference, Scalings.CLAMPED), times, new Sgd());
            double clamped = 0;
            for (int round = 0; round < 1000; round++) {
                clamped += gem(loop.advance()).clampedShare() / 1000;
            }
            assertThat(Math.abs(centre(loop))).isLessThan(1e-6);
            assertThat(clamped).isBetween(0.05, 0.95);
            assertThat(diverges(
                            loop(quadratic(), agents, gem(agents, 1, reference, Scalings.UNLIMITED), times, new Sgd())))
                    .as("seed %d", seed)
                    .isTrue();
        }
    }

    @Test
    void aloneOnAConstantGradientItIsMomentumSgdUpToRounding() {
        AsynchronousLoop gem =
                loop(slope(), 1, gem(1, 1, Reference.AFTER_COMMIT, Scalings.UNLIMITED), IN_TURN, new Sgd());
        AsynchronousLoop momentum = loop(slope(), 1, new Downpour(), IN_TURN, new HeavyBall(MOMENTUM));
        for (int round = 0; round < 50; round++) {
            gem.advance();
            momentum.advance();
            assertThat(centre(gem)).isCloseTo(centre(momentum), within(1e-4));
        }
        assertThat(centre(gem)).isGreaterThan(40 * 0.3);
    }

    /** Momentum carries on beyond the minimum; |m| along the sign of the newest step turns back. */
    @Test
    void aloneOnAQuadraticItIsMomentumSgdUntilTheFirstOvershoot() {
        AsynchronousLoop gem =
                loop(quadratic(), 1, gem(1, 1, Reference.AFTER_COMMIT, Scalings.UNLIMITED), IN_TURN, new Sgd());
        AsynchronousLoop momentum = loop(quadratic(), 1, new Downpour(), IN_TURN, new HeavyBall(MOMENTUM));
        int rounds = 0;
        while (centre(momentum) > 0) {
            assertThat(centre(gem)).isCloseTo(centre(momentum), within(1e-5));
            gem.advance();
            momentum.advance();
            rounds++;
        }
        assertThat(rounds).isGreaterThan(5);
        double overshot = centre(gem);
        assertThat(overshot).isCloseTo(centre(momentum), within(1e-5));
        gem.advance();
        momentum.advance();
        assertThat(centre(gem)).isGreaterThan(overshot);
        assertThat(centre(momentum)).isLessThan(overshot);
    }

    @Test
    void parametersOutsideTheirBoundsAreRefused() {
        assertThatThrownBy(() -> new GradientEnergyMatching(1, 1, 1, Reference.BEFORE_COMMIT, Scalings.CLAMPED))
                .hasMessage("Invalid momentum of GEM: 1.0 (expected at least 0 and below 1)");
        assertThatThrownBy(
                        () -> new GradientEnergyMatching(1, 0.9, Double.NaN, Reference.BEFORE_COMMIT, Scalings.CLAMPED))
                .hasMessage("Invalid kappa: NaN (expected > 0)");
    }

    private static boolean diverges(AsynchronousLoop loop) {
        try {
            for (int round = 0; round < 1000; round++) {
                loop.advance();
                if (Math.abs(centre(loop)) > 1e6) {
                    return true;
                }
            }
            return false;
        } catch (DivergedException e) {
            return true;
        }
    }

    private static GemMeasures gem(RoundRecord record) {
        Asynchrony asynchrony = Objects.requireNonNull(record.asynchrony());
        return Objects.requireNonNull(asynchrony.gem());
    }

    private static GradientEnergyMatching gem(int agents, double kappa, Reference reference, Scalings scalings) {
        return new GradientEnergyMatching(agents, MOMENTUM, kappa, reference, scalings);
    }

    private static AsynchronousLoop loop(
            Problem problem, int agents, CommitRule rule, ServiceTimes times, Optimiser optimiser) {
        AgentRules rules = new AgentRules(optimiser, new ConstantSchedule(LEARNING_RATE));
        return new AsynchronousLoop(
                new LocalAsynchronousEnsemble(problem, agents, rules), rules, AsynchronousRules.of(rule, times), 1);
    }

    private static void advance(AsynchronousLoop loop, int rounds) {
        for (int round = 0; round < rounds; round++) {
            loop.advance();
        }
    }

    private static double centre(AsynchronousLoop loop) {
        return loop.quorum().hostValues()[0];
    }

    private static Problem slope() {
        return new FunctionProblem(1, agent -> new float[1], (agent, step, x, gradient) -> {
            gradient[0] = -1;
            return -x[0];
        });
    }

    private static Problem quadratic() {
        return new FunctionProblem(1, agent -> new float[] {1}, (agent, step, x, gradient) -> {
            gradient[0] = x[0];
            return x[0] * x[0] / 2;
        });
    }

    private static HeapVector ones() {
        return HeapVector.of(1, 1, 1, 1);
    }

    private static AgentMemory blank() {
        return new AgentMemory(HeapVector.zeros(4), ones());
    }

    private static AgentMemory memory(float momentum) {
        return new AgentMemory(
                HeapVector.of(momentum, momentum, momentum, momentum), HeapVector.of(0.5f, 0.5f, 0.5f, 0.5f));
    }
}
