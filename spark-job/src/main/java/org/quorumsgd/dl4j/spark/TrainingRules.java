package org.quorumsgd.dl4j.spark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.config.Algorithm;
import org.quorumsgd.config.Problems;
import org.quorumsgd.coupling.EqualGains;
import org.quorumsgd.dl4j.TrainableCheck;
import org.quorumsgd.dl4j.TrainableNetwork;
import org.quorumsgd.ensemble.QuorumRules;
import org.quorumsgd.optimise.HeavyBall;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.quorum.InstantMean;
import org.quorumsgd.quorum.LowPassFilter;
import org.quorumsgd.schedule.ConstantSchedule;

/** Algorithm and update rule, from the settings and, where they are silent, from the network's updater. */
final class TrainingRules {
    private static final String EXPECTED =
            "one Sgd or Nesterovs with constant momentum for all layers, or a learningRate in the builder";

    private final MasterSettings settings;
    private final double momentum;
    private final ISchedule learningRate;

    /** Refuses, all at once, what of the network Quorum cannot do. */
    TrainingRules(MasterSettings settings, TrainableNetwork network) {
        this.settings = settings;
        Problems problems = new Problems();
        TrainableCheck.check(network, problems);
        ISchedule given = settings.learningRate == null
                ? settings.learningRateSchedule
                : new FixedSchedule(settings.learningRate);
        IUpdater updater = given != null && settings.momentum != null ? null : commonUpdater(network, given, problems);
        problems.throwIfAny();
        this.learningRate = given != null ? given : scheduleOf(updater);
        this.momentum = settings.momentum != null ? settings.momentum : momentumOf(updater);
    }

    QuorumRules quorumRules() {
        boolean coupled = settings.algorithm.hasGain();
        return QuorumRules.of(
                new EqualGains(new ConstantSchedule(coupled ? settings.gain : 0)),
                settings.algorithm == Algorithm.EASGD ? new LowPassFilter() : new InstantMean());
    }

    /**
     * How agents move.
     *
     * @param firstStep the agents' step at which the network has these counts
     * @param stepsAnEpoch steps after which the network's epoch count goes up
     */
    AgentRules agentRules(long firstStep, int iteration, int epoch, int stepsAnEpoch) {
        return new AgentRules(
                optimiser(), new NetworkSchedule(learningRate, firstStep, iteration, epoch, stepsAnEpoch));
    }

    private Optimiser optimiser() {
        if (momentum == 0) {
            return new org.quorumsgd.optimise.Sgd();
        }
        return settings.heavyBall ? new HeavyBall(momentum) : new Nesterov(momentum);
    }

    /** The updater of all trained parameters; one that is not asked for its learning rate may be anything. */
    private static @Nullable IUpdater commonUpdater(
            TrainableNetwork network, @Nullable ISchedule learningRate, Problems problems) {
        Map<IUpdater, String> found = new LinkedHashMap<>();
        for (Layer layer : network.layers()) {
            org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
            if (conf instanceof FrozenLayer || conf instanceof FrozenLayerWithBackprop) {
                continue;
            }
            for (String parameter : layer.paramTable().keySet()) {
                if (!isStatistic(conf, parameter)) {
                    found.putIfAbsent(conf.getUpdaterByParam(parameter), "layer " + TrainableCheck.name(layer));
                }
            }
        }
        boolean one = found.size() == 1 && understood(found.keySet().iterator().next());
        if (!one && learningRate == null) {
            String updaters = found.entrySet().stream()
                    .map(entry -> entry.getKey() + " of " + entry.getValue())
                    .collect(Collectors.joining(", "));
            problems.invalid("updater", updaters, EXPECTED);
        }
        return one ? found.keySet().iterator().next() : null;
    }

    private static boolean understood(IUpdater updater) {
        return updater instanceof Sgd
                || (updater instanceof Nesterovs nesterovs
                        && nesterovs.getMomentumISchedule() == null
                        && nesterovs.getMomentumSchedule() == null);
    }

    private static boolean isStatistic(org.deeplearning4j.nn.conf.layers.Layer conf, String parameter) {
        return conf instanceof BatchNormalization
                && !parameter.equals(BatchNormalizationParamInitializer.GAMMA)
                && !parameter.equals(BatchNormalizationParamInitializer.BETA);
    }

    private static ISchedule scheduleOf(@Nullable IUpdater updater) {
        ISchedule schedule = null;
        double constant = 0;
        if (updater instanceof Sgd sgd) {
            schedule = sgd.getLearningRateSchedule();
            constant = sgd.getLearningRate();
        } else if (updater instanceof Nesterovs nesterovs) {
            schedule = nesterovs.getLearningRateSchedule();
            constant = nesterovs.getLearningRate();
        }
        return schedule != null ? schedule : new FixedSchedule(constant);
    }

    private static double momentumOf(@Nullable IUpdater updater) {
        return updater instanceof Nesterovs nesterovs ? nesterovs.getMomentum() : 0;
    }
}
