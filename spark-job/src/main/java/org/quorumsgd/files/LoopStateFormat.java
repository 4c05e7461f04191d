package org.quorumsgd.files;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.quorumsgd.coupling.Judgement;
import org.quorumsgd.ensemble.LoopState;
import org.quorumsgd.quorum.QuorumState;
import org.quorumsgd.run.CheckpointState;
import org.quorumsgd.schedule.Plateau;
import org.quorumsgd.vector.Vector;

/** The numbers of a {@link LoopState} as a checkpoint's {@code state.json} has them; its vectors are files of their own. */
final class LoopStateFormat {
    private static final String QUORUM = "quorum.npy";
    private static final String QUORUM_RATE = "quorum-rate.npy";
    private static final String AVERAGE = "average.npy";

    private LoopStateFormat() {}

    static Map<String, Vector> vectors(LoopState state) {
        return Map.of(
                QUORUM, state.quorum().quorum(), QUORUM_RATE, state.quorum().rate(), AVERAGE, state.average());
    }

    static boolean isOfDriver(String name) {
        return name.equals(QUORUM) || name.equals(QUORUM_RATE) || name.equals(AVERAGE);
    }

    static CheckpointState write(
            LoopState state,
            long steps,
            String experimentSha256,
            Map<String, String> vectors,
            Map<String, String> rows) {
        List<CheckpointState.AgentPlateau> plateaus = state.plateaus().stream()
                .map(each -> new CheckpointState.AgentPlateau(each.reference(), each.stalled(), each.divisions()))
                .toList();
        return new CheckpointState(
                state.rounds(),
                steps,
                plateaus.size(),
                state.averaged(),
                plateaus,
                state.judgement().step(),
                state.judgement().measures(),
                experimentSha256,
                vectors,
                rows,
                null,
                null);
    }

    /** @param vectors by the names of their files */
    static LoopState read(CheckpointState state, Function<String, Vector> vectors) {
        QuorumState quorum = new QuorumState(vectors.apply(QUORUM), vectors.apply(QUORUM_RATE));
        return read(state, quorum, vectors.apply(AVERAGE));
    }

    static LoopState read(CheckpointState state, QuorumState quorum, Vector average) {
        return new LoopState(
                state.rounds(),
                quorum,
                average,
                state.averaged(),
                state.plateaus().stream()
                        .map(each -> new Plateau.State(each.reference(), each.stalled(), each.divisions()))
                        .toList(),
                new Judgement(state.judgedAtStep(), state.success()));
    }
}
