package org.quorumsgd.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.data.ImageShape;

final class ScriptFileTest {
    private static final ImageShape DIGIT = new ImageShape(1, 8, 8);
    private static final String SOFTMAX_REGRESSION = "return torch.linear(torch.flatten(x, 1), self.weight)";
    private static final String SCRIPT = "a TorchScript, as torch.jit.script(model).save(FILE) writes it";
    private static final String FUNCTION = "a function of images [2, 1, 8, 8] to logits [2, 10]";

    @TempDir
    private Path directory;

    private static ScriptNetwork read(Path file) {
        return ScriptFile.read(file.toString(), new Configuration(false), DIGIT, 10, 16, 0);
    }

    private static void refuses(Path file, String... whatAndExpected) {
        InvalidInputException refused = catchThrowableOfType(InvalidInputException.class, () -> read(file));
        assertThat(refused).as("refusal").isNotNull();
        assertThat(refused.problems())
                .containsExactlyElementsOf(Arrays.stream(whatAndExpected)
                        .map(what -> "Invalid network " + file + ": " + what)
                        .toList());
    }

    private static String sentence(String what, String expected) {
        return what + " (expected " + expected + ")";
    }

    @Test
    void whatPyTorchHasWrittenIsReadWithItsNamesInItsOrder() {
        ScriptNetwork mlp = read(Scripts.mlp());
        assertThat(mlp.parameters())
                .containsExactly(
                        new ParameterBlock("1.weight", 32 * 64),
                        new ParameterBlock("1.bias", 32),
                        new ParameterBlock("3.weight", 10 * 32),
                        new ParameterBlock("3.bias", 10));
        assertThat(mlp.draws()).isFalse();
        assertThat(mlp.statisticCount()).isZero();
        ScriptNetwork cnn = read(Scripts.cnn());
        assertThat(cnn.parameters())
                .extracting(ParameterBlock::name)
                .containsExactly("0.weight", "0.bias", "1.weight", "1.bias", "6.weight", "6.bias");
        assertThat(cnn.statisticCount()).as("running_mean and running_var").isEqualTo(2 * 8);
        assertThat(cnn.draws()).isTrue();
    }

    @Test
    void filesThatAreNoTorchScript() throws IOException {
        Path json = Files.writeString(directory.resolve("net.json"), "{\"confs\": []}");
        refuses(json, sentence("no zip archive", SCRIPT + "; JSON is Deeplearning4j's"));
        Path empty = Files.createFile(directory.resolve("empty.pt"));
        refuses(empty, sentence("no zip archive", SCRIPT + "; JSON is Deeplearning4j's"));
        refuses(
                Scripts.stateDict(),
                sentence("PytorchStreamReader failed locating file constants.pkl: file not found", SCRIPT));
        byte[] whole = Files.readAllBytes(Scripts.mlp());
        for (int length : List.of(4, 100, whole.length / 2, whole.length - 1)) {
            Path truncated = Files.write(directory.resolve("truncated.pt"), Arrays.copyOf(whole, length));
            InvalidInputException refused = catchThrowableOfType(InvalidInputException.class, () -> read(truncated));
            assertThat(refused.problems())
                    .singleElement()
                    .asString()
                    .startsWith("Invalid network " + truncated + ": PytorchStreamReader failed")
                    .endsWith("(expected " + SCRIPT + ")");
        }
        Path missing = directory.resolve("missing.pt");
        InvalidInputException refused = catchThrowableOfType(InvalidInputException.class, () -> read(missing));
        assertThat(refused.problems())
                .singleElement()
                .asString()
                .startsWith("Invalid model.file: " + missing + " (expected a readable file: ");
    }

    @Test
    void imagesAndClassesThatDoNotFit() {
        ImageShape photo = new ImageShape(3, 32, 32);
        InvalidInputException refused = catchThrowableOfType(
                InvalidInputException.class,
                () -> ScriptFile.read(Scripts.mlp().toString(), new Configuration(false), photo, 10, 1, 0));
        String start = "Invalid network " + Scripts.mlp()
                + ": RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x3072 and 64x32) in ";
        String end = " mode (expected a function of images [1, 3, 32, 32] to logits [1, 10])";
        assertThat(refused.problems()).containsExactly(start + "training" + end, start + "evaluation" + end);
        refused = catchThrowableOfType(
                InvalidInputException.class,
                () -> ScriptFile.read(Scripts.mlp().toString(), new Configuration(false), DIGIT, 12, 16, 0));
        assertThat(refused.problems())
                .first()
                .asString()
                .endsWith(": output of shape [2, 10] for 2 images in training mode"
                        + " (expected a function of images [2, 1, 8, 8] to logits [2, 12])");
    }

    @Test
    void everythingThatAFlatVectorCannotHoldIsToldAtOnce() throws IOException {
        try (Scripts odd = Scripts.odd()) {
            Path file = odd.parameter("weight", ScalarType.Double, 1, 10, 64)
                    .tied("first", "second", 3)
                    .buffer("half", ScalarType.Half, 3)
                    .buffer("count", ScalarType.Long, 1)
                    .save(directory);
            refuses(
                    file,
                    sentence("parameter weight of Double", "Float, with 32 bits"),
                    sentence("buffer half of Half", "Float, with 32 bits"),
                    sentence("first and second in the same memory", "an array for each"),
                    sentence("no method forward", "one that takes images"));
        }
    }

    @Test
    void modulesWithNothingToTrain() throws IOException {
        try (Scripts odd = Scripts.odd()) {
            refuses(
                    odd.forward(directory, "return torch.flatten(x, 1)"),
                    sentence("no parameters", "some that are trained; torch.jit.freeze leaves none"));
        }
        try (Scripts odd = Scripts.odd()) {
            refuses(
                    odd.frozen("weight", 1, 10, 64).forward(directory, SOFTMAX_REGRESSION),
                    sentence("no parameter that requires a gradient", "at least one that is trained"));
        }
    }

    @Test
    void outputsThatAreNoLogits() throws IOException {
        try (Scripts odd = Scripts.odd()) {
            refuses(
                    odd.parameter("weight", ScalarType.Float, 1, 10, 64).forward(directory, "return (x, self.weight)"),
                    sentence("output of type Tuple in training mode", FUNCTION),
                    sentence("output of type Tuple in evaluation mode", FUNCTION));
        }
        try (Scripts odd = Scripts.odd()) {
            refuses(
                    odd.parameter("weight", ScalarType.Float, 1, 10, 64)
                            .forward(directory, "return torch.flatten(x, 1)[:, :10]"),
                    sentence(
                            "element 0 of tensors does not require grad and does not have a grad_fn in training mode",
                            FUNCTION));
        }
    }

    @Test
    void drawsAreFoundWhereverTheyAre() throws IOException {
        try (Scripts odd = Scripts.odd()) {
            Path file = odd.parameter("weight", ScalarType.Float, 1, 10, 64)
                    .forward(
                            directory,
                            "if self.training:",
                            "    for i in range(2):",
                            "        x = x + torch.rand_like(x)",
                            SOFTMAX_REGRESSION);
            assertThat(read(file).draws()).isTrue();
        }
        try (Scripts odd = Scripts.odd()) {
            Path file = odd.parameter("weight", ScalarType.Float, 1, 10, 64).forward(directory, SOFTMAX_REGRESSION);
            assertThat(read(file).draws()).isFalse();
        }
    }
}
