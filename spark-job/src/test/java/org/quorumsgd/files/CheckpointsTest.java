package org.quorumsgd.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.asynchronous.AgentMemory;
import org.quorumsgd.asynchronous.AsynchronousLoop;
import org.quorumsgd.asynchronous.AsynchronousQsgd;
import org.quorumsgd.asynchronous.AsynchronousRules;
import org.quorumsgd.asynchronous.AsynchronousState;
import org.quorumsgd.asynchronous.ExponentialServiceTimes;
import org.quorumsgd.asynchronous.LocalAsynchronousEnsemble;
import org.quorumsgd.asynchronous.ScaledServiceTimes;
import org.quorumsgd.asynchronous.Server;
import org.quorumsgd.asynchronous.ServiceTimes;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.coupling.Judgement;
import org.quorumsgd.decentralized.DecentralizedState;
import org.quorumsgd.decentralized.Parcel;
import org.quorumsgd.ensemble.LoopState;
import org.quorumsgd.ensemble.Reporting;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.problem.NoisyQuadratic;
import org.quorumsgd.quorum.QuorumState;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.TableReader;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.Plateau;
import org.quorumsgd.vector.HeapVector;

final class CheckpointsTest {
    private static final String EXPERIMENT = "e".repeat(64);

    @TempDir
    private Path directory;

    @Test
    void aLoopStateComesBackWithEveryNumberThatItHad() throws IOException {
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
        Checkpoints checkpoints = run().checkpoints(EXPERIMENT, 2);
        checkpoints.commit(checkpoints.begin(), 14, state, Map.of(), Map.of());
        assertThat(checkpoints.newestIntact()).hasValueSatisfying(checkpoint -> {
            assertThat(checkpoint.state()).isEqualTo(state);
            assertThat(checkpoint.steps()).isEqualTo(14);
        });
    }

    /** With a work in hand that is pulled to something, a server with momentum, and an agent that has not committed yet. */
    @Test
    void anAsynchronousStateComesBackWithEveryNumberAndVectorThatItHad() throws IOException {
        AgentRules rules = new AgentRules(new Nesterov(0.9), new ConstantSchedule(0.05));
        ServiceTimes times =
                new ScaledServiceTimes(new ExponentialServiceTimes(new RandomStreams(8)), List.of(1.0, 1.0, 1000.0));
        AsynchronousRules asynchronous = new AsynchronousRules(
                new AsynchronousQsgd(3, new ConstantSchedule(2), new ConstantSchedule(0.05)),
                times,
                List.of(1.0, 0.5, 1.0),
                Reporting.QUORUM);
        AsynchronousLoop loop = new AsynchronousLoop(
                new LocalAsynchronousEnsemble(new NoisyQuadratic(new RandomStreams(3), 7, 1, 2, 8, 1, 0.25), 3, rules),
                rules,
                asynchronous,
                2);
        for (int round = 0; round < 5; round++) {
            loop.advance();
        }
        AsynchronousState state = loop.state();
        Server server = new Server(
                state.server().centre(),
                HeapVector.of(1, -0f),
                5_000_000_000L,
                state.server().largestStaleness(),
                Collections.nCopies(3, new AgentMemory(HeapVector.of(1, 2), HeapVector.of(-0f))));
        AsynchronousState written =
                new AsynchronousState(state.rounds(), server, state.average(), state.agents(), state.time());
        Checkpoints checkpoints = run().checkpoints(EXPERIMENT, 2);
        checkpoints.commit(checkpoints.begin(), 14, written, Map.of(), Map.of());
        assertThat(checkpoints.newestIntact())
                .hasValueSatisfying(checkpoint -> assertThat(checkpoint.state())
                        .usingRecursiveComparison()
                        .withComparatorForType(Double::compare, Double.class)
                        .withComparatorForType(Float::compare, Float.class)
                        .ignoringFields("agents.report.place")
                        .isEqualTo(written));
        assertThat(Double.isNaN(written.agents().get(2).report().trainLoss())).isTrue();
        Path signal = directory.resolve("run/checkpoints/round-000000005/agent-00001-signal.npy");
        Files.delete(signal);
        assertThat(checkpoints.newestIntact()).as("one without its signal").isEmpty();
    }

    /** With parcels that are under way on many links and wait for many agents: each is written once. */
    @Test
    void aStateWithoutAServerComesBackWithEveryNumberAndVectorThatItHad() throws IOException {
        DecentralizedState state = DecentralizedStates.ofARing();
        Set<Parcel> parcels = Collections.newSetFromMap(new IdentityHashMap<>());
        state.network().underWay().forEach(delivery -> parcels.add(delivery.parcel()));
        state.network().inboxes().forEach(parcels::addAll);
        assertThat(parcels).hasSizeLessThan(state.network().underWay().size());
        assertThat(state.network().inboxes()).anyMatch(inbox -> !inbox.isEmpty());
        Checkpoints checkpoints = run().checkpoints(EXPERIMENT, 2);
        checkpoints.commit(checkpoints.begin(), 14, state, Map.of(), Map.of());
        Path directoryOfState = directory.resolve("run/checkpoints/round-000000005");
        try (Stream<Path> files = Files.list(directoryOfState)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("parcel-")))
                    .hasSameSizeAs(parcels);
        }
        assertThat(checkpoints.newestIntact())
                .hasValueSatisfying(checkpoint -> assertThat(checkpoint.state())
                        .usingRecursiveComparison()
                        .withComparatorForType(Double::compare, Double.class)
                        .withComparatorForType(Float::compare, Float.class)
                        .ignoringFields("agents.replica.report.place")
                        .isEqualTo(state));
        Files.delete(directoryOfState.resolve("parcel-00000.npy"));
        assertThat(checkpoints.newestIntact()).as("one without a parcel").isEmpty();
    }

    @Test
    void aCheckpointWhoseNumbersWereChangedIsPassedOver() throws IOException {
        Checkpoints checkpoints = run().checkpoints(EXPERIMENT, 2);
        checkpoints.commit(checkpoints.begin(), 14, state(7), Map.of(), Map.of());
        checkpoints.commit(checkpoints.begin(), 16, state(8), Map.of(), Map.of());
        Path newest = directory.resolve("run/checkpoints/round-000000008/state.json");
        Files.writeString(newest, Files.readString(newest).replace("16", "17"));
        assertThat(checkpoints.newestIntact())
                .hasValueSatisfying(checkpoint -> assertThat(checkpoint.steps()).isEqualTo(14));
    }

    @Test
    void vectorsThatAreNotBesideTheirStateArePassedOver() throws IOException {
        Checkpoints checkpoints = run().checkpoints(EXPERIMENT, 2);
        checkpoints.commit(checkpoints.begin(), 14, state(7), Map.of(), Map.of());
        for (String name : List.of("../x.npy", "", "a:b.npy", "/etc/passwd")) {
            checkpoints.commit(checkpoints.begin(), 16, state(8), Map.of(name, "0".repeat(64)), Map.of());
            assertThat(checkpoints.newestIntact())
                    .hasValueSatisfying(
                            checkpoint -> assertThat(checkpoint.steps()).isEqualTo(14));
        }
    }

    @Test
    void checkpointsThatCannotBeListedAreNotTakenForNone() throws IOException {
        Checkpoints checkpoints = run().checkpoints(EXPERIMENT, 2);
        assertThat(checkpoints.newestIntact()).isEmpty();
        Path file = Files.writeString(directory.resolve("run/checkpoints"), "not a directory");
        assertThatThrownBy(checkpoints::newestIntact)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("Invalid checkpoints of the run to resume: ")
                .hasMessageEndingWith(file + " (expected a directory that can be read: not a directory)");
        assertThatThrownBy(checkpoints::begin).isInstanceOf(UnwrittenException.class);
    }

    @Test
    void theNewestFewAreKept() throws IOException {
        Checkpoints checkpoints = run().checkpoints(EXPERIMENT, 3);
        for (int round = 1; round <= 5; round++) {
            checkpoints.commit(checkpoints.begin(), 2L * round, state(round), Map.of(), Map.of());
        }
        try (Stream<Path> kept = Files.list(directory.resolve("run/checkpoints"))) {
            assertThat(kept.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("round-000000003", "round-000000004", "round-000000005");
        }
    }

    @Test
    void theOneThatARunGoesOnFromIsKept() throws IOException {
        Checkpoints checkpoints = run().checkpoints(EXPERIMENT, 1);
        checkpoints.commit(checkpoints.begin(), 2, state(1), Map.of(), Map.of());
        assertThat(checkpoints.newestIntact()).isPresent();
        checkpoints.commit(checkpoints.begin(), 4, state(2), Map.of(), Map.of());
        checkpoints.commit(checkpoints.begin(), 6, state(3), Map.of(), Map.of());
        try (Stream<Path> kept = Files.list(directory.resolve("run/checkpoints"))) {
            assertThat(kept.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("round-000000001", "round-000000003");
        }
    }

    @Test
    void theCheckpointOfAnotherExperimentIsPassedOver() throws IOException {
        RunDirectory run = run();
        Checkpoints own = run.checkpoints(EXPERIMENT, 2);
        own.commit(own.begin(), 14, state(7), Map.of(), Map.of());
        Checkpoints foreign = run.checkpoints("f".repeat(64), 2);
        foreign.commit(foreign.begin(), 16, state(8), Map.of(), Map.of());
        assertThat(own.newestIntact())
                .hasValueSatisfying(checkpoint -> assertThat(checkpoint.steps()).isEqualTo(14));
    }

    @Test
    void aCheckpointHasTheRowsUpToItsRoundWhateverTheCsvHas() throws IOException {
        RunDirectory run = run();
        Checkpoints checkpoints = run.checkpoints(EXPERIMENT, 2);
        try (CheckpointedTable table = new CheckpointedTable(run, checkpoints, RoundsTable.SCHEMA, Optional.empty())) {
            table.append(row(1));
            table.append(row(2));
            checkpoints.commit(checkpoints.begin(), 4, state(2), Map.of(), table.save(2));
            table.append(row(3));
            checkpoints.commit(checkpoints.begin(), 6, state(3), Map.of(), table.save(3));
            table.append(row(4));
        }
        Files.delete(directory.resolve("run/rounds.csv"));
        try (CheckpointedTable resumed =
                new CheckpointedTable(run, checkpoints, RoundsTable.SCHEMA, checkpoints.newestIntact())) {
            assertThat(resumed.lastKept()).hasValue(row(3));
            resumed.append(row(4));
            checkpoints.commit(checkpoints.begin(), 8, state(4), Map.of(), resumed.save(4));
        }
        assertThat(TableReader.readAll(
                        "rounds.csv", Files.newInputStream(directory.resolve("run/rounds.csv")), RoundsTable.SCHEMA))
                .containsExactly(row(1), row(2), row(3), row(4));
        assertThat(checkpoints.newestIntact().map(found -> found.rows().size())).hasValue(3);
    }

    @Test
    void aCheckpointWithDamagedRowsIsPassedOver() throws IOException {
        RunDirectory run = run();
        Checkpoints checkpoints = run.checkpoints(EXPERIMENT, 2);
        try (CheckpointedTable table = new CheckpointedTable(run, checkpoints, RoundsTable.SCHEMA, Optional.empty())) {
            table.append(row(1));
            checkpoints.commit(checkpoints.begin(), 2, state(1), Map.of(), table.save(1));
            table.append(row(2));
            checkpoints.commit(checkpoints.begin(), 4, state(2), Map.of(), table.save(2));
        }
        Files.writeString(
                directory.resolve("run/checkpoints/rows/rounds-000000002-000000002.csv"),
                "2",
                StandardOpenOption.APPEND);
        assertThat(checkpoints.newestIntact())
                .hasValueSatisfying(checkpoint -> assertThat(checkpoint.steps()).isEqualTo(2));
    }

    private RunDirectory run() throws IOException {
        return RunDirectory.create(new Configuration(), directory.toString(), "run");
    }

    private static Row row(long round) {
        return RoundsTable.SCHEMA.row().set(RoundsTable.ROUND, round).set(RoundsTable.TRAIN_LOSS, 1.0 / round);
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
