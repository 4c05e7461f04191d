package org.quorumsgd.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
}
