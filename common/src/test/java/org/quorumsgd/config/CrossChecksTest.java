package org.quorumsgd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.quorumsgd.config.ConfigurationLoaderTest.load;
import static org.quorumsgd.config.ConfigurationLoaderTest.problems;

import org.junit.jupiter.api.Test;

class CrossChecksTest {
    @Test
    void theStepScheduleNeedsItsFields() {
        assertThat(problems("learning-rate.schedule = step"))
                .containsExactly(
                        "Invalid learning-rate.factor: null (expected a value with learning-rate.schedule = step)",
                        "Invalid learning-rate.every-epochs: null (expected a value with learning-rate.schedule = step)");
        assertThat(load("learning-rate { schedule = step, factor = 0.5, every-epochs = 2.5 }")
                        .warnings())
                .isEmpty();
    }

    @Test
    void theFloorIsNotAboveTheInitialLearningRate() {
        assertThat(problems("learning-rate { initial = 0.1, floor = 0.2 }"))
                .containsExactly("Invalid learning-rate.floor: 0.2 (expected at most learning-rate.initial = 0.1)");
    }

    @Test
    void sgdHasNoMomentumAndNeedsNoneToBeSet() {
        assertThat(load("optimiser.name = sgd").value(Keys.OPTIMISER_MOMENTUM)).isZero();
        assertThat(problems("optimiser { name = sgd, momentum = 0.9 }"))
                .containsExactly("Invalid optimiser.momentum: 0.9 (expected 0 with optimiser.name = sgd)");
    }

    @Test
    void aModelFileTakesThePlaceOfThePreset() {
        assertThat(load("model.file = net.json").value(Keys.MODEL_PRESET)).isEqualTo(ModelPreset.FILE);
        assertThat(problems("model { file = net.json, preset = mlp }"))
                .containsExactly("Invalid model.preset: mlp (expected file, or none, with model.file given)");
        assertThat(problems("model.preset = file"))
                .containsExactly("Invalid model.file: null (expected a value with model.preset = file)");
    }

    @Test
    void filesNeedAPathAndTablesAShape() {
        assertThat(problems("data.format = cifar10"))
                .containsExactly("Invalid data.path: null (expected a value with data.format = cifar10)");
        assertThat(problems("data { format = parquet, path = t, width = 8 }"))
                .containsExactly(
                        "Invalid data.channels: null (expected a value with data.format = parquet)",
                        "Invalid data.height: null (expected a value with data.format = parquet)",
                        "Invalid data.classes: null (expected a value with data.format = parquet)");
    }

    @Test
    void aCheckIsLeftOutWhileAKeyThatItReadsIsInvalid() {
        assertThat(problems("learning-rate { initial = -1, floor = 0.2 }"))
                .containsExactly("Invalid learning-rate.initial: -1 (expected a finite number > 0)");
    }

    @Test
    void defaultsCauseNoWarning() {
        assertThat(Configuration.defaults().warnings()).isEmpty();
    }

    @Test
    void qsgdWarnsOfOvershootAndOfInstability() {
        assertThat(load("coupling.gain = 8, learning-rate.initial = 0.125").warnings())
                .isEmpty();
        assertThat(load("coupling.gain = 30, learning-rate.initial = 0.05").warnings())
                .containsExactly("QSGD overshoots the centre of mass: learning-rate.initial x coupling.gain = 1.500"
                        + " (no overshoot up to 1)");
        assertThat(load("coupling.gain = 16, learning-rate.initial = 0.125").warnings())
                .containsExactly("QSGD is unstable: learning-rate.initial x coupling.gain = 2.000 (stable below 2)");
        assertThat(load("coupling.gain = 100, agents = 1").warnings()).isEmpty();
        assertThat(load("coupling.gain = 100, algorithm = none").warnings()).isEmpty();
    }

    @Test
    void easgdWarnsOfInstabilityFromTheFlatLossBoundOn() {
        String configuration = "algorithm = easgd, learning-rate.initial = 0.125, coupling.gain = 4, agents = ";
        assertThat(load(configuration + 2).warnings()).isEmpty();
        assertThat(load(configuration + 3).warnings())
                .containsExactly("EASGD is unstable: learning-rate.initial x coupling.gain x (agents + 1) = 2.000"
                        + " (stable below 2)");
    }

    @Test
    void easgdOnAFlatLossStaysBoundedOnlyBelowTheWarning() {
        assertThat(distanceAfterManyRounds(0.6, 2)).isLessThan(1e-6);
        assertThat(distanceAfterManyRounds(0.7, 2)).isGreaterThan(1e6);
    }

    /** |centre of mass - quorum variable| under EASGD with zero gradient, from distance 1. */
    private static double distanceAfterManyRounds(double alpha, int agents) {
        double centre = 1;
        double quorum = 0;
        for (int round = 0; round < 1000; round++) {
            double distance = centre - quorum;
            centre -= alpha * distance;
            quorum += alpha * agents * distance;
        }
        return Math.abs(centre - quorum);
    }

    @Test
    void valuesWithoutEffectAreWarnedOf() {
        assertThat(load("learning-rate.factor = 0.5, data { path = p, test-path = t, width = 3 }")
                        .warnings())
                .containsExactly(
                        "learning-rate.factor has no effect with learning-rate.schedule = constant",
                        "data.path has no effect with data.format = digits",
                        "data.test-path has no effect with data.format = digits",
                        "data.width has no effect with data.format = digits");
    }

    @Test
    void schedulesNeedTheirOwnKeys() {
        assertThat(problems("learning-rate.schedule = cosine"))
                .containsExactly(
                        "Invalid learning-rate.over-epochs: null (expected a value with learning-rate.schedule = cosine)");
        assertThat(problems("learning-rate.schedule = inverse-time"))
                .containsExactly(
                        "Invalid learning-rate.decay: null (expected a value with learning-rate.schedule = inverse-time)");
        assertThat(problems("coupling { schedule = exponential, gain = 0, final-gain = 0 }"))
                .containsExactly(
                        "Invalid coupling.over-epochs: null (expected a value with coupling.schedule = exponential)",
                        "Invalid coupling.gain: 0.0 (expected > 0 with coupling.schedule = exponential)",
                        "Invalid coupling.final-gain: 0.0 (expected > 0 with coupling.schedule = exponential)");
        assertThat(problems("algorithm = easgd, quorum.filter = saturating"))
                .containsExactly("Invalid quorum.saturation: null (expected a value with quorum.filter = saturating)");
        assertThatCode(() -> load("learning-rate.schedule = plateau")).doesNotThrowAnyException();
    }

    @Test
    void listsHaveOneNumberAnAgent() {
        assertThat(problems("agents = 3, batch-sizes = [1, 2], learning-rate.multipliers = [1, 1, 1, 1]"))
                .containsExactly(
                        "Invalid batch-sizes: [1, 2] (expected [] or 3 numbers, one an agent)",
                        "Invalid learning-rate.multipliers: [1.0, 1.0, 1.0, 1.0] (expected [] or 3 numbers, one an agent)");
        assertThatCode(() -> load("agents = 2, batch-sizes = [1, 2], learning-rate.multipliers = []"))
                .doesNotThrowAnyException();
    }

    @Test
    void whatHasNoMeaningTogetherIsInvalid() {
        assertThat(problems("algorithm = qsgd, quorum.filter = second-order"))
                .containsExactly("Invalid quorum.filter: second-order (expected none with algorithm = qsgd)");
        assertThat(problems("optimiser.name = sgd, coupling.velocity-gain = 1"))
                .containsExactly(
                        "Invalid coupling.velocity-gain: 1.0 (expected 0 with optimiser.name = sgd, which has no velocity)");
        assertThat(problems("algorithm = sd-qsgd, data.validation-fraction = 0"))
                .containsExactly("Invalid data.validation-fraction: 0.0 (expected > 0 where agents are judged:"
                        + " sd-qsgd, plateau, evaluation.each-agent)");
        assertThatCode(() -> load("problem = quadratic, algorithm = sd-qsgd, data.validation-fraction = 0"))
                .doesNotThrowAnyException();
    }

    @Test
    void spikesFiltersAndLimitsCountInTheWarnings() {
        assertThat(load("algorithm = sd-qsgd, learning-rate.initial = 0.125, coupling.gain = 8")
                        .warnings())
                .containsExactly("SD-QSGD is unstable: learning-rate.initial x coupling.gain x"
                        + " state-dependent.magnification = 2.000 (stable below 2)");
        assertThat(load("algorithm = easgd, agents = 4, quorum.filter = second-order, learning-rate.initial = 0.125,"
                                + " coupling.gain = 2")
                        .warnings())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("The second-order filter is unstable");
        assertThat(load("algorithm = easgd, agents = 16, learning-rate.initial = 0.125, coupling { gain = 4,"
                                + " beta-limit = 1 }")
                        .warnings())
                .isEmpty();
    }

    @Test
    void valuesThatBelongToAnotherAlgorithmAreWarnedOf() {
        assertThat(load("algorithm = none, coupling { velocity-gain = 1, beta-limit = 1 }")
                        .warnings())
                .containsExactly(
                        "coupling.velocity-gain has no effect with algorithm = none",
                        "coupling.beta-limit has no effect with algorithm = none");
        assertThat(load("state-dependent { sharpness = 3, others = constant-total }")
                        .warnings())
                .containsExactly(
                        "state-dependent.others has no effect with algorithm = qsgd",
                        "state-dependent.sharpness has no effect with algorithm = qsgd");
        assertThat(load("algorithm = sd-qsgd, state-dependent { sharpness = 3, relaxation = 2 }")
                        .warnings())
                .containsExactly("state-dependent.sharpness has no effect with state-dependent.gains = spiking");
        assertThat(load("algorithm = sd-qsgd, state-dependent { gains = success, sharpness = 3, relaxation = 2 }")
                        .warnings())
                .containsExactly("state-dependent.relaxation has no effect with state-dependent.gains = success");
        assertThat(load("algorithm = easgd, quorum { damping = 2, average-from-epoch = 2, average-weight = 0.5 }")
                        .warnings())
                .containsExactly(
                        "quorum.damping has no effect with quorum.filter = low-pass",
                        "quorum.average-weight has no effect with quorum.average = none",
                        "quorum.average-from-epoch has no effect with quorum.average = none");
        assertThat(load("learning-rate { floor = 0.01, plateau-epochs = 3 }").warnings())
                .containsExactly(
                        "learning-rate.floor has no effect with learning-rate.schedule = constant",
                        "learning-rate.plateau-epochs has no effect with learning-rate.schedule = constant");
    }

    @Test
    void theQuadraticHasNeitherMinibatchesOfImagesNorClasses() {
        assertThat(problems("problem = quadratic, agents = 2, batch-sizes = [1, 2], algorithm = sd-qsgd,"
                        + " state-dependent.measure = validation-error"))
                .containsExactly(
                        "Invalid batch-sizes: [1, 2] (expected [] with problem = quadratic)",
                        "Invalid state-dependent.measure: validation-error (expected another one with problem ="
                                + " quadratic, which has nothing to classify)");
        assertThat(load("problem = quadratic, algorithm = sd-qsgd").warnings()).isEmpty();
    }
}
