package org.quorumsgd.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.quorumsgd.agent.AgentQuestion;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.files.AgentStateFiles;

/** Writes an agent's state into a checkpoint where the agent lives; answers with the files' hashes. */
record SaveAgent(String directory) implements AgentQuestion<Map<String, String>> {
    @Override
    public Map<String, String> answer(AgentState state, Objective objective) {
        try {
            return AgentStateFiles.write(TaskHadoop.configuration(), directory, state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
