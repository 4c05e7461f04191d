package org.quorumsgd.ensemble;

import java.util.List;
import org.quorumsgd.agent.ModelQuestion;

/** The p agents with their data, who can be asked about models. Answers come in agent order. */
public interface Agents extends AutoCloseable {
    /**
     * Asks every agent; moves none.
     *
     * @param what the question in words, such as "evaluation on the test split", for people who watch
     */
    <R> List<R> ask(String what, ModelQuestion<R> question);

    @Override
    void close();
}
