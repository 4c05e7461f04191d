package org.quorumsgd.cli;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.asynchronous.Committed;
import org.quorumsgd.ensemble.Asynchrony;
import org.quorumsgd.ensemble.GemMeasures;
import org.quorumsgd.ensemble.GradientMeasures;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.files.Checkpoint;
import org.quorumsgd.files.CheckpointedTable;
import org.quorumsgd.files.Checkpoints;
import org.quorumsgd.files.CountedStaleness;
import org.quorumsgd.files.RunDirectory;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.LayersTable;
import org.quorumsgd.run.OrderTable;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.StalenessHistogram;

/**
 * Writes rounds.csv, agents.csv, layers.csv and, where it is recorded, order.csv while the run goes on, and on a clock staleness.csv; their
 * Parquet twins at its end.
 */
final class RunTables implements Closeable {
    private final RunDirectory directory;
    private final double wallSecondsBefore;
    private final CheckpointedTable rounds;
    private final CheckpointedTable agents;
    private final CheckpointedTable layers;
    private final @Nullable CountedStaleness staleness;
    private final @Nullable CheckpointedTable order;
    private final List<CheckpointedTable> tables;

    private RunTables(
            RunDirectory directory,
            Checkpoints checkpoints,
            Optional<Checkpoint> from,
            @Nullable CountedStaleness staleness,
            @Nullable CheckpointedTable order)
            throws IOException {
        this.directory = directory;
        this.staleness = staleness;
        this.order = order;
        this.rounds = new CheckpointedTable(directory, checkpoints, RoundsTable.SCHEMA, from);
        this.agents = new CheckpointedTable(directory, checkpoints, AgentsTable.SCHEMA, from);
        this.layers = new CheckpointedTable(directory, checkpoints, LayersTable.SCHEMA, from);
        List<CheckpointedTable> all = new ArrayList<>(List.of(rounds, agents, layers));
        if (order != null) {
            all.add(order);
        }
        this.tables = List.copyOf(all);
        this.wallSecondsBefore = rounds.lastKept()
                .map(row -> row.number(RoundsTable.WALL_SECONDS))
                .orElse(0.0);
    }

    /** Begins with the rows of the rounds that a run which is resumed has done before. */
    static RunTables of(RunDirectory directory, Checkpoints checkpoints, Optional<Checkpoint> from) throws IOException {
        return new RunTables(directory, checkpoints, from, null, null);
    }

    /** The same of agents that go in their own time. */
    static RunTables onClock(RunDirectory directory, Checkpoints checkpoints, Optional<Checkpoint> from)
            throws IOException {
        return new RunTables(directory, checkpoints, from, new CountedStaleness(directory, checkpoints, from), null);
    }

    /** The same with the order of the commits. */
    static RunTables withOrder(RunDirectory directory, Checkpoints checkpoints, Optional<Checkpoint> from)
            throws IOException {
        CheckpointedTable order = new CheckpointedTable(directory, checkpoints, OrderTable.SCHEMA, from);
        return new RunTables(directory, checkpoints, from, new CountedStaleness(directory, checkpoints, from), order);
    }

    /** Wall time that the rounds before took. */
    double wallSecondsBefore() {
        return wallSecondsBefore;
    }

    /** Saves the rows for a checkpoint after so many rounds; answers with their files. */
    Map<String, String> save(int completedRounds) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (CheckpointedTable table : tables) {
            files.putAll(table.save(completedRounds));
        }
        if (staleness != null) {
            files.putAll(staleness.save(completedRounds));
        }
        return files;
    }

    /** The staleness of all commits; nothing where agents go together, or where the commits before a resumption are not known. */
    Optional<StalenessHistogram> staleness() {
        return Optional.ofNullable(staleness).flatMap(CountedStaleness::histogram);
    }

    /**
     * Counts the commits of a round, logged or not, where agents go in their own time, and records them where their order is recorded.
     *
     * @param commits of the round
     */
    void completed(RoundRecord round, List<Committed> commits) throws IOException {
        Asynchrony asynchrony = round.asynchrony();
        if (staleness != null && asynchrony != null) {
            asynchrony.commits().forEach(commit -> staleness.add(commit.agent(), commit.staleness()));
        }
        if (order != null && !commits.isEmpty()) {
            for (Committed commit : commits) {
                order.append(orderRow(commit));
            }
            order.completed(commits.get(0).round() + 1);
        }
    }

    private static Row orderRow(Committed commit) {
        Row row = OrderTable.SCHEMA
                .row()
                .set(OrderTable.COMMIT, commit.commit() + 1)
                .set(OrderTable.AGENT, commit.agent())
                .set(OrderTable.ROUND, commit.round() + 1L)
                .set(OrderTable.STALENESS, commit.staleness());
        setMeasured(row, OrderTable.SECONDS, commit.time());
        return row;
    }

    void append(MeasuredRound round, RoundDetail detail, int localSteps) throws IOException {
        rounds.append(roundRow(round, detail));
        for (AgentReport report : round.record().reports()) {
            agents.append(agentRow(round, report, localSteps));
        }
        for (int block = 0; block < detail.blocks().size(); block++) {
            layers.append(layerRow(round, detail, block));
        }
        for (CheckpointedTable table : tables) {
            table.completed(round.record().round() + 1);
        }
    }

    @Override
    public void close() throws IOException {
        try (rounds;
                agents;
                layers;
                order) {
            // Each is closed, whatever happens to the others.
        }
        directory.writeParquet(RoundsTable.SCHEMA);
        directory.writeParquet(AgentsTable.SCHEMA);
        directory.writeParquet(LayersTable.SCHEMA);
        if (order != null) {
            directory.writeParquet(OrderTable.SCHEMA);
        }
        if (staleness != null) {
            staleness.write();
        }
    }

    private Row roundRow(MeasuredRound round, RoundDetail detail) {
        RoundRecord record = round.record();
        Row row = RoundsTable.SCHEMA.row();
        row.set(RoundsTable.ROUND, record.round() + 1L)
                .set(RoundsTable.STEP, record.step())
                .set(RoundsTable.EPOCH, round.epoch())
                .set(RoundsTable.TRAIN_LOSS, record.trainLoss())
                .set(RoundsTable.SPREAD, record.synchronization().spread())
                .set(RoundsTable.CENTER_NORM, record.synchronization().centreNorm())
                .set(
                        RoundsTable.CENTER_QUORUM_DISTANCE,
                        record.synchronization().centreQuorumDistance())
                .set(RoundsTable.GRADIENT_NORM, record.gradientNorm())
                .set(RoundsTable.LEARNING_RATE, record.learningRate())
                .set(RoundsTable.COUPLING_GAIN, record.gain())
                .set(RoundsTable.WALL_SECONDS, round.wallSeconds())
                .set(RoundsTable.IMAGES_PER_SECOND, round.imagesPerSecond())
                .set(RoundsTable.PAIRWISE_MAX_DISTANCE, detail.pairwiseMaximum())
                .set(RoundsTable.NOISE_SCALE, round.noiseScale());
        setMeasured(row, RoundsTable.OVERHEAD_SECONDS, round.overheadSeconds());
        setMeasured(row, RoundsTable.SLOWEST_AGENT_SECONDS, round.slowestAgentSeconds());
        Asynchrony asynchrony = record.asynchrony();
        if (asynchrony != null) {
            row.set(RoundsTable.MEAN_STALENESS, asynchrony.meanStaleness())
                    .set(RoundsTable.LARGEST_STALENESS, asynchrony.largestStaleness())
                    .set(RoundsTable.RMS_STALENESS, asynchrony.rmsStaleness())
                    .set(RoundsTable.GRADIENTS_IN_FLIGHT, asynchrony.gradientsInFlight());
            setMeasured(row, RoundsTable.SET_DIFFERENCE, asynchrony.setDifference());
            setEnergies(row, asynchrony.gem());
            if (order == null) { // the time of a real clock is wall time
                row.set(RoundsTable.VIRTUAL_TIME, asynchrony.time());
            }
        } else {
            if (record.deviceBytes() > 0) {
                row.set(RoundsTable.DEVICE_BYTES, record.deviceBytes());
            }
            if (record.reports().size() > 1) {
                row.set(RoundsTable.UPDATE_COSINE, record.updateCosine());
            }
        }
        setGradients(row, round.gradients());
        setVerdict(row, round.validation(), RoundsTable.VALIDATION_LOSS, RoundsTable.VALIDATION_ERROR);
        setVerdict(row, round.test(), RoundsTable.TEST_LOSS, RoundsTable.TEST_ERROR);
        return row;
    }

    private static void setEnergies(Row row, @Nullable GemMeasures gem) {
        if (gem != null) {
            row.set(RoundsTable.CENTRAL_ENERGY, gem.centralEnergy())
                    .set(RoundsTable.PROXY_ENERGY, gem.proxyEnergy())
                    .set(RoundsTable.CLAMPED_SHARE, gem.clampedShare());
        }
    }

    private static void setGradients(Row row, @Nullable GradientMeasures gradients) {
        if (gradients != null) {
            row.set(RoundsTable.DISTORTION, gradients.distortion())
                    .set(RoundsTable.AGENT_NOISE, gradients.noise().agent())
                    .set(RoundsTable.CENTER_NOISE, gradients.noise().centre())
                    .set(RoundsTable.NOISE_RATIO, gradients.noise().ratio())
                    .set(RoundsTable.PROBE_CENTER_LOSS, gradients.centreLoss())
                    .set(RoundsTable.PROBE_AGENT_LOSS, gradients.meanAgentLoss());
        }
    }

    private static void setVerdict(Row row, EvaluationSums sums, Column loss, Column error) {
        if (sums.count() > 0) {
            row.set(loss, sums.meanLoss());
        }
        if (!Double.isNaN(sums.errorRate())) {
            row.set(error, sums.errorRate());
        }
    }

    private static Row agentRow(MeasuredRound round, AgentReport report, int localSteps) {
        RoundRecord record = round.record();
        Row row = AgentsTable.SCHEMA
                .row()
                .set(AgentsTable.ROUND, record.round() + 1L)
                .set(AgentsTable.AGENT, report.agent())
                .set(AgentsTable.HOST, report.place().host())
                .set(AgentsTable.EXECUTOR, report.place().executor())
                .set(AgentsTable.DEVICE, report.place().device())
                .set(
                        AgentsTable.DISTANCE_TO_CENTER,
                        round.record().synchronization().distances().get(report.agent()))
                .set(AgentsTable.LEARNING_RATE, record.learningRates().get(report.agent()))
                .set(AgentsTable.COUPLING_GAIN, record.gains().get(report.agent()))
                .set(AgentsTable.STALENESS, staleness(record, report));
        setMeasured(row, AgentsTable.TRAIN_LOSS, report.trainLoss());
        setMeasured(row, AgentsTable.STEP_SECONDS, report.seconds() / localSteps);
        setMeasured(row, AgentsTable.GRADIENT_NORM, report.gradientNorm());
        if (!record.agentValidation().isEmpty()) {
            EvaluationSums validation = record.agentValidation().get(report.agent());
            if (validation.count() > 0) {
                row.set(AgentsTable.VALIDATION_LOSS, validation.meanLoss());
            }
        }
        return row;
    }

    private static int staleness(RoundRecord record, AgentReport report) {
        Asynchrony asynchrony = record.asynchrony();
        return asynchrony == null
                ? report.staleness()
                : asynchrony.lastStaleness().get(report.agent());
    }

    /** An agent that has not committed anything yet has nothing to show, nor does a round of agents in their own time have one slowest. */
    private static void setMeasured(Row row, Column column, double value) {
        if (!Double.isNaN(value)) {
            row.set(column, value);
        }
    }

    private static Row layerRow(MeasuredRound round, RoundDetail detail, int block) {
        return LayersTable.SCHEMA
                .row()
                .set(LayersTable.ROUND, round.record().round() + 1L)
                .set(LayersTable.BLOCK, detail.blocks().get(block).name())
                .set(LayersTable.PARAMETERS, detail.blocks().get(block).length())
                .set(LayersTable.SPREAD, detail.blockSpread().get(block));
    }
}
