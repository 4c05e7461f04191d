package org.quorumsgd.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.coupling.Judgement;
import org.quorumsgd.ensemble.LoopState;
import org.quorumsgd.quorum.QuorumState;
import org.quorumsgd.schedule.Plateau;
import org.quorumsgd.vector.HeapVector;

final class CheckpointsTest {
    @Test
    void aLoopStateComesBackWithEveryNumberThatItHad(@TempDir Path directory) throws IOException {
        LoopState state = new LoopState(
                7,
                new QuorumState(HeapVector.of(1, -0f, 1e-40f), HeapVector.of(3, 4, 5)),
                HeapVector.of(6, 7, 8),
                5_000_000_000L,
                List.of(
                        Plateau.State.START,
                        new Plateau.State(1.0 / 3, 2, 1),
                        new Plateau.State(Double.MIN_VALUE, 0, 3)),
                new Judgement(13, List.of(0.1, Double.NaN, Double.POSITIVE_INFINITY)));
        Checkpoints checkpoints = RunDirectory.create(new Configuration(), directory.toString(), "run")
                .checkpoints();
        checkpoints.commit(checkpoints.begin(), 14, state, Map.of());
        assertThat(checkpoints.newestIntact()).hasValueSatisfying(checkpoint -> {
            assertThat(checkpoint.state()).isEqualTo(state);
            assertThat(checkpoint.steps()).isEqualTo(14);
        });
    }

    @Test
    void aCheckpointWhoseNumbersWereChangedIsPassedOver(@TempDir Path directory) throws IOException {
        Checkpoints checkpoints = RunDirectory.create(new Configuration(), directory.toString(), "run")
                .checkpoints();
        checkpoints.commit(checkpoints.begin(), 14, state(7), Map.of());
        checkpoints.commit(checkpoints.begin(), 16, state(8), Map.of());
        Path newest = directory.resolve("run/checkpoints/round-000000008/state.json");
        Files.writeString(newest, Files.readString(newest).replace("16", "17"));
        assertThat(checkpoints.newestIntact())
                .hasValueSatisfying(checkpoint -> assertThat(checkpoint.steps()).isEqualTo(14));
    }

    @Test
    void vectorsThatAreNotBesideTheirStateArePassedOver(@TempDir Path directory) throws IOException {
        Checkpoints checkpoints = RunDirectory.create(new Configuration(), directory.toString(), "run")
                .checkpoints();
        checkpoints.commit(checkpoints.begin(), 14, state(7), Map.of());
        for (String name : List.of("../x.npy", "", "a:b.npy", "/etc/passwd")) {
            checkpoints.commit(checkpoints.begin(), 16, state(8), Map.of(name, "0".repeat(64)));
            assertThat(checkpoints.newestIntact())
                    .hasValueSatisfying(
                            checkpoint -> assertThat(checkpoint.steps()).isEqualTo(14));
        }
    }

    @Test
    void checkpointsThatCannotBeListedAreNotTakenForNone(@TempDir Path directory) throws IOException {
        Checkpoints checkpoints = RunDirectory.create(new Configuration(), directory.toString(), "run")
                .checkpoints();
        assertThat(checkpoints.newestIntact()).isEmpty();
        Path file = Files.writeString(directory.resolve("run/checkpoints"), "not a directory");
        assertThatThrownBy(checkpoints::newestIntact)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("Invalid checkpoints of the run to resume: ")
                .hasMessageEndingWith(file + " (expected a directory that can be read: not a directory)");
        assertThatThrownBy(checkpoints::begin).isInstanceOf(UnwrittenException.class);
    }

    private static LoopState state(int rounds) {
        return new LoopState(
                rounds,
                new QuorumState(HeapVector.of(1), HeapVector.of(3)),
                HeapVector.of(6),
                1,
                List.of(Plateau.State.START),
                new Judgement(0, List.of()));
    }
}
