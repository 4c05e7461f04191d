package org.quorumsgd.files;

import java.util.Map;
import java.util.function.Function;
import org.quorumsgd.asynchronous.AsynchronousState;
import org.quorumsgd.ensemble.LoopState;
import org.quorumsgd.ensemble.TrainingState;
import org.quorumsgd.run.AsynchronousNumbers;
import org.quorumsgd.run.CheckpointState;
import org.quorumsgd.vector.Vector;

/** A loop's state as a checkpoint has it: of agents that go round together, or each in its own time. */
final class StateFormat {
    private StateFormat() {}

    /** The driver's vectors, by the names of their files. */
    static Map<String, Vector> vectors(TrainingState state) {
        return state instanceof AsynchronousState asynchronous
                ? AsynchronousStateFormat.vectors(asynchronous)
                : LoopStateFormat.vectors((LoopState) state);
    }

    /** @param vectors all of them, those that the agents wrote included, with their hashes */
    static CheckpointState write(
            TrainingState state,
            long steps,
            String experimentSha256,
            Map<String, String> vectors,
            Map<String, String> rows) {
        return state instanceof AsynchronousState asynchronous
                ? AsynchronousStateFormat.write(asynchronous, steps, experimentSha256, vectors, rows)
                : LoopStateFormat.write((LoopState) state, steps, experimentSha256, vectors, rows);
    }

    /** Whether the driver needs a vector to go on; the others agents read themselves. */
    static boolean isOfDriver(CheckpointState state, String name) {
        return state.asynchronous() != null || LoopStateFormat.isOfDriver(name);
    }

    /** @param vectors those of the driver, by the names of their files */
    static TrainingState read(CheckpointState state, Function<String, Vector> vectors) {
        AsynchronousNumbers asynchronous = state.asynchronous();
        return asynchronous != null
                ? AsynchronousStateFormat.read(state, asynchronous, vectors)
                : LoopStateFormat.read(state, vectors);
    }
}
