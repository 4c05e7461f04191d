package org.quorumsgd.cli;

import java.util.Collections;
import java.util.Locale;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.Problems;
import org.quorumsgd.data.AgentImages;
import org.quorumsgd.data.Augmentation;
import org.quorumsgd.data.DataPlan;
import org.quorumsgd.data.DataSettings;
import org.quorumsgd.data.HadoopFiles;
import org.quorumsgd.data.ImageDataSet;
import org.quorumsgd.data.ImageDataSets;
import org.quorumsgd.data.Normalisation;
import org.quorumsgd.dl4j.NetworkChoice;
import org.quorumsgd.dl4j.NetworkProblem;
import org.quorumsgd.ensemble.QuorumRules;

/**
 * A configuration put together: data opened, network built, everything checked that can be checked without reading the
 * images.
 *
 * @param network the network's configuration as JSON
 * @param parameters n
 */
record Experiment(Configuration configuration, AgentImages images, DataPlan plan, String network, int parameters) {

    /** @throws InvalidInputException with every problem of data and model */
    static Experiment prepare(Configuration configuration, org.apache.hadoop.conf.Configuration hadoop) {
        ImageDataSet dataSet = ImageDataSets.open(DataSettings.of(configuration), HadoopFiles.of(hadoop));
        return of(configuration, AgentImages.of(dataSet, configuration), hadoop);
    }

    /** @throws InvalidInputException with every problem of the model and of the dealing of images to agents */
    static Experiment of(Configuration configuration, AgentImages images, org.apache.hadoop.conf.Configuration hadoop) {
        Problems problems = new Problems();
        DataPlan plan = null;
        String network = "";
        try {
            plan = images.plan();
        } catch (InvalidInputException e) {
            problems.addAll(e);
        }
        try {
            network = NetworkChoice.json(configuration, images.dataSet(), hadoop);
        } catch (InvalidInputException e) {
            problems.addAll(e);
        }
        try {
            Augmentation.of(configuration, images.dataSet().shape());
        } catch (InvalidInputException e) {
            problems.addAll(e);
        }
        int batchSize = Collections.max(images.batchSizes());
        int pixels = images.dataSet().shape().pixels();
        if ((long) batchSize * pixels > Integer.MAX_VALUE) {
            problems.invalid(
                    Keys.BATCH_SIZE.name(),
                    batchSize,
                    "at most " + Integer.MAX_VALUE / pixels + " for images of " + pixels + " pixels");
        }
        problems.throwIfAny();
        if (plan == null) {
            throw new IllegalStateException("no plan and no problem");
        }
        return new Experiment(configuration, images, plan, network, NetworkChoice.parameters(network));
    }

    /** What the agents train on, once the training split's statistics are known. */
    NetworkProblem problem(Normalisation normalisation) {
        return new NetworkProblem(
                parameters,
                network,
                images,
                normalisation,
                Augmentation.of(configuration, images.dataSet().shape()),
                images.streams(),
                configuration.value(Keys.START),
                configuration.value(Keys.MODEL_BATCH_NORM_EVALUATION),
                configuration.value(Keys.EVALUATION_BATCH_SIZE),
                configuration.value(Keys.PROBE_BATCH_SIZE));
    }

    RunLength length() {
        return RunLength.of(configuration, plan.trainingSize());
    }

    AgentRules agentRules() {
        return Rules.agentRules(configuration, length());
    }

    QuorumRules quorumRules() {
        return Rules.quorumRules(configuration, length());
    }

    long plannedRounds() {
        return length().planned(configuration);
    }

    /** The experiment in one sentence. */
    String sentence() {
        return String.format(
                Locale.ROOT,
                "%s: %d agents, %s, gain %s, period %d, %s on %s: %,d parameters, %,d training, %,d validation and %,d test images, %,d rounds",
                configuration.value(Keys.NAME),
                configuration.value(Keys.AGENTS),
                configuration.value(Keys.ALGORITHM).label(),
                configuration.value(Keys.COUPLING_GAIN),
                configuration.value(Keys.COUPLING_PERIOD),
                configuration.value(Keys.MODEL_PRESET).label(),
                images.dataSet().name(),
                parameters,
                plan.trainingSize(),
                plan.validationSize(),
                plan.testSize(),
                plannedRounds());
    }
}
