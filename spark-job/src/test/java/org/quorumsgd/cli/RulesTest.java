package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.coupling.EqualGains;
import org.quorumsgd.coupling.Gains;
import org.quorumsgd.coupling.SpikingGains;
import org.quorumsgd.coupling.SuccessGains;
import org.quorumsgd.ensemble.AgentLearningRates;
import org.quorumsgd.ensemble.QuorumRules;
import org.quorumsgd.ensemble.Reporting;
import org.quorumsgd.optimise.HeavyBall;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.quorum.ExponentialAveraging;
import org.quorumsgd.quorum.InstantMean;
import org.quorumsgd.quorum.LowPassFilter;
import org.quorumsgd.quorum.PolyakAveraging;
import org.quorumsgd.quorum.SaturatingFilter;
import org.quorumsgd.quorum.SecondOrderFilter;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.CosineSchedule;
import org.quorumsgd.schedule.ExponentialSchedule;
import org.quorumsgd.schedule.InverseTimeSchedule;
import org.quorumsgd.schedule.LinearSchedule;
import org.quorumsgd.schedule.Plateau;
import org.quorumsgd.schedule.StepSchedule;
import org.quorumsgd.schedule.WarmUp;

final class RulesTest {
    private static final RunLength LENGTH = new RunLength(1000, 10, 1);

    @Test
    void algorithmsDifferInGainsAndDynamics() {
        Gains equal = new EqualGains(new ConstantSchedule(0.3));
        QuorumRules qsgd = quorumRules("algorithm = qsgd, coupling.gain = 0.3");
        assertThat(qsgd).isEqualTo(QuorumRules.of(equal, new InstantMean()));

        QuorumRules easgd = quorumRules("algorithm = easgd, coupling.gain = 0.3");
        assertThat(easgd).isEqualTo(QuorumRules.of(equal, new LowPassFilter()));

        QuorumRules none = quorumRules("algorithm = none, coupling { gain = 0.3, velocity-gain = 1 }");
        assertThat(none).isEqualTo(QuorumRules.of(new EqualGains(new ConstantSchedule(0)), new InstantMean()));

        QuorumRules spiking = quorumRules(
                "algorithm = sd-qsgd, coupling.gain = 0.3,"
                        + " state-dependent { magnification = 3, spike-epochs = 0.5, relaxation = 8, others = constant-total }");
        assertThat(spiking.gains())
                .isEqualTo(new SpikingGains(new ConstantSchedule(0.3), 3, 50, 8, SpikingGains.Others.CONSTANT_TOTAL));
        assertThat(spiking.reporting().source()).isEqualTo(Reporting.Source.CENTRE);
        assertThat(spiking.judging().everySteps()).isEqualTo(100);
        assertThat(spiking.judging().fromStart()).isTrue();
        assertThat(quorumRules("algorithm = sd-qsgd, state-dependent { gains = success, sharpness = 2 }")
                        .gains())
                .isEqualTo(new SuccessGains(new ConstantSchedule(1), 2));
    }

    @Test
    void filtersSchedulesAndAveragesAreWhatTheirKeysSay() {
        assertThat(quorumRules("algorithm = easgd, quorum { filter = second-order, damping = 0.7 }")
                        .dynamics())
                .isEqualTo(new SecondOrderFilter(0.7));
        assertThat(quorumRules("algorithm = easgd, quorum { filter = saturating, saturation = 0.2 }")
                        .dynamics())
                .isEqualTo(new SaturatingFilter(0.2));
        assertThat(quorumRules("coupling { schedule = linear, gain = 1, final-gain = 5, over-epochs = 2 }")
                        .gains())
                .isEqualTo(new EqualGains(new LinearSchedule(1, 5, 200)));
        assertThat(quorumRules("coupling { schedule = exponential, gain = 1, final-gain = 5, over-epochs = 2 }")
                        .gains())
                .isEqualTo(new EqualGains(new ExponentialSchedule(1, 5, 200)));
        assertThat(quorumRules("quorum { average = exponential, average-weight = 0.8, average-from-epoch = 3 }")
                        .reporting())
                .isEqualTo(new Reporting(
                        Reporting.Source.QUORUM,
                        new ExponentialAveraging(0.8),
                        300,
                        Reporting.Statistics.MEAN_OF_AGENTS));
        assertThat(quorumRules(
                                "quorum { average = polyak, reported = centre }, model.batch-norm-evaluation = recalibrated")
                        .reporting())
                .isEqualTo(new Reporting(
                        Reporting.Source.CENTRE, new PolyakAveraging(), 0, Reporting.Statistics.RECALIBRATED));
        assertThat(quorumRules("coupling { velocity-gain = 0.5, beta-limit = 1.5 }"))
                .satisfies(rules -> assertThat(rules.velocityGain()).isEqualTo(0.5))
                .satisfies(rules -> assertThat(rules.betaLimit()).isEqualTo(1.5));
    }

    @Test
    void agentsLearnAtRatesOfTheirOwn() {
        assertThat(quorumRules("agents = 2, learning-rate.multipliers = [1, 0.5]")
                        .learningRates())
                .isEqualTo(new AgentLearningRates(List.of(1.0, 0.5), null));
        QuorumRules plateau = quorumRules("learning-rate { schedule = plateau, plateau-divisors = [4, 2],"
                + " plateau-epochs = 3, plateau-tolerance = 0.02 }");
        assertThat(plateau.learningRates())
                .isEqualTo(new AgentLearningRates(List.of(), new Plateau(List.of(4.0, 2.0), 3, 0.02)));
        assertThat(plateau.judging().fromStart()).isFalse();
        assertThat(plateau.judging().everySteps()).isEqualTo(100);
    }

    @Test
    void optimisersTakeTheirMomentum() {
        assertThat(rules(configuration("optimiser.name = sgd")).optimiser()).isInstanceOf(Sgd.class);
        assertThat(rules(configuration("optimiser { name = heavy-ball, momentum = 0.7 }"))
                        .optimiser())
                .isEqualTo(new HeavyBall(0.7));
        assertThat(rules(configuration("optimiser { name = nesterov, momentum = 0.8 }"))
                        .optimiser())
                .isEqualTo(new Nesterov(0.8));
    }

    @Test
    void learningRateStepsCountLocalStepsOfOneAgent() {
        assertThat(rules(configuration("learning-rate.initial = 0.02")).learningRate())
                .isEqualTo(new ConstantSchedule(0.02));
        assertThat(rules(configuration("learning-rate { initial = 0.02, schedule = step, factor = 0.5,"
                                + " every-epochs = 0.5, floor = 0.001 }"))
                        .learningRate())
                .isEqualTo(new StepSchedule(0.02, 0.5, 50, 0.001));
        assertThat(rules(configuration(
                                "learning-rate { initial = 0.02, schedule = cosine, over-epochs = 3, floor = 0.01 }"))
                        .learningRate())
                .isEqualTo(new CosineSchedule(0.02, 0.01, 300));
        assertThat(rules(configuration(
                                "learning-rate { initial = 0.02, schedule = inverse-time, decay = 5, power = 0.5 }"))
                        .learningRate())
                .isEqualTo(new InverseTimeSchedule(0.02, 0.05, 0.5));
        assertThat(rules(configuration("learning-rate { initial = 0.02, warm-up-epochs = 1.5 }"))
                        .learningRate())
                .isEqualTo(new WarmUp(new ConstantSchedule(0.02), 150));
    }

    private static QuorumRules quorumRules(String text) {
        return Rules.quorumRules(configuration(text), LENGTH);
    }

    private static AgentRules rules(Configuration configuration) {
        return Rules.agentRules(configuration, LENGTH);
    }

    private static Configuration configuration(String text) {
        return ConfigurationLoader.fromText(text, "test", List.of());
    }
}
