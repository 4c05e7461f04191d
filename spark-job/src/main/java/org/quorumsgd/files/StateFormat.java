package org.quorumsgd.files;

import java.util.Map;
import java.util.function.Function;
import org.quorumsgd.asynchronous.AsynchronousState;
import org.quorumsgd.decentralized.DecentralizedState;
import org.quorumsgd.ensemble.LoopState;
import org.quorumsgd.ensemble.TrainingState;
import org.quorumsgd.run.AsynchronousNumbers;
import org.quorumsgd.run.CheckpointState;
import org.quorumsgd.run.DecentralizedNumbers;
import org.quorumsgd.vector.Vector;

/** A loop's state as a checkpoint has it: of agents that go round together, or each in its own time, or without a server. */
final class StateFormat {
    private StateFormat() {}

    /** The driver's vectors, by the names of their files. */
    static Map<String, Vector> vectors(TrainingState state) {
        if (state instanceof AsynchronousState asynchronous) {
            return AsynchronousStateFormat.vectors(asynchronous);
        }
        return state instanceof DecentralizedState decentralized
                ? DecentralizedStateFormat.vectors(decentralized)
                : LoopStateFormat.vectors((LoopState) state);
    }

    /** @param vectors all of them, those that the agents wrote included, with their hashes */
    static CheckpointState write(
            TrainingState state,
            long steps,
            String experimentSha256,
            Map<String, String> vectors,
            Map<String, String> rows) {
        if (state instanceof AsynchronousState asynchronous) {
            return AsynchronousStateFormat.write(asynchronous, steps, experimentSha256, vectors, rows);
        }
        return state instanceof DecentralizedState decentralized
                ? DecentralizedStateFormat.write(decentralized, steps, experimentSha256, vectors, rows)
                : LoopStateFormat.write((LoopState) state, steps, experimentSha256, vectors, rows);
    }

    /** Whether the driver needs a vector to go on; the others agents read themselves. */
    static boolean isOfDriver(CheckpointState state, String name) {
        return state.asynchronous() != null || state.decentralized() != null || LoopStateFormat.isOfDriver(name);
    }

    /** @param vectors those of the driver, by the names of their files */
    static TrainingState read(CheckpointState state, Function<String, Vector> vectors) {
        AsynchronousNumbers asynchronous = state.asynchronous();
        DecentralizedNumbers decentralized = state.decentralized();
        if (asynchronous != null) {
            return AsynchronousStateFormat.read(state, asynchronous, vectors);
        }
        return decentralized != null
                ? DecentralizedStateFormat.read(state, decentralized, vectors)
                : LoopStateFormat.read(state, vectors);
    }
}
