package org.quorumsgd.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.coupling.Judgement;
import org.quorumsgd.ensemble.LoopState;
import org.quorumsgd.fuzz.Fuzzing;
import org.quorumsgd.quorum.QuorumState;
import org.quorumsgd.run.CheckpointState;
import org.quorumsgd.schedule.Plateau;
import org.quorumsgd.vector.HeapVector;

/** A damaged checkpoint is never taken for an intact one: it is passed over, or it gives the state that was written. */
class CheckpointFuzzTest {
    private static final long MOST_BYTES = 32 << 20;
    private static final Configuration HADOOP = new Configuration();
    private static final String EXPERIMENT = "e".repeat(64);
    private static final AgentState AGENT =
            new AgentState(0, 14, HeapVector.of(1, 2, 3), HeapVector.of(4, 5, 6), HeapVector.of());
    private static final LoopState STATE = new LoopState(
            7,
            new QuorumState(HeapVector.of(1, -0f, 1e-40f), HeapVector.of(3, 4, 5)),
            HeapVector.of(6, 7, 8),
            5_000_000_000L,
            List.of(Plateau.State.START),
            new Judgement(13, List.of(0.1)));

    @TempDir
    private Path parent;

    private RunDirectory run;
    private Path checkpoint;

    @BeforeEach
    void writeACheckpoint() throws Exception {
        run = RunDirectory.create(HADOOP, parent.toString(), "run");
        Checkpoints checkpoints = run.checkpoints(EXPERIMENT, 2);
        String begun = checkpoints.begin();
        Map<String, String> hashes = new TreeMap<>(AgentStateFiles.write(HADOOP, begun, AGENT));
        checkpoints.commit(begun, 14, STATE, hashes, Map.of());
        checkpoint = Path.of(run.path().toUri()).resolve("checkpoints/round-000000007");
    }

    @Test
    void aDamagedFileOfACheckpointIsFound() throws Exception {
        List<Path> files = new ArrayList<>();
        try (var listed = Files.list(checkpoint)) {
            listed.sorted().forEach(files::add);
        }
        List<byte[]> good = new ArrayList<>();
        for (Path file : files) {
            good.add(Files.readAllBytes(file));
        }
        int[] turn = {0};
        new Fuzzing("checkpoint", MOST_BYTES, good).withstoodBy(input -> {
            int damaged = turn[0]++ % files.size();
            for (int i = 0; i < files.size(); i++) {
                Files.write(files.get(i), i == damaged ? input : good.get(i));
            }
            Optional<Checkpoint> found = run.checkpoints(EXPERIMENT, 2).newestIntact();
            if (found.isEmpty()) {
                throw InvalidInputException.of("passed over");
            }
            assertThat(found.get().state()).isEqualTo(STATE);
            assertThat(found.get().steps()).isEqualTo(14);
            AgentState agent = AgentStateFiles.read(HADOOP, found.get().directory(), 0, 14);
            assertThat(agent.position()).isEqualTo(AGENT.position());
            assertThat(agent.velocity()).isEqualTo(AGENT.velocity());
        });
    }

    @Test
    void agentVectorsAreReadOrRefused() throws Exception {
        Path file = checkpoint.resolve("agent-00000-position.npy");
        new Fuzzing("agent state", MOST_BYTES, List.of(Files.readAllBytes(file))).withstoodBy(input -> {
            Files.write(file, input);
            AgentStateFiles.read(HADOOP, checkpoint.toString(), 0, 14);
        });
    }

    @Test
    void loopStatesAreReadOrRefused() throws Exception {
        byte[] json = Files.readAllBytes(checkpoint.resolve("state.json"));
        new Fuzzing("state.json", MOST_BYTES, List.of(json)).withstoodBy(input -> {
            CheckpointState read = CheckpointState.fromJson("state.json", input);
            LoopState state = LoopStateFormat.read(read, STATE.quorum(), STATE.average());
            CheckpointState written =
                    LoopStateFormat.write(state, read.steps(), read.experimentSha256(), read.vectors(), read.rows());
            assertThat(new String(written.toJson(), StandardCharsets.UTF_8)).contains("\"rounds\" : " + read.rounds());
        });
    }
}
