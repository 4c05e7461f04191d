package org.quorumsgd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quorumsgd.config.ConfigurationLoaderTest.load;
import static org.quorumsgd.config.ConfigurationLoaderTest.problems;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ClockChecksTest {
    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void everyAlgorithmRunsTogetherOrOnAClock(Algorithm algorithm) {
        Configuration configuration = load("algorithm = " + algorithm.label());
        assertThat(configuration.value(Keys.CLOCK))
                .isEqualTo(algorithm.runsWithoutClock() ? ClockName.NONE : ClockName.VIRTUAL);
        assertThat(configuration.warnings()).isEmpty();
    }

    @Test
    void anAsynchronousAlgorithmNeedsAClockAndASynchronousOneHasNone() {
        assertThat(problems("algorithm = dynsgd, clock = none"))
                .containsExactly("Invalid clock: none (expected virtual or real with algorithm = dynsgd)");
        assertThat(problems("clock = virtual, algorithm = sd-qsgd"))
                .containsExactly(
                        "Invalid algorithm: sd-qsgd (expected one of qsgd, easgd, downpour, mdownpour, agn, adag, dynsgd,"
                                + " staleness-aware, worst-case, worst-case-decay, gem, dasgd with clock = virtual)");
        assertThat(problems("clock = wall"))
                .containsExactly("Invalid clock: wall (expected one of none, virtual, real)");
        assertThat(load("clock = real, algorithm = dynsgd").value(Keys.PROBE_EVERY_EPOCHS))
                .isZero();
        assertThat(load("clock = virtual, algorithm = easgd").value(Keys.CLOCK)).isEqualTo(ClockName.VIRTUAL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "coupling.velocity-gain = 1          | Invalid coupling.velocity-gain: 1.0 (expected 0.0, the default, with clock = virtual)",
                "coupling.beta-limit = 1             | Invalid coupling.beta-limit: 1.0 (expected null, the default, with clock = virtual)",
                "quorum.filter = second-order        | Invalid quorum.filter: second-order (expected low-pass, the default, with clock = virtual)",
                "evaluation.each-agent = true        | Invalid evaluation.each-agent: true (expected false, the default, with clock = virtual)",
                "batch-sizes = [1, 2, 3, 4]          | Invalid batch-sizes: [1, 2, 3, 4] (expected [], the default, with clock = virtual)",
                "probe.every-epochs = 1              | Invalid probe.every-epochs: 1.0 (expected 0 with clock = virtual, on which agents stand at no common step)",
                "theory.lanczos-steps = 5            | Invalid theory.lanczos-steps: 5 (expected 0 with clock = virtual, on which agents stand at no common step)",
                "learning-rate.schedule = plateau    | Invalid learning-rate.schedule: plateau (expected another one with clock = virtual, on which agents are not judged)",
                "deadline.action = quorum-fraction   | Invalid deadline.action: quorum-fraction (expected wait or speculate with clock = virtual, on which nobody waits for all agents)",
                "gradient.prefetch = false           | Invalid gradient.prefetch: false (expected true, the default, with clock = virtual)",
                "probe.batch-size = 7                | Invalid probe.batch-size: 7 (expected 256, the default, with clock = virtual)",
                "lineage.cut-every-rounds = 3        | Invalid lineage.cut-every-rounds: 3 (expected 20, the default, with clock = virtual)",
                "service-time.deviation = 1          | Invalid service-time.deviation: 1.0 (expected 0.5, the default, with service-time.distribution = constant)",
                "service-time.multipliers = [1, 2]   | Invalid service-time.multipliers: [1.0, 2.0] (expected [] or 4 numbers, one an agent)",
            })
    void whatAgentsCanOnlyDoTogetherIsRefused(String setting, String problem) {
        assertThat(problems("algorithm = easgd, clock = virtual, " + setting)).containsExactly(problem);
    }

    @Test
    void aRealClockHasNoServiceTimes() {
        assertThat(problems("algorithm = downpour, clock = real, lineage.cut-every-rounds = 3,"
                        + " service-time { distribution = log-normal, deviation = 1, multipliers = [1, 2] }"))
                .containsExactly(
                        "Invalid lineage.cut-every-rounds: 3 (expected 20, the default, with clock = real)",
                        "Invalid service-time.distribution: log-normal (expected constant, the default, with clock = real)",
                        "Invalid service-time.deviation: 1.0 (expected 0.5, the default, with clock = real)",
                        "Invalid service-time.multipliers: [1.0, 2.0] (expected [], the default, with clock = real)");
        assertThat(problems("algorithm = sd-qsgd, clock = real"))
                .singleElement()
                .asString()
                .endsWith("worst-case-decay, gem with clock = real)");
    }

    @Test
    void theMomentumOfMdownpourIsTheServers() {
        Configuration configuration = load("algorithm = mdownpour");
        assertThat(configuration.value(Keys.OPTIMISER_NAME)).isEqualTo(OptimiserName.SGD);
        assertThat(configuration.value(Keys.OPTIMISER_MOMENTUM)).isZero();
        assertThat(problems("algorithm = mdownpour, coupling.period = 2, optimiser.name = nesterov"))
                .containsExactly(
                        "Invalid coupling.period: 2 (expected 1 with algorithm = mdownpour, whose momentum is the server's)",
                        "Invalid optimiser.name: nesterov (expected sgd with algorithm = mdownpour, whose momentum is the"
                                + " server's)");
    }

    @Test
    void theMomentumOfGemIsItsOwn() {
        Configuration configuration = load("algorithm = gem");
        assertThat(configuration.value(Keys.OPTIMISER_NAME)).isEqualTo(OptimiserName.SGD);
        assertThat(problems("algorithm = gem, coupling.period = 2, optimiser.name = heavy-ball"))
                .containsExactly(
                        "Invalid optimiser.name: heavy-ball (expected sgd with algorithm = gem, whose momentum is gem.momentum)");
        assertThat(problems("algorithm = gem, gem { momentum = 1, kappa = 0, clamp = 5, reference = before }"))
                .containsExactlyInAnyOrder(
                        "Invalid gem.momentum: 1 (expected a finite number >= 0 and < 1)",
                        "Invalid gem.kappa: 0 (expected a finite number > 0)",
                        "Invalid gem.clamp: 5 (expected true or false)",
                        "Invalid gem.reference: before (expected one of before-commit, after-commit)");
        String all = "gem { momentum = 0.5, kappa = 2, clamp = false, reference = after-commit }";
        assertThat(load("algorithm = gem, " + all).warnings()).isEmpty();
        assertThat(problems("algorithm = downpour, " + all))
                .containsExactly(
                        "Invalid gem.momentum: 0.5 (expected 0.9, the default, with algorithm = downpour)",
                        "Invalid gem.kappa: 2.0 (expected 1.0, the default, with algorithm = downpour)",
                        "Invalid gem.clamp: false (expected true, the default, with algorithm = downpour)",
                        "Invalid gem.reference: after-commit (expected before-commit, the default, with algorithm = downpour)");
        assertThat(load("gem.kappa = 2").warnings()).containsExactly("gem.kappa has no effect with algorithm = qsgd");
    }

    @Test
    void valuesWithoutEffectAreWarnedOf() {
        assertThat(load("service-time { distribution = exponential, multipliers = [1, 1, 1, 9] }")
                        .warnings())
                .containsExactly(
                        "service-time.distribution has no effect with clock = none",
                        "service-time.multipliers has no effect with clock = none");
        assertThat(load("service-time.deviation = 1, server.momentum = 0.5, server.damping-scale = 1")
                        .warnings())
                .containsExactly(
                        "service-time.deviation has no effect with service-time.distribution = constant",
                        "server.momentum has no effect with algorithm = qsgd",
                        "server.damping-scale has no effect with algorithm = qsgd");
    }

    @Test
    void whatBelongsToAnotherAlgorithmIsRefusedOnAClock() {
        assertThat(problems(
                        "algorithm = downpour, coupling { gain = 3, schedule = linear, final-gain = 1, over-epochs = 2 },"
                                + " server { momentum = 0.5, damping-scale = 1 }"))
                .containsExactly(
                        "Invalid coupling.gain: 3.0 (expected 1.0, the default, with algorithm = downpour)",
                        "Invalid coupling.schedule: linear (expected constant, the default, with algorithm = downpour)",
                        "Invalid coupling.final-gain: 1.0 (expected null, the default, with algorithm = downpour)",
                        "Invalid coupling.over-epochs: 2.0 (expected null, the default, with algorithm = downpour)",
                        "Invalid server.momentum: 0.5 (expected 0.9, the default, with algorithm = downpour)",
                        "Invalid server.damping-scale: 1.0 (expected 1.0E-4, the default, with algorithm = downpour)");
        assertThat(problems("algorithm = mdownpour, server { momentum = 0.5, damping-scale = 1 }"))
                .containsExactly(
                        "Invalid server.damping-scale: 1.0 (expected 1.0E-4, the default, with algorithm = mdownpour)");
        assertThat(load("algorithm = mdownpour, server.momentum = 0.5").warnings())
                .isEmpty();
        assertThat(load("algorithm = adag, server.damping-scale = 1").warnings())
                .isEmpty();
        assertThat(load("algorithm = dynsgd, service-time { distribution = log-normal, deviation = 1 }")
                        .warnings())
                .isEmpty();
    }

    /** A value that is invalid by itself is told of once, not asked for a second time. */
    @Test
    void onlyValidValuesAreCompared() {
        assertThat(problems("algorithm = downpour, lineage.cut-every-rounds = 0"))
                .singleElement()
                .asString()
                .startsWith("Invalid lineage.cut-every-rounds: 0 ");
    }

    @Test
    void asynchronousQsgdIsWarnedOfOvershoot() {
        String configuration = "clock = virtual, learning-rate.initial = 0.125, coupling.gain = ";
        assertThat(load(configuration + 8).warnings()).isEmpty();
        assertThat(load(configuration + 9).warnings())
                .containsExactly(
                        "Asynchronous QSGD overshoots the mean of the agents: learning-rate.initial x coupling.gain = 1.125"
                                + " (no overshoot up to 1; unstable from 2 for two agents, from about 1.5 for many)");
    }

    @Test
    void asynchronousEasgdIsWarnedOfWhereAgentAndCentreChangePlaces() {
        String configuration =
                "algorithm = easgd, clock = virtual, agents = 16, learning-rate.initial = 0.125, coupling.gain = ";
        assertThat(load(configuration + 7.5).warnings()).isEmpty();
        assertThat(load(configuration + 8).warnings())
                .containsExactly("Asynchronous EASGD is unstable: learning-rate.initial x coupling.gain = 1.000"
                        + " (stable below 1)");
    }
}
