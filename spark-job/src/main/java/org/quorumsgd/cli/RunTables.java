package org.quorumsgd.cli;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.files.RunDirectory;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.TableSchema;
import org.quorumsgd.run.TableWriter;

/** Writes rounds.csv and agents.csv while the run goes on, and their Parquet twins at its end. */
final class RunTables implements Closeable {
    private final RunDirectory directory;
    private final double wallSecondsBefore;
    private final TableWriter rounds;
    private final TableWriter agents;

    /** Keeps the rows of the first rounds, which a run that is resumed has done before, and drops later ones. */
    RunTables(RunDirectory directory, int roundsBefore) throws IOException {
        this.directory = directory;
        List<Row> kept = rowsUpTo(roundsBefore, RoundsTable.SCHEMA, RoundsTable.ROUND);
        this.wallSecondsBefore = kept.isEmpty() ? 0 : kept.get(kept.size() - 1).number(RoundsTable.WALL_SECONDS);
        this.rounds = directory.beginTable(RoundsTable.SCHEMA, kept);
        this.agents =
                directory.beginTable(AgentsTable.SCHEMA, rowsUpTo(roundsBefore, AgentsTable.SCHEMA, AgentsTable.ROUND));
    }

    /** Wall time that the kept rounds took. */
    double wallSecondsBefore() {
        return wallSecondsBefore;
    }

    private List<Row> rowsUpTo(int rounds, TableSchema schema, Column round) throws IOException {
        return directory.rows(schema).stream()
                .filter(row -> row.whole(round) <= rounds)
                .toList();
    }

    void append(MeasuredRound round, int localSteps) throws IOException {
        rounds.append(roundRow(round));
        for (AgentReport report : round.record().reports()) {
            agents.append(agentRow(round, report, localSteps));
        }
        rounds.flush();
        agents.flush();
    }

    @Override
    public void close() throws IOException {
        rounds.close();
        agents.close();
        directory.writeParquet(RoundsTable.SCHEMA);
        directory.writeParquet(AgentsTable.SCHEMA);
    }

    private static Row roundRow(MeasuredRound round) {
        var record = round.record();
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
                .set(RoundsTable.OVERHEAD_SECONDS, round.overheadSeconds())
                .set(RoundsTable.IMAGES_PER_SECOND, round.imagesPerSecond())
                .set(RoundsTable.SLOWEST_AGENT_SECONDS, round.slowestAgentSeconds());
        setVerdict(row, round.validation(), RoundsTable.VALIDATION_LOSS, RoundsTable.VALIDATION_ERROR);
        setVerdict(row, round.test(), RoundsTable.TEST_LOSS, RoundsTable.TEST_ERROR);
        return row;
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
        return AgentsTable.SCHEMA
                .row()
                .set(AgentsTable.ROUND, round.record().round() + 1L)
                .set(AgentsTable.AGENT, report.agent())
                .set(AgentsTable.HOST, report.host())
                .set(AgentsTable.TRAIN_LOSS, report.trainLoss())
                .set(
                        AgentsTable.DISTANCE_TO_CENTER,
                        round.record().synchronization().distances().get(report.agent()))
                .set(AgentsTable.LEARNING_RATE, round.record().learningRate())
                .set(AgentsTable.STALENESS, 0)
                .set(AgentsTable.STEP_SECONDS, report.seconds() / localSteps)
                .set(AgentsTable.GRADIENT_NORM, report.gradientNorm());
    }
}
