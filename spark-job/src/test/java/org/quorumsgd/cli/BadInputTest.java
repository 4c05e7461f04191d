package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.torch.Scripts;

/** Whatever is wrong with the input: exit code 2, one line a problem, and nothing written. */
final class BadInputTest {
    private static final int IMAGES = 40;
    private static final int SIDE = 4;
    private static final int CIFAR_RECORD_BYTES = 1 + 3 * 32 * 32;

    @TempDir
    private Path directory;

    private Path data;
    private Path out;

    @BeforeEach
    void makeData() throws IOException {
        out = directory.resolve("out");
        data = Files.createDirectory(directory.resolve("data"));
        for (String split : List.of("train", "t10k")) {
            write(split + "-images-idx3-ubyte", idx(IMAGES * SIDE * SIDE, 0x803, IMAGES, SIDE, SIDE));
            write(split + "-labels-idx1-ubyte", idx(IMAGES, 0x801, IMAGES));
        }
        for (int batch = 1; batch <= 5; batch++) {
            write("data_batch_" + batch + ".bin", new byte[10 * CIFAR_RECORD_BYTES]);
        }
        write("test_batch.bin", new byte[10 * CIFAR_RECORD_BYTES]);
    }

    @Test
    void theseFilesAreGoodUnlessATestSpoilsThem() throws IOException {
        for (String format : List.of("idx", "cifar10")) {
            Path configuration = configuration("data { format = " + format + ", path = \"" + data + "\" }");
            assertThat(InProcess.run("check", configuration.toString()).exitCode())
                    .isZero();
        }
    }

    @Test
    void missingIdxFile() throws IOException {
        Files.delete(data.resolve("train-labels-idx1-ubyte"));
        refusesData(
                "idx",
                "Invalid data file: " + uri("train-labels-idx1-ubyte")
                        + " (expected an existing file, plain or with .gz)");
    }

    @Test
    void truncatedIdxFile() throws IOException {
        write("train-images-idx3-ubyte", Arrays.copyOf(read("train-images-idx3-ubyte"), 600));
        refusesData(
                "idx",
                "Invalid length of " + uri("train-images-idx3-ubyte")
                        + ": 600 bytes (expected 656 bytes by its header)");
    }

    @Test
    void idxFileOfTheWrongMagicNumber() throws IOException {
        write("t10k-images-idx3-ubyte", idx(IMAGES, 0x801, IMAGES));
        refusesData(
                "idx",
                "Invalid magic number of " + uri("t10k-images-idx3-ubyte") + ": 0x00000801 (expected 0x00000803)");
    }

    @Test
    void labelOutOfRangeInAnIdxFile() throws IOException {
        byte[] labels = read("train-labels-idx1-ubyte");
        labels[8 + 17] = 10;
        write("train-labels-idx1-ubyte", labels);
        refusesData("idx", "Invalid label 17 in " + uri("train-labels-idx1-ubyte") + ": 10 (expected 0 to 9)");
    }

    @Test
    void cifarFileOfTheWrongSize() throws IOException {
        write("data_batch_3.bin", new byte[10 * CIFAR_RECORD_BYTES - 1]);
        refusesData(
                "cifar10",
                "Invalid length of " + uri("data_batch_3.bin")
                        + ": 30729 bytes (expected a positive multiple of 3073 bytes)");
    }

    @Test
    void labelsOutOfRangeInCifarFilesThatOnlyTheScanFinds() throws IOException {
        byte[] records = new byte[10 * CIFAR_RECORD_BYTES];
        records[7 * CIFAR_RECORD_BYTES] = 11;
        write("data_batch_2.bin", records);
        write("test_batch.bin", records);
        refusesData(
                "cifar10",
                "Invalid label 7 in " + uri("data_batch_2.bin") + ": 11 (expected 0 to 9)",
                "Invalid label 7 in " + uri("test_batch.bin") + ": 11 (expected 0 to 9)");
    }

    @Test
    void pixelThatIsNotANumberInAParquetTable() throws IOException {
        writeParquet("train.parquet", 13);
        writeParquet("test.parquet", -1);
        refuses(
                configuration("""
                        data {
                          format = parquet, path = "%s", test-path = "%s"
                          channels = 1, height = 2, width = 2, classes = 10
                        }
                        """.formatted(data.resolve("train.parquet"), data.resolve("test.parquet"))),
                "Invalid pixel 2 of image 13 in " + uri("train.parquet")
                        + ": NaN (expected a finite 32-bit floating-point number)");
    }

    @Test
    void unknownKeysAndValuesOutOfBoundsAllAtOnce() throws IOException {
        Path configuration = configuration("""
                couplng.gain = 2
                coupling.gain = -1
                learning-rate.initial = 0
                """);
        refuses(
                configuration,
                "Unknown key couplng.gain in " + configuration + " (did you mean coupling.gain?)",
                "Invalid coupling.gain: -1 (expected a finite number >= 0)",
                "Invalid learning-rate.initial: 0 (expected a finite number > 0)");
    }

    @Test
    void moreAgentsThanTrainingImages() throws IOException {
        refuses(
                configuration("agents = 2000"),
                "Invalid agents: 2000 (expected at most 1150, the number of training images)");
    }

    @Test
    void shiftsThatCouldLeaveNothingOfAnImage() throws IOException {
        refuses(
                configuration("agents = 2000, data.crop-padding = 8"),
                "Invalid agents: 2000 (expected at most 1150, the number of training images)",
                "Invalid data.crop-padding: 8 (expected at least 0 and less than 8, the smaller side of 1 x 8 x 8)");
    }

    @Test
    void outputDirectoryThatExistsTogetherWithADataFileThatDoesNot() throws IOException {
        Files.delete(data.resolve("test_batch.bin"));
        Path run = Files.createDirectories(out.resolve("run"));
        Path configuration = configuration("data { format = cifar10, path = \"" + data + "\" }");
        assertProblems(
                train(configuration),
                "Invalid output directory: " + out.resolve("run")
                        + " (expected a directory that does not exist; choose another --run-id or --out)",
                "Invalid data file: " + uri("test_batch.bin") + " (expected an existing, readable file)");
        assertThat(run).isEmptyDirectory();
    }

    @Test
    void outputDirectoryThatCannotBeMade() throws IOException {
        Files.createFile(out);
        assertThat(train(configuration("")).err())
                .singleElement()
                .asString()
                .startsWith("Invalid output directory: " + out);
        assertThat(out).isEmptyFile();
    }

    @Test
    void configurationFileThatIsNotThere() {
        refuses(
                directory.resolve("none.conf"),
                "Invalid configuration file: " + directory.resolve("none.conf") + " (expected a readable file)");
    }

    @Test
    void networkThatDoesNotFitTheImages() throws IOException {
        write("train-images-idx3-ubyte", idx(IMAGES * 9, 0x803, IMAGES, 3, 3));
        write("t10k-images-idx3-ubyte", idx(IMAGES * 9, 0x803, IMAGES, 3, 3));
        InProcess run = train(configuration("model.preset = lenet, data { format = idx, path = \"" + data + "\" }"));
        assertThat(run.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(run.err()).singleElement().asString().contains("expected at least 4 for lenet");
        assertThat(out).doesNotExist();
    }

    @Test
    void networkFileOfTheOtherLibrary() throws IOException {
        Path json = Files.writeString(data.resolve("net.json"), "{}");
        refuses(
                configuration("model { file = \"" + json + "\", backend = torch }"),
                "Invalid network " + json + ": no zip archive (expected a TorchScript, as"
                        + " torch.jit.script(model).save(FILE) writes it; JSON is Deeplearning4j's)");
        refuses(
                configuration("model.file = \"" + Scripts.mlp() + "\""),
                "Invalid network " + Scripts.mlp() + ": a zip archive (expected a Deeplearning4j"
                        + " MultiLayerConfiguration as JSON; TorchScript needs model.backend = torch)");
    }

    @Test
    void torchScriptAndDataBothUnusable() throws IOException {
        Path truncated = Files.write(data.resolve("net.pt"), Arrays.copyOf(Files.readAllBytes(Scripts.mlp()), 1000));
        InProcess run =
                train(configuration("batch-size = 40000000, model { file = \"" + truncated + "\", backend = torch }"));
        assertThat(run.err()).hasSize(2);
        assertThat(run.err().get(0))
                .startsWith("Invalid network " + truncated + ": PytorchStreamReader failed reading zip archive")
                .endsWith("(expected a TorchScript, as torch.jit.script(model).save(FILE) writes it)");
        assertThat(run.err().get(1)).startsWith("Invalid batch-size: 40000000 ");
        assertThat(run.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(out).doesNotExist();
    }

    @Test
    void bfloat16WithoutTorchOrWithAScript() throws IOException {
        String refusal =
                "Invalid model.precision: bfloat16 (expected float32 without model.backend = torch and a preset)";
        refuses(configuration("model.precision = bfloat16"), refusal);
        refuses(
                configuration("model { file = \"" + Scripts.mlp() + "\", backend = torch, precision = bfloat16 }"),
                refusal);
    }

    @Test
    void fastAlgorithmsWithoutTorchOrWithAScript() throws IOException {
        String refusal =
                "Invalid model.gpu-algorithms: fast (expected deterministic without model.backend = torch and a preset)";
        refuses(configuration("model.gpu-algorithms = fast"), refusal);
        refuses(
                configuration("model { file = \"" + Scripts.mlp() + "\", backend = torch, gpu-algorithms = fast }"),
                refusal);
    }

    @Test
    void settingsThatATorchScriptDoesNotTake() throws IOException {
        refuses(
                configuration("start = own, model { file = \"" + Scripts.mlp()
                        + "\", backend = torch, dropout = 0.5, batch-norm-evaluation = batch }"),
                "Invalid start: own (expected common with a TorchScript in model.file, which holds the parameters that"
                        + " all agents start at)",
                "Invalid model.dropout: 0.5 (expected 0 with a TorchScript in model.file, which has dropout of its own)",
                "Invalid model.batch-norm-evaluation: batch (expected running with a TorchScript in model.file, which"
                        + " is evaluated in eval() mode)");
    }

    @Test
    void fileSystemWhoseClientIsNotOnTheClassPath() throws IOException {
        for (String[] arguments : List.of(
                new String[] {"check", "s3a://bucket/run.conf"},
                new String[] {"check", configuration("").toString(), "--set", "model.file=s3a://bucket/net.json"},
                new String[] {"train", configuration("").toString(), "--out", "s3a://bucket/runs"})) {
            InProcess run = InProcess.run(arguments);
            assertThat(run.err())
                    .singleElement()
                    .asString()
                    .startsWith("Invalid ")
                    .contains("S3AFileSystem not found");
            assertThat(run.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
        }
    }

    @Test
    void networkOrMinibatchThatNoArrayCanHold() throws IOException {
        refuses(
                configuration("model.hidden = [100000000]"),
                "Invalid network: 7500000010 parameters (expected at most 2147483639)");
        refuses(
                configuration("batch-size = 40000000"),
                "Invalid batch-size: 40000000 (expected at most 33554431 for images of 64 pixels)");
    }

    @Test
    void batchWhoseRunsHaveProblemsOfTheirOwnAllAtOnceAndNothingIsWritten() throws IOException {
        Path configuration = configuration("""
                model.hidden = [16]
                batch.grid { agents = [2, 2000], "coupling.gain" = [0, 1] }
                """);
        InProcess batch = InProcess.run("batch", configuration.toString(), "--out", out.toString(), "--parallel", "0");
        assertProblems(
                batch,
                "Invalid --parallel: 0 (expected a whole number >= 1)",
                "agents=2000,coupling.gain=0: Invalid agents: 2000 (expected at most 1150, the number of training images)",
                "agents=2000,coupling.gain=1: Invalid agents: 2000 (expected at most 1150, the number of training images)");
        assertThat(out).doesNotExist();
        assertThat(InProcess.run("check", configuration.toString()).err()).hasSize(2);
    }

    @Test
    void batchDirectoryThatExistsIsOneProblemAndNotOneARun() throws IOException {
        Files.createDirectories(out.resolve("b"));
        Path configuration = configuration("batch.grid.seed = [1, 2]");
        assertProblems(
                InProcess.run("batch", configuration.toString(), "--out", out.toString(), "--run-id", "b"),
                "Invalid output directory: " + out.resolve("b")
                        + " (expected a directory that does not exist; choose another --run-id or --out)");
        assertThat(out.resolve("b")).isEmptyDirectory();
    }

    @Test
    void oneRunAndABatchAreToldApart() throws IOException {
        Path configuration = configuration("batch.grid.seed = [1, 2]");
        refuses(
                configuration,
                "Invalid configuration file: " + configuration
                        + " (expected one run; its batch section is for quorum batch)");
        configuration = configuration("");
        assertProblems(
                InProcess.run("batch", configuration.toString(), "--out", out.toString()),
                "Invalid batch section of " + configuration + ": none (expected runs, zip, random or grid)");
    }

    private void refusesData(String format, String... problems) throws IOException {
        refuses(configuration("data { format = " + format + ", path = \"" + data + "\" }"), problems);
    }

    private void refuses(Path configuration, String... problems) {
        assertProblems(train(configuration), problems);
        assertThat(out).doesNotExist();
    }

    private static void assertProblems(InProcess run, String... problems) {
        assertThat(run.err()).containsExactly(problems);
        assertThat(run.exitCode()).isEqualTo(ExitCode.INVALID_INPUT.code);
    }

    private InProcess train(Path configuration) {
        return InProcess.run("train", configuration.toString(), "--out", out.toString(), "--run-id", "run");
    }

    private Path configuration(String text) throws IOException {
        return Files.writeString(directory.resolve("run.conf"), text);
    }

    private String uri(String name) {
        return "file:" + data.resolve(name);
    }

    private byte[] read(String name) throws IOException {
        return Files.readAllBytes(data.resolve(name));
    }

    private void write(String name, byte[] content) throws IOException {
        Files.write(data.resolve(name), content);
    }

    /** A header of big-endian integers and a body of zeros. */
    private static byte[] idx(int bodyBytes, int... header) {
        ByteBuffer file = ByteBuffer.allocate(Integer.BYTES * header.length + bodyBytes);
        Arrays.stream(header).forEach(file::putInt);
        return file.array();
    }

    /** Twenty images of 2 x 2 pixels; the third pixel of one of them is NaN. */
    private void writeParquet(String name, int spoiltRow) throws IOException {
        MessageType type = MessageTypeParser.parseMessageType("message m { required group image (LIST) {"
                + " repeated group list { required float element; } } required int32 label; }");
        var path = new org.apache.hadoop.fs.Path(data.resolve(name).toUri());
        try (ParquetWriter<Group> writer =
                ExampleParquetWriter.builder(path).withType(type).build()) {
            for (int row = 0; row < 20; row++) {
                Group group = new SimpleGroup(type);
                Group image = group.addGroup("image");
                for (int pixel = 0; pixel < 4; pixel++) {
                    float value = row == spoiltRow && pixel == 2 ? Float.NaN : row + pixel;
                    image.addGroup("list").add("element", value);
                }
                group.add("label", row % 10);
                writer.write(group);
            }
        }
    }
}
