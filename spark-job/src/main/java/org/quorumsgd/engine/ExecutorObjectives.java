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
    /** An agent that has not been at work here for so many rounds lives elsewhere now. */
    private static final long ROUNDS_TO_FORGET = 20;

    private static final ConcurrentMap<Key, PrefetchingObjective> IDLE = new ConcurrentHashMap<>();
    private static final ConcurrentMap<Key, Long> LAST_ROUND = new ConcurrentHashMap<>();

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

    /** Frees the objectives of agents of a run that have moved away from this JVM. */
    static void forgetTheMoved(String runId, int agent, long round) {
        LAST_ROUND.put(new Key(runId, agent), round);
        LAST_ROUND.forEach((key, last) -> {
            if (key.runId.equals(runId) && last + ROUNDS_TO_FORGET < round && LAST_ROUND.remove(key, last)) {
                PrefetchingObjective left = IDLE.remove(key);
                if (left != null) {
                    left.close();
                }
            }
        });
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
        LAST_ROUND.keySet().removeIf(key -> key.runId.equals(runId));
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
