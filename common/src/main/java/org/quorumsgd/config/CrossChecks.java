package org.quorumsgd.config;

import static org.quorumsgd.config.Keys.DATA_CHANNELS;
import static org.quorumsgd.config.Keys.DATA_CLASSES;
import static org.quorumsgd.config.Keys.DATA_FORMAT;
import static org.quorumsgd.config.Keys.DATA_HEIGHT;
import static org.quorumsgd.config.Keys.DATA_PATH;
import static org.quorumsgd.config.Keys.DATA_WIDTH;
import static org.quorumsgd.config.Keys.LEARNING_RATE_EVERY_EPOCHS;
import static org.quorumsgd.config.Keys.LEARNING_RATE_FACTOR;
import static org.quorumsgd.config.Keys.LEARNING_RATE_FLOOR;
import static org.quorumsgd.config.Keys.LEARNING_RATE_INITIAL;
import static org.quorumsgd.config.Keys.LEARNING_RATE_SCHEDULE;
import static org.quorumsgd.config.Keys.MODEL_FILE;
import static org.quorumsgd.config.Keys.MODEL_PRESET;
import static org.quorumsgd.config.Keys.OPTIMISER_MOMENTUM;
import static org.quorumsgd.config.Keys.OPTIMISER_NAME;

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
                    List.of(LEARNING_RATE_SCHEDULE, LEARNING_RATE_FACTOR, LEARNING_RATE_EVERY_EPOCHS),
                    CrossChecks::stepNeedsItsFields),
            new Rule(List.of(LEARNING_RATE_FLOOR, LEARNING_RATE_INITIAL), CrossChecks::floorIsNotAboveTheStart),
            new Rule(List.of(OPTIMISER_NAME, OPTIMISER_MOMENTUM), CrossChecks::sgdHasNoMomentum),
            new Rule(List.of(MODEL_PRESET, MODEL_FILE), CrossChecks::presetAndFileAgree),
            new Rule(List.of(DATA_FORMAT, DATA_PATH), CrossChecks::filesHaveAPath),
            new Rule(
                    List.of(DATA_FORMAT, DATA_CHANNELS, DATA_HEIGHT, DATA_WIDTH, DATA_CLASSES),
                    CrossChecks::tablesHaveAShape));

    private CrossChecks() {}

    /** Sets the defaults that follow another key where nothing else was given. */
    static void addDependentDefaults(Map<Key<?>, Object> given) {
        if (given.get(OPTIMISER_NAME) == OptimiserName.SGD) {
            given.putIfAbsent(OPTIMISER_MOMENTUM, 0.0);
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

    private static void stepNeedsItsFields(Configuration configuration, Problems problems) {
        if (configuration.value(LEARNING_RATE_SCHEDULE) == ScheduleName.STEP) {
            need(configuration, problems, LEARNING_RATE_SCHEDULE, LEARNING_RATE_FACTOR);
            need(configuration, problems, LEARNING_RATE_SCHEDULE, LEARNING_RATE_EVERY_EPOCHS);
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

    private static <T> void need(
            Configuration configuration, Problems problems, Key<? extends Choice> because, Key<Optional<T>> key) {
        if (configuration.value(key).isEmpty()) {
            String choice = configuration.value(because).label();
            problems.invalid(key.name(), "null", "a value with " + because.name() + " = " + choice);
        }
    }
}
