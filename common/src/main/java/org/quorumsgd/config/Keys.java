package org.quorumsgd.config;

import static org.quorumsgd.config.ValueType.flag;
import static org.quorumsgd.config.ValueType.integerAtLeast;
import static org.quorumsgd.config.ValueType.listOf;
import static org.quorumsgd.config.ValueType.longInteger;
import static org.quorumsgd.config.ValueType.numberAbove;
import static org.quorumsgd.config.ValueType.numberAtLeast;
import static org.quorumsgd.config.ValueType.numberBetween;
import static org.quorumsgd.config.ValueType.numberFromTo;
import static org.quorumsgd.config.ValueType.oneOf;
import static org.quorumsgd.config.ValueType.optional;
import static org.quorumsgd.config.ValueType.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Every configuration key, declared once; {@code conf/reference.conf} and {@code docs/configuration.md} are printed from here. */
public final class Keys {
    /** Filled by {@link #key} as the constants below are made, so it must come first. */
    private static final List<Key<?>> DECLARED = new ArrayList<>();

    private static final String NO_UNIT = "";
    private static final Pattern RUN_NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public static final Key<String> NAME = key(
            "name",
            text("1 to 64 of the characters A-Z a-z 0-9 . _ -", RUN_NAME.asMatchPredicate()),
            "quorum",
            NO_UNIT,
            "Name of the run, shown in job descriptions and in the UI.");
    public static final Key<Long> SEED =
            key("seed", longInteger(), 1L, NO_UNIT, "Seed of every random draw: the same seed gives the same bits.");
    public static final Key<Integer> AGENTS = key(
            "agents", integerAtLeast(1), 4, "agents", "Number p of agents, the replicas that are trained together.");
    public static final Key<Algorithm> ALGORITHM = key(
            "algorithm",
            oneOf(Algorithm.class),
            Algorithm.QSGD,
            NO_UNIT,
            "Pull to the centre of mass (qsgd), to its low-pass filter (easgd), or no pull (none).");
    public static final Key<StartPoint> START = key(
            "start",
            oneOf(StartPoint.class),
            StartPoint.COMMON,
            NO_UNIT,
            "Whether all agents start at common parameters or each at its own.");
    public static final Key<Integer> BATCH_SIZE =
            key("batch-size", integerAtLeast(1), 128, "images", "Images in one minibatch of one agent.");
    public static final Key<Double> EPOCHS = key(
            "epochs",
            numberAbove(0),
            10.0,
            "epochs",
            "Length of the run; in one epoch the agents together draw as many images as the training split holds.");
    public static final Key<Optional<Integer>> ROUNDS = key(
            "rounds",
            optional(integerAtLeast(1)),
            Optional.empty(),
            "rounds",
            "Length of the run in rounds; when given, epochs is not used.");

    public static final Key<Double> COUPLING_GAIN = key(
            "coupling.gain",
            numberAtLeast(0),
            1.0,
            "1 / (learning rate x step)",
            "Coupling gain k: an exchange moves an agent by alpha = learning rate x k of its way to the quorum.");
    public static final Key<Integer> COUPLING_PERIOD = key(
            "coupling.period",
            integerAtLeast(1),
            1,
            "local steps",
            "Local steps tau of an agent in one round; the agents exchange once a round.");

    public static final Key<OptimiserName> OPTIMISER_NAME = key(
            "optimiser.name", oneOf(OptimiserName.class), OptimiserName.NESTEROV, NO_UNIT, "Local update of an agent.");
    public static final Key<Double> OPTIMISER_MOMENTUM = key(
            "optimiser.momentum",
            numberFromTo(0, 1),
            0.9,
            NO_UNIT,
            "Momentum delta of heavy-ball and nesterov; sgd has none: with it the default is 0.");

    public static final Key<Double> LEARNING_RATE_INITIAL = key(
            "learning-rate.initial", numberAbove(0), 0.05, NO_UNIT, "Learning rate eta at the beginning of the run.");
    public static final Key<ScheduleName> LEARNING_RATE_SCHEDULE = key(
            "learning-rate.schedule",
            oneOf(ScheduleName.class),
            ScheduleName.CONSTANT,
            NO_UNIT,
            "Constant, or multiplied by learning-rate.factor every learning-rate.every-epochs epochs (step).");
    public static final Key<Optional<Double>> LEARNING_RATE_FACTOR = key(
            "learning-rate.factor",
            optional(numberBetween(0, 1)),
            Optional.empty(),
            NO_UNIT,
            "Factor of one step of the schedule; needed by step.");
    public static final Key<Optional<Double>> LEARNING_RATE_EVERY_EPOCHS = key(
            "learning-rate.every-epochs",
            optional(numberAbove(0)),
            Optional.empty(),
            "epochs",
            "Time between two steps of the schedule; needed by step.");
    public static final Key<Double> LEARNING_RATE_FLOOR = key(
            "learning-rate.floor",
            numberAtLeast(0),
            0.0,
            NO_UNIT,
            "The step schedule never goes below this learning rate.");

    public static final Key<ModelPreset> MODEL_PRESET = key(
            "model.preset",
            oneOf(ModelPreset.class),
            ModelPreset.MLP,
            NO_UNIT,
            "Network to train; file, the default once model.file is given, takes it from there.");
    public static final Key<Optional<String>> MODEL_FILE = key(
            "model.file",
            optional(path()),
            Optional.empty(),
            NO_UNIT,
            "JSON file of a Deeplearning4j MultiLayerConfiguration.");
    public static final Key<Backend> MODEL_BACKEND =
            key("model.backend", oneOf(Backend.class), Backend.DL4J, NO_UNIT, "Library that computes the gradients.");
    public static final Key<List<Integer>> MODEL_HIDDEN = key(
            "model.hidden",
            listOf(integerAtLeast(1)),
            List.of(128),
            "units",
            "Widths of the hidden layers of mlp; [] gives softmax regression.");
    public static final Key<List<Integer>> MODEL_CHANNELS = key(
            "model.channels",
            listOf(integerAtLeast(1), 3),
            List.of(64, 128, 64),
            "channels",
            "Channels of the three convolutions of boffi-cnn.");
    public static final Key<Integer> MODEL_FULLY_CONNECTED = key(
            "model.fully-connected",
            integerAtLeast(1),
            256,
            "units",
            "Width of the fully connected layer of boffi-cnn.");
    public static final Key<Double> MODEL_DROPOUT = key(
            "model.dropout",
            numberFromTo(0, 1),
            0.0,
            "probability",
            "Probability to drop an input of the output layer in training.");
    public static final Key<Double> MODEL_L2 = key(
            "model.l2",
            numberAtLeast(0),
            0.0,
            NO_UNIT,
            "Weight decay lambda: lambda/2 times the squared norm of the weights is added to the loss.");
    public static final Key<Boolean> MODEL_BATCH_NORM = key(
            "model.batch-norm",
            flag(),
            true,
            NO_UNIT,
            "Whether the convolutions of boffi-cnn are followed by batch normalisation.");
    public static final Key<BatchNormEvaluation> MODEL_BATCH_NORM_EVALUATION = key(
            "model.batch-norm-evaluation",
            oneOf(BatchNormEvaluation.class),
            BatchNormEvaluation.RUNNING,
            NO_UNIT,
            "Statistics of batch normalisation in evaluation: those of the evaluated batch, or the running ones.");

    public static final Key<DataFormat> DATA_FORMAT = key(
            "data.format",
            oneOf(DataFormat.class),
            DataFormat.DIGITS,
            NO_UNIT,
            "The shipped UCI digits, IDX files (MNIST, Fashion-MNIST), CIFAR-10 binary files, or a Parquet table.");
    public static final Key<Optional<String>> DATA_PATH = key(
            "data.path",
            optional(path()),
            Optional.empty(),
            NO_UNIT,
            "Directory of the files, or the table, on any Hadoop file system; digits needs none.");
    public static final Key<Optional<String>> DATA_TEST_PATH =
            key("data.test-path", optional(path()), Optional.empty(), NO_UNIT, "Table of test images; parquet only.");
    public static final Key<String> DATA_IMAGE_COLUMN =
            key("data.image-column", column(), "image", NO_UNIT, "Column of the images; parquet only.");
    public static final Key<String> DATA_LABEL_COLUMN =
            key("data.label-column", column(), "label", NO_UNIT, "Column of the labels; parquet only.");
    public static final Key<Optional<Integer>> DATA_CHANNELS = key(
            "data.channels",
            optional(integerAtLeast(1)),
            Optional.empty(),
            "channels",
            "Channels of an image; parquet needs it.");
    public static final Key<Optional<Integer>> DATA_HEIGHT = key(
            "data.height",
            optional(integerAtLeast(1)),
            Optional.empty(),
            "pixels",
            "Height of an image; parquet needs it.");
    public static final Key<Optional<Integer>> DATA_WIDTH = key(
            "data.width",
            optional(integerAtLeast(1)),
            Optional.empty(),
            "pixels",
            "Width of an image; parquet needs it.");
    public static final Key<Optional<Integer>> DATA_CLASSES = key(
            "data.classes",
            optional(integerAtLeast(2)),
            Optional.empty(),
            "classes",
            "Number of classes, labelled 0, 1, ...; parquet needs it, idx takes 10 when it is not given.");
    public static final Key<Double> DATA_VALIDATION_FRACTION = key(
            "data.validation-fraction",
            numberFromTo(0, 1),
            0.2,
            "fraction",
            "Part of the training images, drawn by the seed, that is kept for validation.");
    public static final Key<Assignment> DATA_ASSIGNMENT = key(
            "data.assignment",
            oneOf(Assignment.class),
            Assignment.PARTITION,
            NO_UNIT,
            "Whether each agent draws from its own part of the training images or from all of them (replicate).");
    public static final Key<Optional<Integer>> DATA_TRAIN_LIMIT = key(
            "data.train-limit",
            optional(integerAtLeast(1)),
            Optional.empty(),
            "images",
            "Use only the first so many training images.");

    public static final Key<Double> EVALUATION_EVERY_EPOCHS = key(
            "evaluation.every-epochs",
            numberAbove(0),
            1.0,
            "epochs",
            "Time between two evaluations of the quorum model.");
    public static final Key<Integer> EVALUATION_BATCH_SIZE =
            key("evaluation.batch-size", integerAtLeast(1), 256, "images", "Images in one batch of an evaluation.");

    public static final Key<Integer> LOG_EVERY_ROUNDS = key(
            "log.every-rounds",
            integerAtLeast(1),
            1,
            "rounds",
            "Rounds between two rows of rounds.csv and agents.csv.");

    public static final Key<Integer> CHECKPOINT_EVERY_ROUNDS = key(
            "checkpoint.every-rounds",
            integerAtLeast(1),
            500,
            "rounds",
            "Rounds between two checkpoints in the run directory, from which a killed run can be resumed.");

    public static final Key<Integer> LINEAGE_CUT_EVERY_ROUNDS = key(
            "lineage.cut-every-rounds",
            integerAtLeast(1),
            50,
            "rounds",
            "Rounds between two checkpoints of the agents, which cut the lineage that Spark replays after a loss.");

    public static final Key<String> OUTPUT_DIR = key(
            "output.dir",
            path(),
            "runs",
            NO_UNIT,
            "Directory that the run's directory is made in, on any Hadoop file system.");

    private static final List<Key<?>> ALL = List.copyOf(DECLARED);

    private Keys() {}

    /** Every key in the order of declaration. */
    public static List<Key<?>> all() {
        return ALL;
    }

    /** The key of this full name. */
    static Optional<Key<?>> find(String name) {
        return ALL.stream().filter(key -> key.name().equals(name)).findFirst();
    }

    private static <T> Key<T> key(String name, ValueType<T> type, T defaultValue, String unit, String text) {
        Key<T> key = new Key<>(name, type, defaultValue, unit, text);
        DECLARED.add(key);
        return key;
    }

    private static ValueType<String> path() {
        return text("a path", path -> !path.isBlank());
    }

    private static ValueType<String> column() {
        return text("a column name", name -> !name.isBlank());
    }
}
