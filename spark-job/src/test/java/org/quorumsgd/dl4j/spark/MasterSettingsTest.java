package org.quorumsgd.dl4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.config.Algorithm;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.dl4j.Dl4jAcceleration;
import org.quorumsgd.dl4j.TrainableNetwork;
import org.quorumsgd.optimise.HeavyBall;
import org.quorumsgd.optimise.Nesterov;

final class MasterSettingsTest {
    @BeforeAll
    static void enable() {
        Dl4jAcceleration.enable();
    }

    @Test
    void jsonAndYamlGiveTheMasterBack() {
        QuorumTrainingMaster master = new QuorumTrainingMaster.Builder()
                .algorithm(Algorithm.EASGD)
                .agents(5)
                .gain(0.25)
                .tau(3)
                .learningRate(new ExponentialSchedule(ScheduleType.EPOCH, 0.1, 0.9))
                .heavyBall(0.8)
                .seed(9)
                .batchSizePerWorker(7)
                .epochsPerFit(2)
                .rddTrainingApproach(RDDTrainingApproach.Direct)
                .exportDirectory("/somewhere")
                .collectTrainingStats(true)
                .build();
        assertThat(QuorumTrainingMaster.fromJson(master.toJson())).isEqualTo(master);
        assertThat(QuorumTrainingMaster.fromYaml(master.toYaml())).isEqualTo(master);
        assertThat(QuorumTrainingMaster.fromYaml(master.toYaml()).getIsCollectTrainingStats())
                .isTrue();
        QuorumTrainingMaster plain = new QuorumTrainingMaster.Builder().build();
        assertThat(QuorumTrainingMaster.fromJson(plain.toJson()))
                .isEqualTo(plain)
                .isNotEqualTo(master);
    }

    @Test
    void everyWrongSettingIsToldAtOnce() {
        QuorumTrainingMaster.Builder wrong = new QuorumTrainingMaster.Builder()
                .agents(0)
                .tau(0)
                .gain(Double.NaN)
                .learningRate(-1)
                .momentum(1)
                .batchSizePerWorker(0)
                .epochsPerFit(0)
                .algorithm(Algorithm.SD_QSGD);
        assertThatThrownBy(wrong::build)
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.problems())
                                .containsExactlyInAnyOrder(
                                        "Invalid algorithm: SD_QSGD (expected QSGD, EASGD or NONE: a training master has no validation"
                                                + " data to judge agents on)",
                                        "Invalid agents: 0 (expected at least 1)",
                                        "Invalid tau: 0 (expected at least 1)",
                                        "Invalid batchSizePerWorker: 0 (expected at least 1)",
                                        "Invalid epochsPerFit: 0 (expected at least 1)",
                                        "Invalid gain: NaN (expected a finite number of at least 0)",
                                        "Invalid learningRate: -1.0 (expected a finite number above 0)",
                                        "Invalid momentum: 1.0 (expected a number of at least 0 and below 1)"));
        assertThatThrownBy(() -> QuorumTrainingMaster.fromJson("{\"gian\": 1}"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("gian");
    }

    @Test
    void theNetworksUpdaterGivesRateAndMomentumUnlessTheBuilderDoes() {
        AgentRules taken = rules(new MasterSettings(), new Nesterovs(0.3, 0.7));
        assertThat(taken.optimiser()).isEqualTo(new Nesterov(0.7));
        assertThat(taken.learningRate().at(5)).isEqualTo(0.3);

        MasterSettings given = new MasterSettings();
        given.learningRate = 0.2;
        assertThat(rules(given, new Nesterovs(0.3, 0.7)).optimiser()).isEqualTo(new Nesterov(0.7));
        assertThat(rules(given, new Nesterovs(0.3, 0.7)).learningRate().at(5)).isEqualTo(0.2);
        assertThat(rules(given, new Adam()).optimiser()).isEqualTo(new org.quorumsgd.optimise.Sgd());
        given.momentum = 0.5;
        given.heavyBall = true;
        assertThat(rules(given, new Adam()).optimiser()).isEqualTo(new HeavyBall(0.5));
    }

    @Test
    void whatQuorumWouldLeaveOutIsRefused() {
        MultiLayerNetwork network = new MultiLayerNetwork(Programs.common(new Adam(0.01))
                .l1(0.1)
                .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                .list()
                .layer(Programs.dense(3))
                .layer(Programs.output())
                .setInputType(InputType.feedForward(2))
                .build());
        network.init();
        assertThatThrownBy(() -> new TrainingRules(new MasterSettings(), TrainableNetwork.of(network)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Invalid network: regularization L1Regularization in layer")
                .hasMessageContaining("Invalid network: gradientNormalization ClipL2PerLayer in layer")
                .hasMessageContaining("Invalid updater: Adam")
                .hasMessageContaining("or a learningRate in the builder");
    }

    private static AgentRules rules(MasterSettings settings, IUpdater updater) {
        MultiLayerNetwork network = new MultiLayerNetwork(Programs.layers(updater));
        network.init();
        return new TrainingRules(settings, TrainableNetwork.of(network)).agentRules(0, 0, 0, 10);
    }

    @Test
    void layersWithDifferentUpdatersAreRefused() {
        MultiLayerNetwork network = new MultiLayerNetwork(Programs.common(new Sgd(0.1))
                .list()
                .layer(Programs.dense(3))
                .layer(new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .updater(new Sgd(0.2))
                        .build())
                .setInputType(InputType.feedForward(2))
                .build());
        network.init();
        assertThatThrownBy(() -> new TrainingRules(new MasterSettings(), TrainableNetwork.of(network)))
                .hasMessageContaining("expected one Sgd or Nesterovs with constant momentum for all layers");
    }
}
