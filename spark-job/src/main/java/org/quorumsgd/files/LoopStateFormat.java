package org.quorumsgd.files;

import java.util.List;
import java.util.Map;
import org.quorumsgd.coupling.Judgement;
import org.quorumsgd.ensemble.LoopState;
import org.quorumsgd.quorum.QuorumState;
import org.quorumsgd.run.CheckpointState;
import org.quorumsgd.schedule.Plateau;
import org.quorumsgd.vector.Vector;

/** The numbers of a {@link LoopState} as a checkpoint's {@code state.json} has them; its vectors are files of their own. */
final class LoopStateFormat {
    private LoopStateFormat() {}

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
                rows);
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
