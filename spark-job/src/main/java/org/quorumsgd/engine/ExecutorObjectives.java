package org.quorumsgd.engine;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Problem;

/**
 * The loaded objectives (data and model) of the agents that live in this JVM, so that an agent loads once and not in every
 * round. They carry no state of a run: a missing one is opened anew and gives the same bits. A task takes its objective
 * out while it works, so a second attempt of the same agent in the same JVM opens its own.
 */
final class ExecutorObjectives {
    private static final ConcurrentMap<Key, Objective> IDLE = new ConcurrentHashMap<>();

    private ExecutorObjectives() {}

    static Objective take(String runId, int agent, Problem problem) {
        Objective idle = IDLE.remove(new Key(runId, agent));
        return idle != null ? idle : problem.open(agent);
    }

    static void giveBack(String runId, int agent, Objective objective) {
        if (IDLE.putIfAbsent(new Key(runId, agent), objective) != null) {
            objective.close();
        }
    }

    /** Frees all objectives of a run that live in this JVM. */
    static void close(String runId) {
        IDLE.keySet().stream().filter(key -> key.runId.equals(runId)).forEach(key -> {
            Objective objective = IDLE.remove(key);
            if (objective != null) {
                objective.close();
            }
        });
    }

    private record Key(String runId, int agent) {}
}
