package org.quorumsgd.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.asynchronous.AsynchronousLoop;
import org.quorumsgd.asynchronous.AsynchronousQsgd;
import org.quorumsgd.asynchronous.AsynchronousRules;
import org.quorumsgd.asynchronous.AsynchronousState;
import org.quorumsgd.asynchronous.ExponentialServiceTimes;
import org.quorumsgd.asynchronous.LocalAsynchronousEnsemble;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.coupling.Judgement;
import org.quorumsgd.ensemble.LoopState;
import org.quorumsgd.ensemble.Reporting;
import org.quorumsgd.ensemble.TrainingState;
import org.quorumsgd.fuzz.Fuzzing;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.quorum.QuorumState;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.run.CheckpointState;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.Plateau;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

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

    @Test
    void asynchronousStatesAreReadOrRefused() throws Exception {
        statesAreReadOrRefused("state.json, asynchronous", asynchronousState());
    }

    @Test
    void statesWithoutAServerAreReadOrRefused() throws Exception {
        statesAreReadOrRefused("state.json, without a server", DecentralizedStates.ofARing());
    }

    /** What is read is written again as what was read, and means the same. */
    private static void statesAreReadOrRefused(String name, TrainingState good) throws Exception {
        byte[] json =
                StateFormat.write(good, 10, EXPERIMENT, Map.of(), Map.of()).toJson();
        Function<String, Vector> vectors = file -> HeapVector.of(1, 2, 3);
        new Fuzzing(name, MOST_BYTES, List.of(json)).withstoodBy(input -> {
            CheckpointState read = CheckpointState.fromJson("state.json", input);
            TrainingState state = StateFormat.read(read, vectors);
            CheckpointState written =
                    StateFormat.write(state, read.steps(), read.experimentSha256(), read.vectors(), read.rows());
            CheckpointState again = CheckpointState.fromJson("again", written.toJson());
            assertThat(StateFormat.read(again, vectors).rounds()).isEqualTo(state.rounds());
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"due\" : [0-9.]+ | \"due\" : -1 | Invalid due of agent 0: -1.0 (expected a finite number of at least 0)",
                "\"due\" : [0-9.]+ | \"due\" : \"NaN\" | Invalid due of agent 0: NaN (expected a finite number of at least 0)",
                "\"contained\" : \\[ [0-9]+ | \"contained\" : [ 0 | Invalid contained of agent 0 of its own: 0 (expected its steps)",
                "\"contained\" : \\[ | \"contained\" : [ 0, | Invalid length of contained of agent 0: 6 (expected 5)",
                "\"contained\" : \\[ [0-9]+, [0-9]+ | \"contained\" : [ 1, -1 | Invalid number in contained of agent 0: -1 (expected at least 0)",
                "\"summed\" : [0-9]+ | \"summed\" : -1 | Invalid summed of agent 0: -1 (expected 0 to its steps)",
                "\"agents\" : 5 | \"agents\" : 6 | Invalid number of agents: 5 (expected 6, at least 1)",
                "\"averaged\" : [0-9]+ | \"averaged\" : 0 | Invalid averaged: 0 (expected at least 1)",
                "\"origin\" : [0-9]+ | \"origin\" : 5 | Invalid origin of a parcel: 5 (expected at least 0 and below 5)",
                "\"from\" : [0-9]+ | \"from\" : -1 | Invalid from in under_way: -1 (expected at least 0 and below 5)",
                "\"to\" : [0-9]+ | \"to\" : 9 | Invalid to in under_way: 9 (expected at least 0 and below 5)",
                "\"time\" : [0-9.]+ | \"time\" : 1e300 | Invalid time in under_way: .* (expected not below the one before it)",
                "\"time\" : [0-9.]+ | \"time\" : \"Infinity\" | Invalid time in under_way: Infinity (expected a finite number of at least 0)",
                "\"parcel\" : [0-9]+ | \"parcel\" : 1000 | Invalid parcel in under_way: 1000 (expected at least 0 and below [0-9]+)",
                "\"inboxes\" : \\[ | \"inboxes\" : [ [ 1000 ], | Invalid length of inboxes: 6 (expected 5)",
                "\"known\" : \\[ \\[ | \"known\" : [ [ 7, | Invalid length of a row of known: 6 (expected 5)",
                "\"carried\" : \\[ \\[ [0-9]+ | \"carried\" : [ [ -3 | Invalid number in carried: -3 (expected at least 0)",
            })
    void numbersThatNoLoopHasAreRefusedInOneLine(String good, String bad, String line) {
        String json = new String(
                StateFormat.write(DecentralizedStates.ofARing(), 10, EXPERIMENT, Map.of(), Map.of())
                        .toJson(),
                StandardCharsets.UTF_8);
        String damaged = json.replaceFirst(good, Matcher.quoteReplacement(bad));
        assertThat(damaged).isNotEqualTo(json);
        CheckpointState read = CheckpointState.fromJson("state.json", damaged.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> StateFormat.read(read, file -> HeapVector.of(1, 2, 3)))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        refused -> assertThat(refused.problems())
                                .singleElement()
                                .asString()
                                .matches(line.replace("(", "\\(").replace(")", "\\)")));
    }

    private static AsynchronousState asynchronousState() {
        AgentRules rules = new AgentRules(new Nesterov(0.9), new ConstantSchedule(0.05));
        AsynchronousLoop loop = new AsynchronousLoop(
                new LocalAsynchronousEnsemble(new NoisyQuadratic(new RandomStreams(3), 7, 1, 2, 8, 1, 0), 3, rules),
                rules,
                new AsynchronousRules(
                        new AsynchronousQsgd(3, new ConstantSchedule(2), new ConstantSchedule(0.05)),
                        new ExponentialServiceTimes(new RandomStreams(8)),
                        List.of(1.0, 0.5, 1.0),
                        Reporting.QUORUM),
                2);
        for (int round = 0; round < 5; round++) {
            loop.advance();
        }
        return loop.state();
    }
}
