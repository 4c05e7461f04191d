package org.quorumsgd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.QuorumHash;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.Summary;
import org.quorumsgd.run.TableSchema;

final class TrainCommandTest {
    private static final int AGENTS = 3;
    private static final int ROUNDS = 12;
    private static final int LOG_EVERY = 5;

    private static final String CONFIGURATION = """
            name = small
            agents = %d
            rounds = %d
            batch-size = 20
            coupling.period = 2
            evaluation.every-epochs = 0.4
            log.every-rounds = %d
            lineage.cut-every-rounds = 5
            model.hidden = [16]
            """.formatted(AGENTS, ROUNDS, LOG_EVERY);

    @TempDir
    private Path directory;

    @Test
    void finishedRunLeavesTheFilesOfTheContractAndNothingElse() throws IOException {
        InProcess command = train(CONFIGURATION);
        assertThat(command.exitCode()).as("%s", command).isZero();
        RunFiles run = run();
        assertThat(run.names())
                .containsExactly(
                        "agents.csv",
                        "agents.parquet",
                        "layers.csv",
                        "layers.parquet",
                        "manifest.json",
                        "model.zip",
                        "quorum.npy",
                        "quorum.safetensors",
                        "report.html",
                        "rounds.csv",
                        "rounds.parquet",
                        "summary.json",
                        "theory.json");

        Summary summary = run.summary();
        assertThat(summary.status()).isEqualTo(RunStatus.DONE);
        assertThat(summary.rounds()).isEqualTo(ROUNDS);
        assertThat(summary.steps()).isEqualTo(2 * ROUNDS);
        assertThat(summary.quorumSha256()).isEqualTo(QuorumHash.sha256(run.quorum()));
        assertThat(command.out().get(command.out().size() - 1)).endsWith(summary.quorumSha256());

        Manifest manifest = run.manifest();
        assertThat(manifest.status()).isEqualTo(RunStatus.DONE);
        assertThat(manifest.failure()).isNull();
        assertThat(manifest.end()).isAfter(manifest.start());
        assertThat(manifest.parameters()).isEqualTo(run.quorum().length);
        assertThat(manifest.dataSha256()).isNotEmpty();
        assertThat(manifest.cluster()).containsEntry("master", "local[2]");
    }

    @Test
    void tablesHoldTheLoggedAndTheJudgedRoundsInBothFormats() throws IOException {
        assertThat(train(CONFIGURATION).exitCode()).isZero();
        // 1,150 training images: 0.4 epochs are 8 steps of 60 images, 4 rounds; and every fifth round is logged.
        List<Long> logged = List.of(4L, 5L, 8L, 10L, 12L);
        List<Long> judged = List.of(4L, 8L, 12L);
        List<Row> rounds = run().rows(RoundsTable.SCHEMA);
        assertThat(rounds).extracting(row -> row.whole(RoundsTable.ROUND)).containsExactlyElementsOf(logged);
        assertThat(rounds)
                .filteredOn(row -> row.isMeasured(RoundsTable.TEST_ERROR))
                .extracting(row -> row.whole(RoundsTable.ROUND))
                .containsExactlyElementsOf(judged);
        assertThat(run().rows(AgentsTable.SCHEMA))
                .extracting(row -> List.of(row.whole(AgentsTable.ROUND), row.whole(AgentsTable.AGENT)))
                .containsExactlyElementsOf(logged.stream()
                        .flatMap(round -> LongStream.range(0, AGENTS).mapToObj(agent -> List.of(round, agent)))
                        .toList());
        assertParquetLikeCsv(RoundsTable.SCHEMA);
        assertParquetLikeCsv(AgentsTable.SCHEMA);
    }

    @Test
    void summaryTellsTheLastRoundOfTheTables() throws IOException {
        assertThat(train(CONFIGURATION).exitCode()).isZero();
        Summary summary = run().summary();
        List<Row> rounds = run().rows(RoundsTable.SCHEMA);
        Row last = rounds.get(rounds.size() - 1);
        assertThat(last.number(RoundsTable.TRAIN_LOSS)).isEqualTo(summary.trainLoss());
        assertThat(last.number(RoundsTable.VALIDATION_LOSS)).isEqualTo(summary.validationLoss());
        assertThat(last.number(RoundsTable.VALIDATION_ERROR)).isEqualTo(summary.validationError());
        assertThat(last.number(RoundsTable.TEST_LOSS)).isEqualTo(summary.testLoss());
        assertThat(last.number(RoundsTable.TEST_ERROR)).isEqualTo(summary.testError());
        assertThat(last.number(RoundsTable.SPREAD)).isEqualTo(summary.spread());
        assertThat(last.number(RoundsTable.EPOCH)).isEqualTo(summary.epochs());
        assertThat(summary.testError()).isBetween(0.0, 1.0);
        assertThat(summary.overheadFraction()).isBetween(0.0, 1.0);
        assertThat(summary.evaluationFraction()).isBetween(1e-3, 1.0);
    }

    @Test
    void modelFileHoldsTheQuorumForDeeplearning4jToRead() throws IOException {
        assertThat(train(CONFIGURATION).exitCode()).isZero();
        MultiLayerNetwork model =
                MultiLayerNetwork.load(directory.resolve("run/model.zip").toFile(), false);
        INDArray parameters = model.params();
        float[] quorum = run().quorum();
        float[] loaded = new float[quorum.length];
        IntStream.range(0, loaded.length).forEach(i -> loaded[i] = parameters.getFloat(i));
        assertThat(parameters.length()).isEqualTo(quorum.length);
        assertThat(loaded).isEqualTo(quorum);
    }

    @Test
    void divergingRunEndsWithCode3AndKeepsTheLastGoodRound() throws IOException {
        InProcess command = train(CONFIGURATION + """
                learning-rate.initial = 1e6
                log.every-rounds = 1
                """);
        assertThat(command.exitCode()).as("%s", command).isEqualTo(ExitCode.DIVERGED.code);
        Manifest manifest = run().manifest();
        assertThat(manifest.status()).isEqualTo(RunStatus.DIVERGED);
        assertThat(manifest.failure())
                .matches(
                        "Diverged in round \\d+, agent \\d+, step \\d+: [a-z ]+ \\(not finite in [^)]+\\) is (NaN|-?Infinity)");
        assertThat(command.out()).contains(manifest.failure());

        Summary summary = run().summary();
        assertThat(summary.status()).isEqualTo(RunStatus.DIVERGED);
        assertThat(summary.rounds()).isBetween(1L, ROUNDS - 1L);
        float[] quorum = run().quorum();
        assertThat(IntStream.range(0, quorum.length).allMatch(i -> Float.isFinite(quorum[i])))
                .isTrue();
        assertThat(summary.quorumSha256()).isEqualTo(QuorumHash.sha256(quorum));
        assertThat(run().rows(RoundsTable.SCHEMA)).hasSize((int) summary.rounds());
        assertThat(run().names()).contains("rounds.parquet", "agents.parquet", "model.zip", "report.html");
    }

    @Test
    void runWhoseSparkJobFailsSaysSoInItsManifest() throws IOException {
        // Enough for the scan of the data, too little for the agents' first reports.
        System.setProperty("spark.driver.maxResultSize", "50k");
        try {
            assertThat(train(CONFIGURATION + "model.hidden = [256]").exitCode()).isEqualTo(ExitCode.FAILED.code);
        } finally {
            System.clearProperty("spark.driver.maxResultSize");
        }
        Manifest manifest = run().manifest();
        assertThat(manifest.status()).isEqualTo(RunStatus.FAILED);
        assertThat(manifest.end()).isNotNull();
        assertThat(manifest.failure())
                .startsWith("org.apache.spark.SparkException: ")
                .contains("spark.driver.maxResultSize")
                .hasLineCount(1);
    }

    @Test
    void checkpointsGoWhereOnlySettingsOfTheSubmissionLead() throws IOException {
        SparkHadoopUtil.get(); // made before, as in an executor, it does not know the settings
        System.setProperty("spark.hadoop.fs.submitted.impl", SubmittedFileSystem.class.getName());
        System.setProperty("spark.hadoop.fs.submitted.impl.disable.cache", "true"); // nor the file system itself
        try {
            Path file = Files.writeString(directory.resolve("small.conf"), CONFIGURATION);
            InProcess command = InProcess.run(
                    "train",
                    file.toString(),
                    "--set",
                    "checkpoint.every-rounds=5",
                    "--out",
                    "submitted://" + directory,
                    "--run-id",
                    "run");
            assertThat(command.exitCode()).as("%s", command).isZero();
            assertThat(run().summary().status()).isEqualTo(RunStatus.DONE);
        } finally {
            System.clearProperty("spark.hadoop.fs.submitted.impl");
            System.clearProperty("spark.hadoop.fs.submitted.impl.disable.cache");
        }
    }

    /** The local disk under a scheme that only Spark's settings know. */
    public static final class SubmittedFileSystem extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("submitted:///");
        }
    }

    private InProcess train(String configuration) throws IOException {
        Path file = Files.writeString(directory.resolve("small.conf"), configuration);
        return InProcess.run("train", file.toString(), "--out", directory.toString(), "--run-id", "run");
    }

    private RunFiles run() {
        return new RunFiles(directory.resolve("run"));
    }

    private void assertParquetLikeCsv(TableSchema schema) throws IOException {
        var path = new org.apache.hadoop.fs.Path(
                directory.resolve("run").resolve(schema.name() + ".parquet").toUri());
        var file = HadoopInputFile.fromPath(path, new org.apache.hadoop.conf.Configuration());
        List<String> columns = schema.columns().stream().map(Column::name).toList();
        try (ParquetFileReader reader = ParquetFileReader.open(file)) {
            assertThat(reader.getRecordCount()).isEqualTo(run().rows(schema).size());
            assertThat(reader.getFileMetaData().getSchema().getColumns())
                    .map(ColumnDescriptor::getPath)
                    .map(Arrays::asList)
                    .map(names -> names.get(0))
                    .containsExactlyElementsOf(columns);
        }
        String header = new String(run().bytes(schema.name() + ".csv"), UTF_8)
                .lines()
                .findFirst()
                .orElseThrow();
        assertThat(header).isEqualTo(String.join(",", columns));
    }
}
