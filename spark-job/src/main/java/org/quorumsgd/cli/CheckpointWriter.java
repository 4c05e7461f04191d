package org.quorumsgd.cli;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.quorumsgd.ensemble.Ensemble;
import org.quorumsgd.ensemble.QuorumLoop;
import org.quorumsgd.files.Checkpoints;
import org.quorumsgd.files.UnwrittenException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the checkpoints of a run: the agents where they live, the rest here. */
final class CheckpointWriter {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointWriter.class);

    private final Checkpoints checkpoints;
    private int lastSaved;

    /** @param roundsBefore rounds of the checkpoint that the run goes on from; 0 for none */
    CheckpointWriter(Checkpoints checkpoints, int roundsBefore) {
        this.checkpoints = checkpoints;
        this.lastSaved = roundsBefore;
    }

    /** Writes one; where that fails the run goes on with the one before, and the log names what could not be written. */
    void trySave(QuorumLoop loop, Ensemble ensemble, RunTables tables) {
        try {
            save(loop, ensemble, tables);
        } catch (IOException e) {
            LOG.warn(
                    "No checkpoint after round {}, the run goes on; --resume would begin after round {}. {}",
                    loop.rounds(),
                    lastSaved,
                    e.getMessage());
        }
    }

    /** @throws IOException when it cannot be written; nothing of it is left then */
    void save(QuorumLoop loop, Ensemble ensemble, RunTables tables) throws IOException {
        try {
            String begun = checkpoints.begin();
            Map<String, String> vectors = new TreeMap<>();
            for (SaveAgent.Saved saved : ensemble.ask("checkpoint", new SaveAgent(begun))) {
                if (!saved.failure().isEmpty()) {
                    throw new UnwrittenException(saved.failure());
                }
                vectors.putAll(saved.hashes());
            }
            checkpoints.commit(begun, loop.step(), loop.state(), vectors, tables.save(loop.rounds()));
            lastSaved = loop.rounds();
        } catch (IOException e) {
            checkpoints.discard();
            throw e;
        }
    }
}
