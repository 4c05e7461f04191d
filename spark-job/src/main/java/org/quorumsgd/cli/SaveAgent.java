package org.quorumsgd.cli;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Map;
import org.quorumsgd.agent.AgentQuestion;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.files.AgentStateFiles;
import org.quorumsgd.files.UnwrittenException;

/**
 * Writes an agent's state into a checkpoint where the agent lives. A failure to write is an answer: as the failure of a task Spark
 * would try it three times more and then end the run.
 */
record SaveAgent(String directory) implements AgentQuestion<SaveAgent.Saved> {

    /**
     * What came of it.
     *
     * @param hashes of the files written, by name
     * @param failure why they could not be written; empty where they were
     */
    record Saved(Map<String, String> hashes, String failure) implements Serializable {}

    @Override
    public Saved answer(AgentState state, Objective objective) {
        try {
            return new Saved(AgentStateFiles.write(TaskHadoop.configuration(), directory, state), "");
        } catch (UnwrittenException e) {
            return new Saved(Map.of(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
