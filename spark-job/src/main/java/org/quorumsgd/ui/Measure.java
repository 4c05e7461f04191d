package org.quorumsgd.ui;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.quorumsgd.event.RoundCompleted;

/**
 * What is kept of a round, under the names of {@code rounds.csv} and, behind those, what Spark says of its time; NaN means not
 * measured. The order is a format of the History
 * Server's disk store: new measures go to the end.
 */
enum Measure {
    ROUND(RoundCompleted::round),
    STEP(RoundCompleted::step),
    EPOCH(RoundCompleted::epoch),
    TRAIN_LOSS(RoundCompleted::trainLoss),
    VALIDATION_LOSS(RoundCompleted::validationLoss),
    VALIDATION_ERROR(RoundCompleted::validationError),
    TEST_LOSS(RoundCompleted::testLoss),
    TEST_ERROR(RoundCompleted::testError),
    SPREAD(RoundCompleted::spread),
    CENTER_NORM(RoundCompleted::centerNorm),
    CENTER_QUORUM_DISTANCE(RoundCompleted::centerQuorumDistance),
    GRADIENT_NORM(RoundCompleted::gradientNorm),
    LEARNING_RATE(RoundCompleted::learningRate),
    COUPLING_GAIN(RoundCompleted::couplingGain),
    WALL_SECONDS(RoundCompleted::wallSeconds),
    OVERHEAD_SECONDS(RoundCompleted::overheadSeconds),
    IMAGES_PER_SECOND(RoundCompleted::imagesPerSecond),
    SLOWEST_AGENT_SECONDS(Measure::slowestAgentSeconds),
    PAIRWISE_MAX_DISTANCE(RoundCompleted::pairwiseMaxDistance),
    UPDATE_COSINE(RoundCompleted::updateCosine),
    NOISE_SCALE(RoundCompleted::noiseScale),
    DISTORTION(RoundCompleted::distortion),
    AGENT_NOISE(RoundCompleted::agentNoise),
    CENTER_NOISE(RoundCompleted::centerNoise),
    NOISE_RATIO(RoundCompleted::noiseRatio),
    PROBE_CENTER_LOSS(RoundCompleted::probeCenterLoss),
    PROBE_AGENT_LOSS(RoundCompleted::probeAgentLoss),
    BROADCAST_SECONDS((round, times) -> times.broadcastSeconds()),
    GATHER_SECONDS((round, times) -> times.gatherSeconds()),
    EVALUATION_SECONDS((round, times) -> times.evaluationSeconds()),
    DRIVER_SECONDS(Measure::driverSeconds),
    VIRTUAL_TIME(round -> round.virtualTime() > 0 ? round.virtualTime() : Double.NaN),
    MEAN_STALENESS(RoundCompleted::meanStaleness),
    RMS_STALENESS(RoundCompleted::rmsStaleness),
    LARGEST_STALENESS(RoundCompleted::largestStaleness),
    CENTRAL_ENERGY(RoundCompleted::centralEnergy),
    PROXY_ENERGY(RoundCompleted::proxyEnergy),
    CLAMPED_SHARE(RoundCompleted::clampedShare),
    GRADIENTS_IN_FLIGHT(RoundCompleted::gradientsInFlight),
    SET_DIFFERENCE(RoundCompleted::setDifference),
    DEVICE_BYTES(RoundCompleted::deviceBytes);

    static final List<Measure> ALL = List.of(values());

    private static final Map<String, Measure> BY_COLUMN =
            ALL.stream().collect(Collectors.toMap(Measure::column, Function.identity()));

    private final String column = name().toLowerCase(Locale.ROOT);
    private final ToDoubleBiFunction<RoundCompleted, RoundTimes> value;

    Measure(ToDoubleFunction<RoundCompleted> value) {
        this((round, times) -> value.applyAsDouble(round));
    }

    Measure(ToDoubleBiFunction<RoundCompleted, RoundTimes> value) {
        this.value = value;
    }

    static Measure named(String column) {
        return Objects.requireNonNull(BY_COLUMN.get(column), column);
    }

    String column() {
        return column;
    }

    static double[] valuesOf(RoundCompleted round, RoundTimes times) {
        return ALL.stream()
                .mapToDouble(measure -> measure.value.applyAsDouble(round, times))
                .toArray();
    }

    /** What the round's overhead is beyond broadcast and gather: the driver's own arithmetic. */
    private static double driverSeconds(RoundCompleted round, RoundTimes times) {
        double rest = round.overheadSeconds() - times.broadcastSeconds() - times.gatherSeconds();
        return Double.isNaN(rest) ? Double.NaN : Math.max(0, rest);
    }

    /** Agents that go in their own time have no slowest one in a round. */
    private static double slowestAgentSeconds(RoundCompleted round) {
        List<RoundCompleted.Agent> agents = round.agents();
        return agents == null || round.virtualTime() > 0 || !Double.isNaN(round.meanStaleness())
                ? Double.NaN
                : agents.stream()
                        .mapToDouble(RoundCompleted.Agent::computeSeconds)
                        .max()
                        .orElse(Double.NaN);
    }
}
