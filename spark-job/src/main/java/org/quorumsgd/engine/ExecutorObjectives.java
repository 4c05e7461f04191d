package org.quorumsgd.engine;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.quorumsgd.agent.Problem;

/**
 * The loaded objectives (data and model) of the agents that live in this JVM, so that an agent loads once and not in every
 * round. They carry no state of a run but a gradient begun early, which is checked before it is used: a missing one is opened anew and gives the same bits. A task takes its objective
 * out while it works, so a second attempt of the same agent in the same JVM opens its own.
 */
final class ExecutorObjectives {
    private static final ConcurrentMap<Key, PrefetchingObjective> IDLE = new ConcurrentHashMap<>();

    private ExecutorObjectives() {}

    /** Lets an agent's objective work. One that failed is not used again: nobody knows what it left half done. */
    static <R> R use(String runId, int agent, Problem problem, Function<PrefetchingObjective, R> work) {
        PrefetchingObjective objective = take(runId, agent, problem);
        boolean sound = false;
        try {
            R result = work.apply(objective);
            sound = true;
            return result;
        } finally {
            if (sound) {
                giveBack(runId, agent, objective);
            } else {
                objective.close();
            }
        }
    }

    private static PrefetchingObjective take(String runId, int agent, Problem problem) {
        PrefetchingObjective idle = IDLE.remove(new Key(runId, agent));
        return idle != null ? idle : new PrefetchingObjective(problem.open(agent), ComputeThreads.executor());
    }

    private static void giveBack(String runId, int agent, PrefetchingObjective objective) {
        if (IDLE.putIfAbsent(new Key(runId, agent), objective) != null) {
            objective.close();
        }
    }

    /** Frees all objectives of a run that live in this JVM; tells how many. */
    static int close(String runId) {
        int closed = 0;
        for (Key key : IDLE.keySet()) {
            PrefetchingObjective objective = key.runId.equals(runId) ? IDLE.remove(key) : null;
            if (objective != null) {
                objective.close();
                closed++;
            }
        }
        return closed;
    }

    private record Key(String runId, int agent) {}
}
