package org.quorumsgd.cli;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.quorumsgd.ensemble.Ensemble;
import org.quorumsgd.ensemble.TrainingLoop;
import org.quorumsgd.files.Checkpoints;
import org.quorumsgd.files.UnwrittenException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the checkpoints of a run: agents that keep their states where they live, the rest here. */
final class CheckpointWriter {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointWriter.class);

    /** Lets agents write their states. */
    private interface AgentWriter {
        /** Answers with the files and their hashes. */
        Map<String, String> write(String begun) throws IOException;
    }

    private final Checkpoints checkpoints;
    private final TrainingLoop loop;
    private final AgentWriter agents;
    private int lastSaved;

    private CheckpointWriter(Checkpoints checkpoints, TrainingLoop loop, AgentWriter agents) {
        this.checkpoints = checkpoints;
        this.loop = loop;
        this.agents = agents;
        this.lastSaved = loop.rounds();
    }

    /** For a loop whose agents keep their states. */
    static CheckpointWriter of(Checkpoints checkpoints, TrainingLoop loop, Ensemble ensemble) {
        return new CheckpointWriter(checkpoints, loop, begun -> write(ensemble, begun));
    }

    /** For a loop whose state has everything. */
    static CheckpointWriter of(Checkpoints checkpoints, TrainingLoop loop) {
        return new CheckpointWriter(checkpoints, loop, begun -> Map.of());
    }

    /** Writes one; where that fails the run goes on with the one before, and the log names what could not be written. */
    void trySave(RunTables tables) {
        try {
            save(tables);
        } catch (IOException e) {
            LOG.warn(
                    "No checkpoint after round {}, the run goes on; --resume would begin after round {}. {}",
                    loop.rounds(),
                    lastSaved,
                    e.getMessage());
        }
    }

    /** @throws IOException when it cannot be written; nothing of it is left then */
    void save(RunTables tables) throws IOException {
        try {
            String begun = checkpoints.begin();
            Map<String, String> vectors = agents.write(begun);
            checkpoints.commit(begun, loop.step(), loop.state(), vectors, tables.save(loop.rounds()));
            lastSaved = loop.rounds();
        } catch (IOException e) {
            checkpoints.discard();
            throw e;
        }
    }

    private static Map<String, String> write(Ensemble ensemble, String begun) throws IOException {
        Map<String, String> vectors = new TreeMap<>();
        for (SaveAgent.Saved saved : ensemble.ask("checkpoint", new SaveAgent(begun))) {
            if (!saved.failure().isEmpty()) {
                throw new UnwrittenException(saved.failure());
            }
            vectors.putAll(saved.hashes());
        }
        return vectors;
    }
}
