package org.quorumsgd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.run.Summary;

/** What a run leaves for PyTorch, read by a program that shares nothing with ours. */
final class StateDictTest {
    private static final String STATE_DICT = "quorum.safetensors";
    private static final String FEW_ROUNDS = """
            name = few
            agents = 2
            rounds = 20
            batch-size = 32
            data.format = digits
            """;

    @TempDir
    private Path directory;

    /**
     * Test errors are counts of images and equal; losses differ by the rounding of a forward pass in float32, some 10 products of
     * relative error 2^-24 sqrt(terms), 1e-5 of a loss near 1.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "model { preset = mlp, hidden = [24, 12] }",
                "model { preset = mlp, hidden = [] }",
                "model { preset = lenet }",
                "model { preset = lenet, backend = torch }",
                "model { preset = boffi-cnn, channels = [3, 4, 5], fully-connected = 6, dropout = 0.3 }",
                "model { preset = boffi-cnn, channels = [3, 4, 5], fully-connected = 6, backend = torch }",
                "model { preset = boffi-cnn, channels = [4, 4, 4], fully-connected = 6, batch-norm = false }"
            })
    void numpyJudgesTheModelAsTheRunDid(String model) throws IOException {
        RunFiles run = train(FEW_ROUNDS + model);
        String[] words = predict(run.directory().resolve(STATE_DICT)).split(" ", -1);
        Summary summary = run.summary();
        double testLoss = Objects.requireNonNull(summary.testLoss());
        assertThat(Double.parseDouble(words[1])).isCloseTo(testLoss, within(1e-5 * testLoss));
        assertThat(Integer.parseInt(words[0]) / 359.0).isEqualTo(summary.testError());
        assertThat(summary.testError()).isLessThan(0.85); // of ten classes: the network has learnt something to compare
    }

    @Test
    void namesAndShapesAreThoseOfPyTorchsModules() throws IOException {
        assertThat(shapes(train(FEW_ROUNDS + "model.preset = lenet").bytes(STATE_DICT)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "conv1.weight", "[20,1,3,3]",
                        "conv1.bias", "[20]",
                        "conv2.weight", "[50,20,3,3]",
                        "conv2.bias", "[50]",
                        "fc1.weight", "[500,200]",
                        "fc1.bias", "[500]",
                        "fc2.weight", "[10,500]",
                        "fc2.bias", "[10]"));
    }

    /** The vector of a network without running statistics is the file's data. */
    @Test
    void dataAreTheReportedVector() throws IOException {
        RunFiles run = train(FEW_ROUNDS + "model.hidden = [16]");
        byte[] file = run.bytes(STATE_DICT);
        float[] data = new float[run.quorum().length];
        ByteBuffer.wrap(file, file.length - Float.BYTES * data.length, Float.BYTES * data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(data);
        assertThat(data).isEqualTo(run.quorum());
    }

    private RunFiles train(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("run.conf"), text);
        InProcess command = InProcess.run("train", file.toString(), "--out", directory.toString(), "--run-id", "run");
        assertThat(command.exitCode()).as("%s", command).isZero();
        return new RunFiles(directory.resolve("run"));
    }

    private static String predict(Path stateDict) throws IOException {
        Process process = new ProcessBuilder(
                        "/usr/bin/python3",
                        "src/test/resources/org/quorumsgd/cli/state_dict.py",
                        stateDict.toString(),
                        "src/main/resources/org/quorumsgd/data/digits")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    }

    private static Map<String, String> shapes(byte[] file) throws IOException {
        int length = Math.toIntExact(
                ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong());
        JsonNode header = new JsonMapper().readTree(Arrays.copyOfRange(file, Long.BYTES, Long.BYTES + length));
        Map<String, String> shapes = new TreeMap<>();
        header.fields().forEachRemaining(entry -> {
            if (entry.getValue().has("shape")) {
                shapes.put(entry.getKey(), entry.getValue().get("shape").toString());
            }
        });
        return shapes;
    }
}
