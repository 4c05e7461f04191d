package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.run.LayersTable;
import org.quorumsgd.run.QuorumHash;
import org.quorumsgd.torch.Scripts;

/** A module of PyTorch, given as a file and trained on digits. */
final class ScriptRunTest {
    private static final String DIGITS = """
            seed = 3
            agents = 2
            batch-size = 32
            epochs = 8
            coupling.gain = 2
            learning-rate.initial = 0.1
            evaluation.every-epochs = 8
            """;

    @TempDir
    private Path directory;

    @Test
    void itIsTrainedAsThePresetIsAndGivenBackAsAModule() throws IOException {
        Path file = Files.copy(Scripts.mlp(), directory.resolve("net.pt"));
        String script = "model { backend = torch, file = \"" + file + "\" }\n";
        RunFiles trained = train("script", DIGITS + script);
        double preset = error(train("preset", DIGITS + "model { preset = mlp, hidden = [32] }\n"));
        // of 360 test images; PyTorch starts elsewhere, so the two differ by chance: six deviations of one error rate
        // of 0.1
        assertThat(preset).isLessThan(0.15);
        assertThat(error(trained))
                .isLessThan(preset + 6 * Math.sqrt(0.1 * 0.9 / 360))
                .isLessThan(0.15);

        assertThat(trained.names()).contains("model.pt", "quorum.npy").doesNotContain("model.zip");
        assertThat(trained.manifest().dataSha256())
                .containsEntry(file.toString(), QuorumHash.sha256(Files.readAllBytes(file)));
        assertThat(trained.rows(LayersTable.SCHEMA))
                .extracting(row -> row.text(LayersTable.BLOCK))
                .contains("1.weight", "1.bias", "3.weight", "3.bias");

        Path again = directory.resolve("again.conf");
        String model = script.replace(
                file.toString(), directory.resolve("script/model.pt").toString());
        Files.writeString(again, DIGITS + "rounds = 1, learning-rate.initial = 1e-30\n" + model);
        InProcess command =
                InProcess.run("train", again.toString(), "--out", directory.toString(), "--run-id", "again");
        assertThat(command.exitCode()).as("%s", command).isZero();
        assertThat(new RunFiles(directory.resolve("again")).quorum()).isEqualTo(trained.quorum());
    }

    private RunFiles train(String id, String text) throws IOException {
        Path configuration = Files.writeString(directory.resolve(id + ".conf"), text);
        InProcess command =
                InProcess.run("train", configuration.toString(), "--out", directory.toString(), "--run-id", id);
        assertThat(command.exitCode()).as("%s", command).isZero();
        return new RunFiles(directory.resolve(id));
    }

    private static double error(RunFiles run) {
        return Objects.requireNonNull(run.summary().testError());
    }
}
