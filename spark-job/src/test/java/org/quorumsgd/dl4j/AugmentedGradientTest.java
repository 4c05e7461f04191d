package org.quorumsgd.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Split;
import org.quorumsgd.config.Assignment;
import org.quorumsgd.config.BatchNormEvaluation;
import org.quorumsgd.config.StartPoint;
import org.quorumsgd.data.AgentSamples;
import org.quorumsgd.data.Augmentation;
import org.quorumsgd.data.Augmentation.Flip;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.vector.Vector;

class AugmentedGradientTest {
    private static final int ALL = 2 * SmallProblems.TRAINING_IMAGES;
    private static final Augmentation BOTH = new Augmentation(2, Flip.LEFT_RIGHT);
    /** Every minibatch of both agents is all images. */
    private static final NetworkProblem PLAIN = SmallProblems.on(
            GaussianImages.ofAgents(
                    SmallProblems.DIGIT,
                    SmallProblems.CLASSES,
                    SmallProblems.IMAGES,
                    Assignment.REPLICATE,
                    List.of(ALL, ALL)),
            SmallProblems.boffiCnn(new NetworkSettings(SmallProblems.DIGIT, SmallProblems.CLASSES, 0, 0)),
            StartPoint.COMMON,
            BatchNormEvaluation.RUNNING,
            SmallProblems.EVALUATION_BATCH);

    private static final NetworkProblem AUGMENTED = SmallProblems.with(PLAIN, BOTH);

    @BeforeAll
    static void enable() {
        Dl4jAcceleration.enable();
    }

    private static double loss(NetworkProblem problem, int agent, long step) {
        AgentState start = problem.start(agent);
        try (Objective objective = problem.open(agent)) {
            return objective.gradient(
                    step,
                    start.position(),
                    start.statistics().copy(),
                    start.position().zeros());
        }
    }

    @Test
    void eachAgentAndStepChangesImagesInItsOwnWay() {
        double loss = loss(AUGMENTED, 0, 0);
        assertThat(loss(AUGMENTED, 0, 0)).isEqualTo(loss);
        assertThat(Math.abs(loss(AUGMENTED, 0, 1) - loss)).isGreaterThan(1e-3);
        assertThat(Math.abs(loss(AUGMENTED, 1, 0) - loss)).isGreaterThan(1e-3);
        // without, they differ by the order of a sum
        double plain = loss(PLAIN, 0, 0);
        assertThat(loss(PLAIN, 0, 1)).isCloseTo(plain, within(1e-5));
        assertThat(loss(PLAIN, 1, 0)).isCloseTo(plain, within(1e-5));
    }

    @Test
    void aStepTrainsOnTheImagesOfItsStreamInTheOrderOfTheMinibatch() {
        AgentState start = AUGMENTED.start(1);
        AgentSamples samples = AUGMENTED.images().read(1);
        MultiLayerNetwork network =
                new MultiLayerNetwork(org.deeplearning4j.nn.conf.MultiLayerConfiguration.fromJson(AUGMENTED.network()));
        network.init();
        ParameterLayout layout = ParameterLayout.of(network);
        float[] flat = new float[layout.length()];
        layout.join(start.position().hostValues(), start.statistics().hostValues(), flat);
        network.setParams(Nd4j.createFromArray(flat).reshape(1, flat.length));
        ImageArrays arrays = new ImageArrays(
                network.getLayerWiseConfigurations(),
                SmallProblems.DIGIT,
                SmallProblems.CLASSES,
                AUGMENTED.normalisation());
        int[] positions = samples.sampler().batch(5);
        float[] pixels = arrays.pixels(samples.training(), positions);
        BOTH.apply(pixels, SmallProblems.DIGIT, AUGMENTED.streams().stream(Purpose.AUGMENTATION, 1, 5));
        INDArray labels = arrays.emptyLabels(ALL, DataType.FLOAT);
        arrays.fillLabels(samples.training(), positions, labels);
        network.setInput(Nd4j.createFromArray(pixels).reshape(ALL, 1, 8, 8));
        network.setLabels(labels);
        network.computeGradientAndScore();
        assertThat(loss(AUGMENTED, 1, 5)).isEqualTo(network.score());
    }

    @Test
    void nothingButStepsIsAugmented() {
        AgentState start = PLAIN.start(0);
        Model model = new Model(start.position(), start.statistics());
        Vector gradient = start.position().zeros();
        Vector expected = start.position().zeros();
        try (Objective objective = AUGMENTED.open(0);
                Objective plain = PLAIN.open(0)) {
            assertThat(objective.probe(start.position(), start.statistics(), gradient))
                    .isEqualTo(plain.probe(start.position(), start.statistics(), expected));
            assertThat(gradient).isEqualTo(expected);
            assertThat(objective.evaluate(Split.TEST, model)).isEqualTo(plain.evaluate(Split.TEST, model));
            assertThat(objective.recalibratedStatistics(model)).isEqualTo(plain.recalibratedStatistics(model));
        }
    }
}
