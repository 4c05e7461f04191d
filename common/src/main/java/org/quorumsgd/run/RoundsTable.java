package org.quorumsgd.run;

/** {@code rounds.csv}: one row a logged round. A new column is one new line here. */
public final class RoundsTable {
    private static final TableSchema.Builder COLUMNS = TableSchema.named("rounds");

    public static final Column ROUND = COLUMNS.longs("round", "", "rounds completed since the run began");
    public static final Column STEP =
            COLUMNS.longs("step", "", "local steps completed by each agent; mean over them in asynchronous runs");
    public static final Column EPOCH = COLUMNS.doubles("epoch", "", "passes over the training split");
    public static final Column TRAIN_LOSS = COLUMNS.doubles(
            "train_loss",
            "",
            "mean of the agents' minibatch losses in this round; over its commits in asynchronous runs");
    public static final Column VALIDATION_LOSS =
            COLUMNS.doubles("validation_loss", "", "loss of the reported model on the validation split");
    public static final Column VALIDATION_ERROR =
            COLUMNS.doubles("validation_error", "", "misclassified fraction of the validation split, reported model");
    public static final Column TEST_LOSS =
            COLUMNS.doubles("test_loss", "", "loss of the reported model on the test split");
    public static final Column TEST_ERROR =
            COLUMNS.doubles("test_error", "", "misclassified fraction of the test split, reported model");
    public static final Column SPREAD = COLUMNS.doubles(
            "spread", "", "(1/p) sum_i |x^i - xbar|^2, mean squared distance of the agents to the centre");
    public static final Column CENTER_NORM = COLUMNS.doubles("center_norm", "", "|xbar|, norm of the centre of mass");
    public static final Column CENTER_QUORUM_DISTANCE =
            COLUMNS.doubles("center_quorum_distance", "", "|xbar - q|, centre of mass to quorum variable");
    public static final Column GRADIENT_NORM = COLUMNS.doubles(
            "gradient_norm",
            "",
            "mean over agents (commits in asynchronous runs) and local steps of the norm of the minibatch gradient");
    public static final Column LEARNING_RATE =
            COLUMNS.doubles("learning_rate", "", "learning rate eta of this round, mean over the agents");
    public static final Column COUPLING_GAIN =
            COLUMNS.doubles("coupling_gain", "", "mean coupling gain of this round, after coupling.beta-limit");
    public static final Column WALL_SECONDS = COLUMNS.doubles("wall_seconds", "s", "wall time since the run began");
    public static final Column OVERHEAD_SECONDS = COLUMNS.doubles(
            "overhead_seconds",
            "s",
            "the round's wall time minus the slowest agent's compute time, at least 0; not in asynchronous runs");
    public static final Column IMAGES_PER_SECOND =
            COLUMNS.doubles("images_per_second", "1/s", "training images all agents used per second of wall time");
    public static final Column SLOWEST_AGENT_SECONDS = COLUMNS.doubles(
            "slowest_agent_seconds", "s", "compute time of the slowest agent in this round; not in asynchronous runs");

    public static final Column PAIRWISE_MAX_DISTANCE =
            COLUMNS.doubles("pairwise_max_distance", "", "max over i, j of |x^i - x^j|, the two agents farthest apart");
    public static final Column UPDATE_COSINE = COLUMNS.doubles(
            "update_cosine",
            "",
            "mean inner product of two agents' updates in this round, in units of their mean square");
    public static final Column NOISE_SCALE =
            COLUMNS.doubles("noise_scale", "1/image", "eta / (b p), learning rate over the images of one step");
    public static final Column DISTORTION =
            COLUMNS.doubles("distortion", "", "|grad f(xbar) - (1/p) sum_i grad f(x^i)| on the probe batch");
    public static final Column AGENT_NOISE =
            COLUMNS.doubles("agent_noise", "", "variance of an agent's minibatch gradient, summed over the parameters");
    public static final Column CENTER_NOISE = COLUMNS.doubles(
            "center_noise", "", "variance of the mean of the agents' minibatch gradients, summed over the parameters");
    public static final Column NOISE_RATIO = COLUMNS.doubles(
            "noise_ratio", "", "sqrt(center_noise / agent_noise); 1 / sqrt(p) for independent minibatches");
    public static final Column PROBE_CENTER_LOSS =
            COLUMNS.doubles("probe_center_loss", "", "loss of the centre of mass on the probe batch");
    public static final Column PROBE_AGENT_LOSS =
            COLUMNS.doubles("probe_agent_loss", "", "mean loss of the agents on the probe batch");

    public static final Column MEAN_STALENESS = COLUMNS.doubles(
            "mean_staleness",
            "",
            "mean over the round's commits of the commits of others since the pull; asynchronous runs");
    public static final Column LARGEST_STALENESS =
            COLUMNS.longs("largest_staleness", "", "largest of the same in this round");
    public static final Column VIRTUAL_TIME = COLUMNS.doubles(
            "virtual_time",
            "service times",
            "time on the virtual clock at the round's end, in mean service times before multipliers");

    public static final Column RMS_STALENESS = COLUMNS.doubles(
            "rms_staleness",
            "",
            "root of the mean over the round's commits of the staleness squared; asynchronous runs");
    public static final Column CENTRAL_ENERGY = COLUMNS.doubles(
            "central_energy",
            "",
            "gem: 1/2 |W' - s|^2, how far the centre is from where the agent counts from; mean over the round's commits");
    public static final Column PROXY_ENERGY = COLUMNS.doubles(
            "proxy_energy",
            "",
            "gem: 1/2 |kappa m|^2 of the committing agent's own momentum m; mean over the round's commits");
    public static final Column CLAMPED_SHARE = COLUMNS.doubles(
            "clamped_share",
            "",
            "gem: share of the parameters whose scaling is outside [0, 5]; mean over the round's commits");
    public static final Column GRADIENTS_IN_FLIGHT = COLUMNS.doubles(
            "gradients_in_flight",
            "",
            "gradients being computed, or computed and not yet in the centre (dasgd: in every agent's model), counted just before"
                    + " a commit arrives (dasgd: a gradient ends), its own included; mean over those of the round");
    public static final Column SET_DIFFERENCE = COLUMNS.doubles(
            "set_difference",
            "",
            "dasgd: gradients in one of two agents' models and not in both, mean over pairs of agents, after the round");
    public static final Column DEVICE_BYTES = COLUMNS.longs(
            "device_bytes",
            "B",
            "bytes that crossed between hosts and devices in this round, all agents; of agents on a device, not in asynchronous runs");

    /** The columns above, in their order. */
    public static final TableSchema SCHEMA = COLUMNS.build();

    private RoundsTable() {}
}
