package org.quorumsgd.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.quorumsgd.agent.AgentReport;

/**
 * Which executor each agent is to live in. At first the agents are dealt out to the hosts in turn and on each host to its executors in
 * turn. Then every agent stays where it is; one whose executor is gone is given to the executor with the fewest agents, and at a
 * {@link #level cut of the lineage} agents move from crowded executors to empty ones. It decides where, never what: no bit depends on it.
 */
final class Placement {
    /** @param host as Spark names it where it looks for an executor */
    record Executor(String host, String id) {}

    private final Supplier<List<Executor>> living;
    private final String[] homes;
    private List<Executor> executors;

    /** @param living the executors there are, in any order; none in local mode, where nothing is placed */
    Placement(int agents, Supplier<List<Executor>> living) {
        this.living = living;
        this.homes = new String[agents];
        this.executors = inTurn(living.get());
        for (int agent = 0; agent < agents; agent++) {
            homes[agent] = executors.isEmpty()
                    ? ""
                    : executors.get(agent % executors.size()).id();
        }
    }

    /** Where an agent is to be, if that matters. */
    synchronized Optional<Executor> home(int agent) {
        executors = inTurn(living.get());
        Optional<Executor> home = executor(homes[agent]);
        if (home.isEmpty() && !executors.isEmpty()) {
            Executor emptiest = Collections.min(executors, Comparator.comparing(this::agentsIn));
            homes[agent] = emptiest.id();
            home = Optional.of(emptiest);
        }
        return home;
    }

    /** Remembers where the agents are. */
    synchronized void seen(List<AgentReport> reports) {
        reports.forEach(report -> homes[report.agent()] = report.place().executor());
    }

    /** Lets agents move until no executor has two more than another; tells how many. */
    synchronized int level() {
        executors = inTurn(living.get());
        int moved = 0;
        while (!executors.isEmpty()) {
            Executor crowded = Collections.max(executors, Comparator.comparing(this::agentsIn));
            Executor empty = Collections.min(executors, Comparator.comparing(this::agentsIn));
            if (agentsIn(crowded) < agentsIn(empty) + 2) {
                return moved;
            }
            homes[lastAgentIn(crowded)] = empty.id();
            moved++;
        }
        return moved;
    }

    private int lastAgentIn(Executor executor) {
        int agent = homes.length - 1;
        while (!homes[agent].equals(executor.id())) {
            agent--;
        }
        return agent;
    }

    private Optional<Executor> executor(String id) {
        return executors.stream().filter(executor -> executor.id().equals(id)).findAny();
    }

    private long agentsIn(Executor executor) {
        return Arrays.stream(homes).filter(executor.id()::equals).count();
    }

    /** The first of each host, then the second of each, and so on. */
    private static List<Executor> inTurn(List<Executor> executors) {
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
        return inTurn;
    }
}
