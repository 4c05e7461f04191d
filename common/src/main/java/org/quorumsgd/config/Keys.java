package org.quorumsgd.config;

import static org.quorumsgd.config.ValueType.flag;
import static org.quorumsgd.config.ValueType.integerAtLeast;
import static org.quorumsgd.config.ValueType.listOf;
import static org.quorumsgd.config.ValueType.longInteger;
import static org.quorumsgd.config.ValueType.number;
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

    public static final Key<String> NAME = freeKey(
            "name",
            text("1 to 64 of the characters A-Z a-z 0-9 . _ -", RUN_NAME.asMatchPredicate()),
            "quorum",
            NO_UNIT,
            "Name of the run, shown in job descriptions and in the UI.");
    public static final Key<Long> SEED =
            key("seed", longInteger(), 1L, NO_UNIT, "Seed of every random draw: the same seed gives the same bits.");
    public static final Key<ProblemName> PROBLEM = key(
            "problem",
            oneOf(ProblemName.class),
            ProblemName.IMAGES,
            NO_UNIT,
            "What the agents train on: a network on images, or a noisy quadratic whose laws are known exactly.");
    public static final Key<Integer> AGENTS = key(
            "agents", integerAtLeast(1), 4, "agents", "Number p of agents, the replicas that are trained together.");
    public static final Key<Algorithm> ALGORITHM = key(
            "algorithm",
            oneOf(Algorithm.class),
            Algorithm.QSGD,
            NO_UNIT,
            "Pull to the centre of mass (qsgd), to a filter of it (easgd), to the more successful agents (sd-qsgd), or none; the others are asynchronous, see docs/mathematics.md.");
    public static final Key<ClockName> CLOCK = key(
            "clock",
            oneOf(ClockName.class),
            ClockName.NONE,
            NO_UNIT,
            "Whether agents exchange together (none) or each in its own time, in an order that a simulated clock decides (virtual, the default of asynchronous algorithms), or in the order in which they come (real), which is recorded.");
    public static final Key<StartPoint> START = key(
            "start",
            oneOf(StartPoint.class),
            StartPoint.COMMON,
            NO_UNIT,
            "Whether all agents start at common parameters or each at its own.");
    public static final Key<Integer> BATCH_SIZE =
            key("batch-size", integerAtLeast(1), 128, "images", "Images in one minibatch of one agent.");
    public static final Key<List<Integer>> BATCH_SIZES = key(
            "batch-sizes",
            listOf(integerAtLeast(1)),
            List.of(),
            "images",
            "Minibatch of each agent, p numbers; [] gives all agents batch-size.");
    public static final Key<Double> EPOCHS = freeKey(
            "epochs",
            numberAbove(0),
            10.0,
            "epochs",
            "Length of the run; in one epoch the agents together draw as many images as the training split holds.");
    public static final Key<Optional<Integer>> ROUNDS = freeKey(
            "rounds",
            optional(integerAtLeast(1)),
            Optional.empty(),
            "rounds",
            "Length of the run in rounds; when given, epochs is not used.");

    public static final Key<Double> COUPLING_GAIN = key(
            "coupling.gain",
            numberAtLeast(0),
            1.0,
            "1 / learning rate",
            "Coupling gain k: an exchange moves an agent by alpha = k x the agents' smallest learning rate of its way to the quorum.");
    public static final Key<Integer> COUPLING_PERIOD = key(
            "coupling.period",
            integerAtLeast(1),
            1,
            "local steps",
            "Local steps tau of an agent in one round, or between its exchanges on a clock.");
    public static final Key<GainScheduleName> COUPLING_SCHEDULE = key(
            "coupling.schedule",
            oneOf(GainScheduleName.class),
            GainScheduleName.CONSTANT,
            NO_UNIT,
            "Gain over time: constant, or from gain to final-gain over over-epochs on a line or an exponential.");
    public static final Key<Optional<Double>> COUPLING_FINAL_GAIN = key(
            "coupling.final-gain",
            optional(numberAtLeast(0)),
            Optional.empty(),
            "1 / learning rate",
            "Gain at the end of the schedule and after; needed by linear and exponential (there above 0).");
    public static final Key<Optional<Double>> COUPLING_OVER_EPOCHS = key(
            "coupling.over-epochs",
            optional(numberAbove(0)),
            Optional.empty(),
            "epochs",
            "Time in which the gain reaches final-gain; needed by linear and exponential.");
    public static final Key<Double> COUPLING_VELOCITY_GAIN = key(
            "coupling.velocity-gain",
            numberAtLeast(0),
            0.0,
            "1 / learning rate",
            "Gain k2 of the pull of an agent's velocity to the mean velocity; 0 couples positions only. Needs momentum.");
    public static final Key<Optional<Double>> COUPLING_BETA_LIMIT = key(
            "coupling.beta-limit",
            optional(numberAbove(0)),
            Optional.empty(),
            NO_UNIT,
            "Keeps beta = learning rate x gain x agents at or below this number; EASGD of many agents is unstable above about 2.");

    public static final Key<FilterName> QUORUM_FILTER = key(
            "quorum.filter",
            oneOf(FilterName.class),
            FilterName.LOW_PASS,
            NO_UNIT,
            "Dynamics of easgd's quorum variable: first order (low-pass), second order in time, or with a largest step (saturating).");
    public static final Key<Double> QUORUM_DAMPING =
            key("quorum.damping", numberAbove(0), 1.0, NO_UNIT, "Damping ratio zeta of second-order; 1 is critical.");
    public static final Key<Optional<Double>> QUORUM_SATURATION = key(
            "quorum.saturation",
            optional(numberAbove(0)),
            Optional.empty(),
            "length in parameter space",
            "Largest distance that saturating moves the quorum variable in a round; needed by it.");
    public static final Key<Reported> QUORUM_REPORTED = key(
            "quorum.reported",
            oneOf(Reported.class),
            Reported.QUORUM,
            NO_UNIT,
            "Vector that is evaluated and saved: the quorum variable, or the centre of mass (the default with sd-qsgd).");
    public static final Key<AverageName> QUORUM_AVERAGE = key(
            "quorum.average",
            oneOf(AverageName.class),
            AverageName.NONE,
            NO_UNIT,
            "Average over the rounds of the reported vector; it is reported instead and never felt by an agent.");
    public static final Key<Double> QUORUM_AVERAGE_WEIGHT = key(
            "quorum.average-weight",
            numberFromTo(0, 1),
            0.9,
            NO_UNIT,
            "Weight of the old value in the average; exponential only.");
    public static final Key<Double> QUORUM_AVERAGE_FROM_EPOCH = key(
            "quorum.average-from-epoch",
            numberAtLeast(0),
            0.0,
            "epochs",
            "Where averaging begins; before, the reported vector is not averaged.");

    public static final Key<StateGains> STATE_GAINS = key(
            "state-dependent.gains",
            oneOf(StateGains.class),
            StateGains.SPIKING,
            NO_UNIT,
            "Gains of sd-qsgd: the best agent's spikes at each epoch's beginning, or all follow success all the time.");
    public static final Key<SuccessMeasure> STATE_MEASURE = key(
            "state-dependent.measure",
            oneOf(SuccessMeasure.class),
            SuccessMeasure.VALIDATION_LOSS,
            NO_UNIT,
            "What makes an agent successful in sd-qsgd, judged at the end of each epoch; train-loss is that of its last round.");
    public static final Key<Double> STATE_MAGNIFICATION = key(
            "state-dependent.magnification",
            numberAbove(0),
            2.0,
            NO_UNIT,
            "Magnification A of a spike: the mean gain begins each epoch at A k. For spiking.");
    public static final Key<Double> STATE_SPIKE_EPOCHS = key(
            "state-dependent.spike-epochs",
            numberAbove(0),
            0.25,
            "epochs",
            "Length T of a spike, after which all gains are k. For spiking.");
    public static final Key<Double> STATE_RELAXATION = key(
            "state-dependent.relaxation",
            numberAbove(0),
            10.0,
            NO_UNIT,
            "How far a spike relaxes, r T: over its length it falls by a factor e^-relaxation. For spiking.");
    public static final Key<OtherGains> STATE_OTHERS = key(
            "state-dependent.others",
            oneOf(OtherGains.class),
            OtherGains.RELAXING,
            NO_UNIT,
            "Gains of the other agents during a spike: from 0 to k (relaxing), or so that the total stays constant. For spiking.");
    public static final Key<Double> STATE_SHARPNESS = key(
            "state-dependent.sharpness",
            numberAtLeast(0),
            10.0,
            "1 / measure",
            "Sharpness s: gains are proportional to exp(-s measure) and have mean k. For success.");

    public static final Key<OptimiserName> OPTIMISER_NAME = key(
            "optimiser.name", oneOf(OptimiserName.class), OptimiserName.NESTEROV, NO_UNIT, "Local update of an agent.");
    public static final Key<Double> OPTIMISER_MOMENTUM = key(
            "optimiser.momentum",
            numberFromTo(0, 1),
            0.9,
            NO_UNIT,
            "Momentum delta of heavy-ball and nesterov; sgd has none: with it the default is 0.");

    public static final Key<ServiceTimeName> SERVICE_TIME_DISTRIBUTION = key(
            "service-time.distribution",
            oneOf(ServiceTimeName.class),
            ServiceTimeName.CONSTANT,
            NO_UNIT,
            "How long an agent works between two exchanges on the virtual clock, with mean 1: constant, exponential or log-normal.");
    public static final Key<Double> SERVICE_TIME_DEVIATION = key(
            "service-time.deviation",
            numberAbove(0),
            0.5,
            NO_UNIT,
            "Standard deviation of the logarithm of a log-normal service time.");
    public static final Key<List<Double>> SERVICE_TIME_MULTIPLIERS = key(
            "service-time.multipliers",
            listOf(numberAbove(0)),
            List.of(),
            NO_UNIT,
            "What each agent's service times are multiplied by, p numbers, large for a straggler; [] makes all alike.");
    public static final Key<Double> SERVER_MOMENTUM = key(
            "server.momentum",
            numberFromTo(0, 1),
            0.9,
            NO_UNIT,
            "Momentum that the server of mdownpour keeps; its agents have none.");
    public static final Key<Double> SERVER_DAMPING_SCALE = key(
            "server.damping-scale",
            numberAbove(0),
            1e-4,
            "square of a parameter",
            "Scale gamma of adag: a commit is halved where the centre has moved by its root since the pull.");

    public static final Key<Double> GEM_MOMENTUM = key(
            "gem.momentum",
            numberFromTo(0, 1),
            0.9,
            NO_UNIT,
            "Momentum mu of gem: commits are scaled to move the centre as momentum SGD would.");
    public static final Key<Double> GEM_KAPPA = key(
            "gem.kappa",
            numberAbove(0),
            1.0,
            NO_UNIT,
            "Scale kappa of the move that gem matches; the paper calls 2 a good value and 4 too large.");
    public static final Key<Boolean> GEM_CLAMP = key(
            "gem.clamp",
            flag(),
            true,
            NO_UNIT,
            "Whether gem keeps its scalings within 0 and 5, as the authors' code does and their paper does not.");
    public static final Key<GemReference> GEM_REFERENCE = key(
            "gem.reference",
            oneOf(GemReference.class),
            GemReference.BEFORE_COMMIT,
            NO_UNIT,
            "From where gem counts the centre's move: the centre that an agent's last commit met (the code's), or the one it made.");

    public static final Key<TopologyName> TOPOLOGY_GRAPH = key(
            "topology.graph",
            oneOf(TopologyName.class),
            TopologyName.ALL_TO_ALL,
            NO_UNIT,
            "Whom an agent of dasgd sends its gradients to; where not all are linked to all, agents forward them.");
    public static final Key<Integer> TOPOLOGY_DEGREE = key(
            "topology.degree",
            integerAtLeast(2),
            3,
            "agents",
            "Neighbours of each agent, fewer than p and with p x degree even; for random-regular, whose links the seed decides.");
    public static final Key<Optional<String>> TOPOLOGY_FILE = key(
            "topology.file",
            optional(path()),
            Optional.empty(),
            NO_UNIT,
            "File with a link a line, two numbers of agents from 0 on; needed by file. Of any Hadoop file system.");
    public static final Key<ServiceTimeName> LINK_DELAY_DISTRIBUTION = key(
            "link-delay.distribution",
            oneOf(ServiceTimeName.class),
            ServiceTimeName.CONSTANT,
            NO_UNIT,
            "How long a link takes with what dasgd sends, on the virtual clock: constant, exponential or log-normal.");
    public static final Key<Double> LINK_DELAY_MEAN = key(
            "link-delay.mean",
            numberAtLeast(0),
            0.0,
            "mean service times",
            "Mean delay of a link; with 0 what is sent is there at once.");
    public static final Key<Double> LINK_DELAY_DEVIATION = key(
            "link-delay.deviation",
            numberAbove(0),
            0.5,
            NO_UNIT,
            "Standard deviation of the logarithm of a log-normal delay.");
    public static final Key<List<Double>> LINK_DELAY_MULTIPLIERS = key(
            "link-delay.multipliers",
            listOf(numberAbove(0)),
            List.of(),
            NO_UNIT,
            "What the delays of all that each agent sends or forwards are multiplied by, p numbers; [] makes all alike.");

    public static final Key<Optional<Double>> GRADIENT_CLIP_NORM = key(
            "gradient.clip-norm",
            optional(numberAbove(0)),
            Optional.empty(),
            NO_UNIT,
            "Longest gradient that an agent steps by; a longer one is scaled down to it. null clips nothing.");

    public static final Key<Boolean> GRADIENT_PREFETCH = freeKey(
            "gradient.prefetch",
            flag(),
            true,
            NO_UNIT,
            "Whether an agent begins its next gradient while the driver still works on the round; changes no bit, costs an executor two vectors an agent.");

    public static final Key<Double> LEARNING_RATE_INITIAL = key(
            "learning-rate.initial", numberAbove(0), 0.05, NO_UNIT, "Learning rate eta at the beginning of the run.");
    public static final Key<List<Double>> LEARNING_RATE_MULTIPLIERS = key(
            "learning-rate.multipliers",
            listOf(numberAbove(0)),
            List.of(),
            NO_UNIT,
            "What each agent's learning rate is multiplied by, p numbers; [] gives all agents the same.");
    public static final Key<Double> LEARNING_RATE_WARM_UP_EPOCHS = key(
            "learning-rate.warm-up-epochs",
            numberAtLeast(0),
            0.0,
            "epochs",
            "Time in which the learning rate grows on a line to what the schedule says.");
    public static final Key<ScheduleName> LEARNING_RATE_SCHEDULE = key(
            "learning-rate.schedule",
            oneOf(ScheduleName.class),
            ScheduleName.CONSTANT,
            NO_UNIT,
            "Constant; step (x factor every every-epochs); cosine; inverse-time; plateau (divided when an agent's validation loss stalls).");
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
    public static final Key<Optional<Double>> LEARNING_RATE_OVER_EPOCHS = key(
            "learning-rate.over-epochs",
            optional(numberAbove(0)),
            Optional.empty(),
            "epochs",
            "Time in which the cosine falls to learning-rate.floor; needed by cosine.");
    public static final Key<Optional<Double>> LEARNING_RATE_DECAY = key(
            "learning-rate.decay",
            optional(numberAbove(0)),
            Optional.empty(),
            "1 / epoch",
            "Decay c of inverse-time: initial / (1 + c epoch)^power; needed by inverse-time.");
    public static final Key<Double> LEARNING_RATE_POWER =
            key("learning-rate.power", numberAbove(0), 1.0, NO_UNIT, "Power of inverse-time.");
    public static final Key<List<Double>> LEARNING_RATE_PLATEAU_DIVISORS = key(
            "learning-rate.plateau-divisors",
            listOf(numberAbove(1)),
            List.of(5.0, 2.0, 2.0),
            NO_UNIT,
            "What plateau divides an agent's learning rate by, the first time it stalls, the second time, ...");
    public static final Key<Integer> LEARNING_RATE_PLATEAU_EPOCHS = key(
            "learning-rate.plateau-epochs",
            integerAtLeast(1),
            5,
            "epochs",
            "Epochs without a change of the agent's validation loss after which plateau divides.");
    public static final Key<Double> LEARNING_RATE_PLATEAU_TOLERANCE = key(
            "learning-rate.plateau-tolerance",
            numberAbove(0),
            0.01,
            "fraction",
            "Relative difference, up or down, to the loss when it last changed that counts as a change.");
    public static final Key<Double> LEARNING_RATE_FLOOR = key(
            "learning-rate.floor",
            numberAtLeast(0),
            0.0,
            NO_UNIT,
            "Where step and cosine end; warm-up and learning-rate.multipliers apply on top.");

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
            "File of a network: JSON of a Deeplearning4j MultiLayerConfiguration, or, with model.backend = torch, a TorchScript.");
    public static final Key<Backend> MODEL_BACKEND = key(
            "model.backend",
            oneOf(Backend.class),
            Backend.DL4J,
            NO_UNIT,
            "Library that computes the gradients of a network: Deeplearning4j, or libtorch.");
    public static final Key<Precision> MODEL_PRECISION = key(
            "model.precision",
            oneOf(Precision.class),
            Precision.FLOAT32,
            NO_UNIT,
            "Numbers that layers multiply: float32, or bfloat16 with a preset and model.backend = torch. All else is float32.");
    public static final Key<GpuAlgorithms> MODEL_GPU_ALGORITHMS = key(
            "model.gpu-algorithms",
            oneOf(GpuAlgorithms.class),
            GpuAlgorithms.DETERMINISTIC,
            NO_UNIT,
            "Convolutions of libtorch on a GPU: by what cuDNN calls deterministic, or what is fastest. One choice for all runs of an application.");
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
            "Statistics of batch normalisation in evaluation: of the evaluated batch, running, or of one pass over the training images.");

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
    public static final Key<Integer> DATA_CROP_PADDING = key(
            "data.crop-padding",
            integerAtLeast(0),
            0,
            "pixels",
            "Training images are shifted at random by up to so many pixels in each direction; 0 shifts none.");
    public static final Key<Boolean> DATA_FLIP =
            key("data.flip", flag(), false, NO_UNIT, "Whether training images are mirrored left to right at random.");

    public static final Key<Integer> QUADRATIC_DIMENSION = key(
            "quadratic.dimension",
            integerAtLeast(1),
            1000,
            "coordinates",
            "Independent coordinates of the noisy quadratic.");
    public static final Key<Double> QUADRATIC_CURVATURE =
            key("quadratic.curvature", numberAtLeast(0), 1.0, NO_UNIT, "Curvature a of the loss a x^2 / 2.");
    public static final Key<Double> QUADRATIC_NOISE_VARIANCE = key(
            "quadratic.noise-variance",
            numberAtLeast(0),
            1.0,
            NO_UNIT,
            "Variance sigma^2 of the gradient of one example, in each coordinate.");
    public static final Key<Double> QUADRATIC_START = key(
            "quadratic.start",
            number(),
            1.0,
            NO_UNIT,
            "Where each coordinate of every agent starts; with start = own the agents stand evenly from there to its mirror image.");
    public static final Key<Integer> QUADRATIC_EXAMPLES = key(
            "quadratic.examples",
            integerAtLeast(1),
            10_000,
            "examples",
            "Examples that count as one epoch of the noisy quadratic, which has no data of its own.");

    public static final Key<Double> EVALUATION_EVERY_EPOCHS = freeKey(
            "evaluation.every-epochs",
            numberAbove(0),
            1.0,
            "epochs",
            "Time between two evaluations of the reported model.");
    public static final Key<Integer> EVALUATION_BATCH_SIZE =
            key("evaluation.batch-size", integerAtLeast(1), 256, "images", "Images in one batch of an evaluation.");
    public static final Key<Boolean> EVALUATION_EACH_AGENT = freeKey(
            "evaluation.each-agent",
            flag(),
            false,
            NO_UNIT,
            "Whether each agent's own model is judged on the validation split too, once an epoch, for agents.csv; costs p evaluations.");

    public static final Key<Double> PROBE_EVERY_EPOCHS = freeKey(
            "probe.every-epochs",
            numberAtLeast(0),
            1.0,
            "epochs",
            "Time between two measurements of distortion and gradient noise; each costs an agent p + 1 probe gradients. 0 makes none.");
    public static final Key<Integer> PROBE_BATCH_SIZE = freeKey(
            "probe.batch-size",
            integerAtLeast(1),
            256,
            "images",
            "Images of the fixed probe batch, on which gradients at different points are compared; each agent holds its part.");
    public static final Key<Integer> THEORY_LANCZOS_STEPS = freeKey(
            "theory.lanczos-steps",
            integerAtLeast(0),
            10,
            "steps",
            "Lanczos steps that estimate the curvature before training, for theory.json; each costs two probe gradients. 0: none.");

    public static final Key<Integer> LOG_EVERY_ROUNDS = freeKey(
            "log.every-rounds",
            integerAtLeast(1),
            1,
            "rounds",
            "Rounds between two rows of rounds.csv, agents.csv and layers.csv; evaluated and probed rounds are logged too.");

    public static final Key<Integer> CHECKPOINT_EVERY_ROUNDS = freeKey(
            "checkpoint.every-rounds",
            integerAtLeast(1),
            500,
            "rounds",
            "Rounds between two checkpoints in the run directory, from which a killed run can be resumed.");
    public static final Key<Integer> CHECKPOINT_KEEP = freeKey(
            "checkpoint.keep",
            integerAtLeast(1),
            2,
            "checkpoints",
            "Newest checkpoints that are kept; should one be damaged, a resumed run goes on from the one before it.");

    public static final Key<Integer> LINEAGE_CUT_EVERY_ROUNDS = freeKey(
            "lineage.cut-every-rounds",
            integerAtLeast(1),
            20,
            "rounds",
            "Rounds between two checkpoints of the agents, which cut the lineage that Spark replays after a loss; local mode needs none.");

    public static final Key<DeadlineAction> DEADLINE_ACTION = freeKey(
            "deadline.action",
            oneOf(DeadlineAction.class),
            DeadlineAction.WAIT,
            NO_UNIT,
            "What to do past a round's deadline: wait; give up the executors of late agents (speculate); or go on without these agents (quorum-fraction), which gives up bit-exactness.");
    public static final Key<Double> DEADLINE_FACTOR = freeKey(
            "deadline.factor",
            numberAtLeast(1),
            10.0,
            NO_UNIT,
            "Deadline of a round in medians of the rounds before; past it the log and the UI name the late agents.");
    public static final Key<Double> DEADLINE_FLOOR_SECONDS = freeKey(
            "deadline.floor-seconds",
            numberAbove(0),
            60.0,
            "s",
            "Shortest deadline; what loads data or has no median yet may take 10 times as long.");
    public static final Key<Double> DEADLINE_FRACTION = freeKey(
            "deadline.fraction",
            numberFromTo(0, 1),
            0.5,
            NO_UNIT,
            "Fraction of the agents that must have reported before quorum-fraction goes on without the others.");

    public static final Key<String> OUTPUT_DIR = freeKey(
            "output.dir",
            path(),
            "runs",
            NO_UNIT,
            "Directory that the run's directory is made in, on any Hadoop file system.");

    public static final Key<LossName> SIMULATION_LOSS = key(
            "simulation.loss",
            oneOf(LossName.class),
            LossName.WAVY_DOUBLE_WELL,
            NO_UNIT,
            "Loss that bin/quorum simulate descends; formulas in docs/mathematics.md.");
    public static final Key<Optional<String>> SIMULATION_EXPRESSION = key(
            "simulation.expression",
            optional(text(
                    "an expression in x1, x2, ... on one line",
                    text -> !text.isBlank() && text.chars().noneMatch(Character::isISOControl))),
            Optional.empty(),
            NO_UNIT,
            "Loss of simulation.loss = expression, in x1 to xd (x where d is 1) with + - * / ^ ( ), pi, e, sin, cos, tan, tanh, exp,"
                    + " log, sqrt, abs; x1^2 + 3*sin(x2).");
    public static final Key<Integer> SIMULATION_DIMENSION = key(
            "simulation.dimension",
            integerAtLeast(1),
            1,
            "parameters",
            "Parameters d of the loss; wavy-double-well has 1, rosenbrock at least 2.");
    public static final Key<List<Double>> SIMULATION_GAINS = key(
            "simulation.gains",
            listOf(numberAtLeast(0)),
            List.of(0.0, 0.1, 0.5, 1.0, 3.0, 10.0, 30.0, 80.0),
            "1 / learning rate",
            "Coupling gains k; each is simulated from the same starts with the same noise.");
    public static final Key<Integer> SIMULATION_SIMULATIONS = key(
            "simulation.simulations",
            integerAtLeast(1),
            30,
            "simulations",
            "Simulations of each gain, of agents agents each.");
    public static final Key<Integer> SIMULATION_STEPS =
            key("simulation.steps", integerAtLeast(1), 4000, "steps", "Steps of each simulation.");
    public static final Key<Integer> SIMULATION_MEASURE_EVERY_STEPS = key(
            "simulation.measure-every-steps",
            integerAtLeast(1),
            100,
            "steps",
            "Steps between two rows of curves.csv: loss of the quorum variable and spread of the agents.");
    public static final Key<Double> SIMULATION_LEARNING_RATE =
            key("simulation.learning-rate", numberAbove(0), 0.01, "1 / step", "Learning rate eta at the start.");
    public static final Key<Optional<Integer>> SIMULATION_HALVE_EVERY_STEPS = key(
            "simulation.halve-every-steps",
            optional(integerAtLeast(1)),
            Optional.empty(),
            "steps",
            "Steps after which the learning rate is halved, again and again; null keeps it.");
    public static final Key<Double> SIMULATION_LEARNING_RATE_FLOOR = key(
            "simulation.learning-rate-floor",
            numberAtLeast(0),
            0.0,
            "1 / step",
            "The learning rate is not halved below this.");
    public static final Key<Double> SIMULATION_MOMENTUM =
            key("simulation.momentum", numberFromTo(0, 1), 0.0, NO_UNIT, "Nesterov's momentum delta; 0 for none.");
    public static final Key<Double> SIMULATION_NOISE = key(
            "simulation.noise",
            numberAtLeast(0),
            12.0,
            "gradient",
            "Half-width w of the uniform noise of each gradient coordinate.");
    public static final Key<Double> SIMULATION_START = key(
            "simulation.start",
            numberAtLeast(0),
            3.0,
            "parameter",
            "Half-width r of the interval in which agents start, uniformly in each coordinate.");
    public static final Key<Double> SIMULATION_SCALE =
            key("simulation.scale", number(), 0.02, NO_UNIT, "Factor of the whole loss of the double wells.");
    public static final Key<Double> SIMULATION_QUARTIC =
            key("simulation.quartic", number(), 1.0, NO_UNIT, "Coefficient of x^4 in the double wells.");
    public static final Key<Double> SIMULATION_QUADRATIC =
            key("simulation.quadratic", number(), -4.0, NO_UNIT, "Coefficient of x^2 in the double wells.");
    public static final Key<Double> SIMULATION_LINEAR =
            key("simulation.linear", number(), 0.2, NO_UNIT, "Coefficient of x in the double wells.");
    public static final Key<List<Double>> SIMULATION_AMPLITUDES = key(
            "simulation.amplitudes",
            listOf(number(), 2),
            List.of(2.4, 1.2),
            NO_UNIT,
            "Amplitudes of the two sines of wavy-double-well; coupled-double-wells takes the first for its pairs, rastrigin for its"
                    + " cosine.");
    public static final Key<List<Double>> SIMULATION_FREQUENCIES = key(
            "simulation.frequencies",
            listOf(number(), 2),
            List.of(20.0, 35.0),
            "radians / parameter",
            "Frequencies of the sines; coupled-double-wells takes the first.");
    public static final Key<Double> SIMULATION_CURVATURE = key(
            "simulation.curvature",
            number(),
            1.0,
            NO_UNIT,
            "Curvature a of quadratic, a x^2 / 2; steepness of rosenbrock's valley, usually 100.");
    public static final Key<Double> SIMULATION_CROSS_SECTION = key(
            "simulation.cross-section",
            number(),
            -1.4266,
            "parameter",
            "Value of the third and further coordinates in landscape.csv.");

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
        return declared(new Key<>(name, type, defaultValue, unit, text, false));
    }

    /** Of how long a run is, what is written and how it is kept safe: whatever its value, no round has other bits. */
    private static <T> Key<T> freeKey(String name, ValueType<T> type, T defaultValue, String unit, String text) {
        return declared(new Key<>(name, type, defaultValue, unit, text, true));
    }

    private static <T> Key<T> declared(Key<T> key) {
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
