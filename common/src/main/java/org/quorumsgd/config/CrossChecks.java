package org.quorumsgd.config;

import static org.quorumsgd.config.Keys.AGENTS;
import static org.quorumsgd.config.Keys.ALGORITHM;
import static org.quorumsgd.config.Keys.BATCH_SIZES;
import static org.quorumsgd.config.Keys.COUPLING_FINAL_GAIN;
import static org.quorumsgd.config.Keys.COUPLING_GAIN;
import static org.quorumsgd.config.Keys.COUPLING_OVER_EPOCHS;
import static org.quorumsgd.config.Keys.COUPLING_SCHEDULE;
import static org.quorumsgd.config.Keys.COUPLING_VELOCITY_GAIN;
import static org.quorumsgd.config.Keys.DATA_CHANNELS;
import static org.quorumsgd.config.Keys.DATA_CLASSES;
import static org.quorumsgd.config.Keys.DATA_FORMAT;
import static org.quorumsgd.config.Keys.DATA_HEIGHT;
import static org.quorumsgd.config.Keys.DATA_PATH;
import static org.quorumsgd.config.Keys.DATA_VALIDATION_FRACTION;
import static org.quorumsgd.config.Keys.DATA_WIDTH;
import static org.quorumsgd.config.Keys.EVALUATION_EACH_AGENT;
import static org.quorumsgd.config.Keys.LEARNING_RATE_DECAY;
import static org.quorumsgd.config.Keys.LEARNING_RATE_EVERY_EPOCHS;
import static org.quorumsgd.config.Keys.LEARNING_RATE_FACTOR;
import static org.quorumsgd.config.Keys.LEARNING_RATE_FLOOR;
import static org.quorumsgd.config.Keys.LEARNING_RATE_INITIAL;
import static org.quorumsgd.config.Keys.LEARNING_RATE_MULTIPLIERS;
import static org.quorumsgd.config.Keys.LEARNING_RATE_OVER_EPOCHS;
import static org.quorumsgd.config.Keys.LEARNING_RATE_SCHEDULE;
import static org.quorumsgd.config.Keys.MODEL_BACKEND;
import static org.quorumsgd.config.Keys.MODEL_BATCH_NORM_EVALUATION;
import static org.quorumsgd.config.Keys.MODEL_DROPOUT;
import static org.quorumsgd.config.Keys.MODEL_FILE;
import static org.quorumsgd.config.Keys.MODEL_GPU_ALGORITHMS;
import static org.quorumsgd.config.Keys.MODEL_PRECISION;
import static org.quorumsgd.config.Keys.MODEL_PRESET;
import static org.quorumsgd.config.Keys.OPTIMISER_MOMENTUM;
import static org.quorumsgd.config.Keys.OPTIMISER_NAME;
import static org.quorumsgd.config.Keys.PROBLEM;
import static org.quorumsgd.config.Keys.QUORUM_FILTER;
import static org.quorumsgd.config.Keys.QUORUM_REPORTED;
import static org.quorumsgd.config.Keys.QUORUM_SATURATION;
import static org.quorumsgd.config.Keys.SIMULATION_DIMENSION;
import static org.quorumsgd.config.Keys.SIMULATION_EXPRESSION;
import static org.quorumsgd.config.Keys.SIMULATION_GAINS;
import static org.quorumsgd.config.Keys.SIMULATION_LEARNING_RATE;
import static org.quorumsgd.config.Keys.SIMULATION_LEARNING_RATE_FLOOR;
import static org.quorumsgd.config.Keys.SIMULATION_LOSS;
import static org.quorumsgd.config.Keys.START;
import static org.quorumsgd.config.Keys.STATE_MEASURE;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one key asks of another: defaults that follow another key, and values that do not go together. */
final class CrossChecks {
    /** A check of values that are each valid; it is left out while one of the keys it reads is not. */
    private record Rule(List<Key<?>> reads, Check check) {}

    private interface Check {
        void run(Configuration configuration, Problems problems);
    }

    private static final List<Rule> RULES = List.of(
            new Rule(
                    List.of(
                            LEARNING_RATE_SCHEDULE,
                            LEARNING_RATE_FACTOR,
                            LEARNING_RATE_EVERY_EPOCHS,
                            LEARNING_RATE_OVER_EPOCHS,
                            LEARNING_RATE_DECAY),
                    CrossChecks::schedulesHaveTheirFields),
            new Rule(
                    List.of(COUPLING_SCHEDULE, COUPLING_FINAL_GAIN, COUPLING_OVER_EPOCHS, COUPLING_GAIN),
                    CrossChecks::growingGainsHaveTheirFields),
            new Rule(List.of(AGENTS, BATCH_SIZES, LEARNING_RATE_MULTIPLIERS), CrossChecks::listsHaveANumberAnAgent),
            new Rule(List.of(PROBLEM, BATCH_SIZES, ALGORITHM, STATE_MEASURE), CrossChecks::theQuadraticHasNoImages),
            new Rule(
                    List.of(ALGORITHM, QUORUM_FILTER, QUORUM_SATURATION),
                    CrossChecks::filtersBelongToEasgdAndHaveTheirFields),
            new Rule(List.of(OPTIMISER_NAME, COUPLING_VELOCITY_GAIN), CrossChecks::velocitiesNeedMomentum),
            new Rule(
                    List.of(
                            ALGORITHM,
                            LEARNING_RATE_SCHEDULE,
                            EVALUATION_EACH_AGENT,
                            DATA_VALIDATION_FRACTION,
                            PROBLEM),
                    CrossChecks::judgingNeedsValidationData),
            new Rule(List.of(LEARNING_RATE_FLOOR, LEARNING_RATE_INITIAL), CrossChecks::floorIsNotAboveTheStart),
            new Rule(List.of(OPTIMISER_NAME, OPTIMISER_MOMENTUM), CrossChecks::sgdHasNoMomentum),
            new Rule(List.of(MODEL_PRESET, MODEL_FILE), CrossChecks::presetAndFileAgree),
            new Rule(
                    List.of(MODEL_PRESET, MODEL_BACKEND, START, MODEL_DROPOUT, MODEL_BATCH_NORM_EVALUATION),
                    CrossChecks::torchScriptsAreTakenAsTheyAre),
            new Rule(
                    List.of(MODEL_PRESET, MODEL_BACKEND, MODEL_PRECISION),
                    CrossChecks::lessPrecisionIsForPresetsOfTorch),
            new Rule(
                    List.of(MODEL_PRESET, MODEL_BACKEND, MODEL_GPU_ALGORITHMS),
                    CrossChecks::fastAlgorithmsAreForPresetsOfTorch),
            new Rule(List.of(DATA_FORMAT, DATA_PATH), CrossChecks::filesHaveAPath),
            new Rule(
                    List.of(DATA_FORMAT, DATA_CHANNELS, DATA_HEIGHT, DATA_WIDTH, DATA_CLASSES),
                    CrossChecks::tablesHaveAShape),
            new Rule(List.of(SIMULATION_LOSS, SIMULATION_DIMENSION), CrossChecks::lossesHaveTheirDimension),
            new Rule(List.of(SIMULATION_LOSS, SIMULATION_EXPRESSION), CrossChecks::expressionsAreGiven),
            new Rule(List.of(SIMULATION_GAINS), CrossChecks::gainsAreListedOnce),
            new Rule(
                    List.of(SIMULATION_LEARNING_RATE_FLOOR, SIMULATION_LEARNING_RATE),
                    CrossChecks::simulatedFloorIsNotAboveTheStart),
            new Rule(ClockChecks.READS, ClockChecks::run),
            new Rule(DecentralizedChecks.READS, DecentralizedChecks::run));

    private CrossChecks() {}

    /** Sets the defaults that follow another key where nothing else was given. */
    static void addDependentDefaults(Map<Key<?>, Object> given) {
        ClockChecks.addDependentDefaults(given);
        if (given.get(OPTIMISER_NAME) == OptimiserName.SGD) {
            given.putIfAbsent(OPTIMISER_MOMENTUM, 0.0);
        }
        if (given.get(ALGORITHM) == Algorithm.SD_QSGD) {
            given.putIfAbsent(QUORUM_REPORTED, Reported.CENTRE);
        }
        if (given.get(MODEL_FILE) instanceof Optional<?> file && file.isPresent()) {
            given.putIfAbsent(MODEL_PRESET, ModelPreset.FILE);
        }
    }

    /** Adds what does not go together, as far as the keys that are not {@code invalid} can tell. */
    static void run(Configuration configuration, Set<Key<?>> invalid, Problems problems) {
        for (Rule rule : RULES) {
            if (Collections.disjoint(rule.reads, invalid)) {
                rule.check.run(configuration, problems);
            }
        }
    }

    private static void schedulesHaveTheirFields(Configuration configuration, Problems problems) {
        switch (configuration.value(LEARNING_RATE_SCHEDULE)) {
            case STEP -> {
                need(configuration, problems, LEARNING_RATE_SCHEDULE, LEARNING_RATE_FACTOR);
                need(configuration, problems, LEARNING_RATE_SCHEDULE, LEARNING_RATE_EVERY_EPOCHS);
            }
            case COSINE -> need(configuration, problems, LEARNING_RATE_SCHEDULE, LEARNING_RATE_OVER_EPOCHS);
            case INVERSE_TIME -> need(configuration, problems, LEARNING_RATE_SCHEDULE, LEARNING_RATE_DECAY);
            case CONSTANT, PLATEAU -> {}
        }
    }

    private static void growingGainsHaveTheirFields(Configuration configuration, Problems problems) {
        GainScheduleName schedule = configuration.value(COUPLING_SCHEDULE);
        if (schedule == GainScheduleName.CONSTANT) {
            return;
        }
        need(configuration, problems, COUPLING_SCHEDULE, COUPLING_FINAL_GAIN);
        need(configuration, problems, COUPLING_SCHEDULE, COUPLING_OVER_EPOCHS);
        if (schedule == GainScheduleName.EXPONENTIAL) {
            above0(COUPLING_GAIN, configuration.value(COUPLING_GAIN), problems);
            configuration.value(COUPLING_FINAL_GAIN).ifPresent(last -> above0(COUPLING_FINAL_GAIN, last, problems));
        }
    }

    private static void above0(Key<?> key, double value, Problems problems) {
        if (!(value > 0)) {
            problems.invalid(key.name(), value, "> 0 with coupling.schedule = exponential");
        }
    }

    private static void listsHaveANumberAnAgent(Configuration configuration, Problems problems) {
        int agents = configuration.value(AGENTS);
        aNumberAnAgent(BATCH_SIZES, configuration.value(BATCH_SIZES), agents, problems);
        aNumberAnAgent(LEARNING_RATE_MULTIPLIERS, configuration.value(LEARNING_RATE_MULTIPLIERS), agents, problems);
    }

    static void aNumberAnAgent(Key<?> key, List<?> list, int agents, Problems problems) {
        if (!list.isEmpty() && list.size() != agents) {
            problems.invalid(key.name(), list, "[] or " + agents + " numbers, one an agent");
        }
    }

    private static void theQuadraticHasNoImages(Configuration configuration, Problems problems) {
        if (configuration.value(PROBLEM) != ProblemName.QUADRATIC) {
            return;
        }
        List<Integer> batchSizes = configuration.value(BATCH_SIZES);
        if (!batchSizes.isEmpty()) {
            problems.invalid(BATCH_SIZES.name(), batchSizes, "[] with problem = quadratic");
        }
        SuccessMeasure measure = configuration.value(STATE_MEASURE);
        if (configuration.value(ALGORITHM) == Algorithm.SD_QSGD && measure == SuccessMeasure.VALIDATION_ERROR) {
            problems.invalid(
                    STATE_MEASURE.name(),
                    measure.label(),
                    "another one with problem = quadratic, which has nothing to classify");
        }
    }

    private static void filtersBelongToEasgdAndHaveTheirFields(Configuration configuration, Problems problems) {
        FilterName filter = configuration.value(QUORUM_FILTER);
        Algorithm algorithm = configuration.value(ALGORITHM);
        if (filter != FilterName.LOW_PASS && algorithm != Algorithm.EASGD) {
            problems.invalid(QUORUM_FILTER.name(), filter.label(), "none with algorithm = " + algorithm.label());
        }
        if (filter == FilterName.SATURATING) {
            need(configuration, problems, QUORUM_FILTER, QUORUM_SATURATION);
        }
    }

    private static void velocitiesNeedMomentum(Configuration configuration, Problems problems) {
        double gain = configuration.value(COUPLING_VELOCITY_GAIN);
        if (gain != 0 && configuration.value(OPTIMISER_NAME) == OptimiserName.SGD) {
            problems.invalid(COUPLING_VELOCITY_GAIN.name(), gain, "0 with optimiser.name = sgd, which has no velocity");
        }
    }

    private static void judgingNeedsValidationData(Configuration configuration, Problems problems) {
        boolean judged = configuration.value(ALGORITHM) == Algorithm.SD_QSGD
                || configuration.value(LEARNING_RATE_SCHEDULE) == ScheduleName.PLATEAU
                || configuration.value(EVALUATION_EACH_AGENT);
        if (judged
                && configuration.value(PROBLEM) == ProblemName.IMAGES
                && configuration.value(DATA_VALIDATION_FRACTION) == 0) {
            problems.invalid(
                    DATA_VALIDATION_FRACTION.name(),
                    0.0,
                    "> 0 where agents are judged: sd-qsgd, plateau, evaluation.each-agent");
        }
    }

    private static void floorIsNotAboveTheStart(Configuration configuration, Problems problems) {
        double floor = configuration.value(LEARNING_RATE_FLOOR);
        double initial = configuration.value(LEARNING_RATE_INITIAL);
        if (!(floor <= initial)) {
            problems.invalid(LEARNING_RATE_FLOOR.name(), floor, "at most learning-rate.initial = " + initial);
        }
    }

    private static void sgdHasNoMomentum(Configuration configuration, Problems problems) {
        double momentum = configuration.value(OPTIMISER_MOMENTUM);
        if (configuration.value(OPTIMISER_NAME) == OptimiserName.SGD && momentum != 0) {
            problems.invalid(OPTIMISER_MOMENTUM.name(), momentum, "0 with optimiser.name = sgd");
        }
    }

    private static void presetAndFileAgree(Configuration configuration, Problems problems) {
        ModelPreset preset = configuration.value(MODEL_PRESET);
        if (preset == ModelPreset.FILE) {
            need(configuration, problems, MODEL_PRESET, MODEL_FILE);
        } else if (configuration.value(MODEL_FILE).isPresent()) {
            problems.invalid(MODEL_PRESET.name(), preset.label(), "file, or none, with model.file given");
        }
    }

    private static void torchScriptsAreTakenAsTheyAre(Configuration configuration, Problems problems) {
        if (configuration.value(MODEL_PRESET) != ModelPreset.FILE
                || configuration.value(MODEL_BACKEND) != Backend.TORCH) {
            return;
        }
        if (configuration.value(START) != StartPoint.COMMON) {
            problems.invalid(
                    START.name(),
                    configuration.value(START).label(),
                    "common with a TorchScript in model.file, which holds the parameters that all agents start at");
        }
        double dropout = configuration.value(MODEL_DROPOUT);
        if (dropout != 0) {
            problems.invalid(
                    MODEL_DROPOUT.name(), dropout, "0 with a TorchScript in model.file, which has dropout of its own");
        }
        BatchNormEvaluation statistics = configuration.value(MODEL_BATCH_NORM_EVALUATION);
        if (statistics != BatchNormEvaluation.RUNNING) {
            problems.invalid(
                    MODEL_BATCH_NORM_EVALUATION.name(),
                    statistics.label(),
                    "running with a TorchScript in model.file, which is evaluated in eval() mode");
        }
    }

    private static void lessPrecisionIsForPresetsOfTorch(Configuration configuration, Problems problems) {
        Precision precision = configuration.value(MODEL_PRECISION);
        if (precision != Precision.FLOAT32 && !isPresetOfTorch(configuration)) {
            problems.invalid(
                    MODEL_PRECISION.name(), precision.label(), "float32 without model.backend = torch and a preset");
        }
    }

    private static void fastAlgorithmsAreForPresetsOfTorch(Configuration configuration, Problems problems) {
        GpuAlgorithms algorithms = configuration.value(MODEL_GPU_ALGORITHMS);
        if (algorithms != GpuAlgorithms.DETERMINISTIC && !isPresetOfTorch(configuration)) {
            problems.invalid(
                    MODEL_GPU_ALGORITHMS.name(),
                    algorithms.label(),
                    "deterministic without model.backend = torch and a preset");
        }
    }

    /** What a GPU computes with libtorch, where there is one; TorchScripts compute on the CPU. */
    static boolean isPresetOfTorch(Configuration configuration) {
        return configuration.value(MODEL_BACKEND) == Backend.TORCH
                && configuration.value(MODEL_PRESET) != ModelPreset.FILE;
    }

    private static void filesHaveAPath(Configuration configuration, Problems problems) {
        if (configuration.value(DATA_FORMAT) != DataFormat.DIGITS) {
            need(configuration, problems, DATA_FORMAT, DATA_PATH);
        }
    }

    private static void tablesHaveAShape(Configuration configuration, Problems problems) {
        if (configuration.value(DATA_FORMAT) == DataFormat.PARQUET) {
            for (Key<Optional<Integer>> key : List.of(DATA_CHANNELS, DATA_HEIGHT, DATA_WIDTH, DATA_CLASSES)) {
                need(configuration, problems, DATA_FORMAT, key);
            }
        }
    }

    private static void lossesHaveTheirDimension(Configuration configuration, Problems problems) {
        LossName loss = configuration.value(SIMULATION_LOSS);
        int dimension = configuration.value(SIMULATION_DIMENSION);
        if (loss == LossName.WAVY_DOUBLE_WELL && dimension != 1) {
            problems.invalid(SIMULATION_DIMENSION.name(), dimension, "1 with simulation.loss = wavy-double-well");
        }
        if (loss == LossName.ROSENBROCK && dimension < 2) {
            problems.invalid(SIMULATION_DIMENSION.name(), dimension, "at least 2 with simulation.loss = rosenbrock");
        }
    }

    private static void expressionsAreGiven(Configuration configuration, Problems problems) {
        if (configuration.value(SIMULATION_LOSS) == LossName.EXPRESSION) {
            need(configuration, problems, SIMULATION_LOSS, SIMULATION_EXPRESSION);
        }
    }

    private static void gainsAreListedOnce(Configuration configuration, Problems problems) {
        List<Double> gains = configuration.value(SIMULATION_GAINS);
        if (gains.isEmpty() || Set.copyOf(gains).size() != gains.size()) {
            problems.invalid(SIMULATION_GAINS.name(), gains, "at least one gain, none twice");
        }
    }

    private static void simulatedFloorIsNotAboveTheStart(Configuration configuration, Problems problems) {
        double floor = configuration.value(SIMULATION_LEARNING_RATE_FLOOR);
        double start = configuration.value(SIMULATION_LEARNING_RATE);
        if (!(floor <= start)) {
            problems.invalid(
                    SIMULATION_LEARNING_RATE_FLOOR.name(), floor, "at most simulation.learning-rate = " + start);
        }
    }

    private static <T> void need(
            Configuration configuration, Problems problems, Key<? extends Choice> because, Key<Optional<T>> key) {
        if (configuration.value(key).isEmpty()) {
            String choice = configuration.value(because).label();
            problems.invalid(key.name(), "null", "a value with " + because.name() + " = " + choice);
        }
    }
}
