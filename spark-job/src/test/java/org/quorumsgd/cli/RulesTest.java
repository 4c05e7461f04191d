package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.coupling.ElasticPull;
import org.quorumsgd.coupling.Uncoupled;
import org.quorumsgd.optimise.HeavyBall;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Sgd;
import org.quorumsgd.quorum.InstantMean;
import org.quorumsgd.quorum.LowPassFilter;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.StepSchedule;

final class RulesTest {
    private static final RunLength LENGTH = new RunLength(1000, 10, 1);

    @Test
    void algorithmsDifferInPullAndQuorum() {
        ElasticPull pull = new ElasticPull(new ConstantSchedule(0.3));
        Configuration qsgd = configuration("algorithm = qsgd, coupling.gain = 0.3");
        assertThat(rules(qsgd).coupling()).isEqualTo(pull);
        assertThat(Rules.quorumDynamics(qsgd)).isInstanceOf(InstantMean.class);

        Configuration easgd = configuration("algorithm = easgd, coupling.gain = 0.3");
        assertThat(rules(easgd).coupling()).isEqualTo(pull);
        assertThat(Rules.quorumDynamics(easgd)).isInstanceOf(LowPassFilter.class);

        Configuration none = configuration("algorithm = none, coupling.gain = 0.3");
        assertThat(rules(none).coupling()).isEqualTo(new Uncoupled());
        assertThat(Rules.quorumDynamics(none)).isInstanceOf(InstantMean.class);
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
    }

    private static AgentRules rules(Configuration configuration) {
        return Rules.agentRules(configuration, LENGTH);
    }

    private static Configuration configuration(String text) {
        return ConfigurationLoader.fromText(text, "test", List.of());
    }
}
