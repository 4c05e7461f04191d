package org.quorumsgd.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.quorumsgd.agent.AgentReport;

/**
 * Which executor each agent is to live in. At first the agents are dealt out to the hosts in turn and on each host to its executors in
 * turn, to each as many as it has cores for. Then every agent stays where it is; one whose executor is gone is given to the least loaded one,
 * and at a {@link #level cut of the lineage} agents move from crowded executors to empty ones. It decides where, never what: no bit depends
 * on it.
 */
final class Placement {
    /**
     * @param host as Spark names it where it looks for an executor
     * @param slots how many agents can be at work in it at a time
     */
    record Executor(String host, String id, int slots) {}

    /** Agents that this application has dealt out to executors. */
    private static final AtomicInteger DEALT = new AtomicInteger();

    private final Supplier<List<Executor>> living;
    private final int first;
    private final String[] homes;

    /**
     * @param first how many agents the application has dealt out before: those of another run begin where they end
     * @param living the executors there are, in any order; none in local mode, where nothing is placed
     */
    Placement(int agents, int first, Supplier<List<Executor>> living) {
        this.living = living;
        this.first = first;
        this.homes = new String[agents];
        Arrays.fill(homes, "");
        for (int agent = 0; agent < agents; agent++) {
            home(agent);
        }
    }

    /** Of the agents of the next run of this application. */
    static Placement of(JavaSparkContext context, int agents) {
        return new Placement(agents, DEALT.getAndAdd(agents), new LivingExecutors(context));
    }

    /** Where an agent is to be, if that matters. */
    synchronized Optional<Executor> home(int agent) {
        List<Executor> executors = inTurn();
        Optional<Executor> home = executors.stream()
                .filter(executor -> executor.id().equals(homes[agent]))
                .findAny();
        if (home.isEmpty() && !executors.isEmpty()) {
            home = Optional.of(Collections.min(executors, Comparator.comparing(executor -> load(executor, 1))));
            homes[agent] = home.get().id();
        }
        return home;
    }

    /** Remembers where the agents are. */
    synchronized void seen(List<AgentReport> reports) {
        reports.forEach(report -> homes[report.agent()] = report.place().executor());
    }

    /** Lets agents move as long as one that moves finds less crowd than it leaves; tells how many. */
    synchronized int level() {
        List<Executor> executors = inTurn();
        int moved = 0;
        while (!executors.isEmpty()) {
            Executor crowded = Collections.max(executors, Comparator.comparing(executor -> load(executor, 0)));
            Executor empty = Collections.min(executors, Comparator.comparing(executor -> load(executor, 1)));
            if (load(empty, 1) >= load(crowded, 0)) {
                return moved;
            }
            homes[lastAgentIn(crowded)] = empty.id();
            moved++;
        }
        return moved;
    }

    /** Agents a slot, with some more. */
    private double load(Executor executor, int more) {
        long agents = Arrays.stream(homes).filter(executor.id()::equals).count();
        return (double) (agents + more) / executor.slots();
    }

    private int lastAgentIn(Executor executor) {
        int agent = homes.length - 1;
        while (!homes[agent].equals(executor.id())) {
            agent--;
        }
        return agent;
    }

    /** The first of each host, then the second of each, and so on; from where the last run's agents ended. */
    private List<Executor> inTurn() {
        List<Executor> executors = living.get();
        Map<String, List<Executor>> byHost = new TreeMap<>();
        executors.stream()
                .sorted(Comparator.comparing(
                                (Executor executor) -> executor.id().length())
                        .thenComparing(Executor::id))
                .forEach(executor -> byHost.computeIfAbsent(executor.host(), host -> new ArrayList<>())
                        .add(executor));
        List<Executor> inTurn = new ArrayList<>();
        for (int turn = 0; inTurn.size() < executors.size(); turn++) {
            for (List<Executor> ofHost : byHost.values()) {
                if (turn < ofHost.size()) {
                    inTurn.add(ofHost.get(turn));
                }
            }
        }
        if (!inTurn.isEmpty()) {
            Collections.rotate(inTurn, -(first % inTurn.size()));
        }
        return inTurn;
    }
}
