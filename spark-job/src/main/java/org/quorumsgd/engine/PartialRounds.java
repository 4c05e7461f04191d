package org.quorumsgd.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaRDD;
import org.quorumsgd.agent.AgentReport;

/**
 * What is known of the agents while some are late. An agent whose task goes on past the end of its round is not asked again
 * before it has reported; then its next task does first, by the lineage, what it missed. Meanwhile its newest report stands in.
 */
final class PartialRounds {
    /** A round's job that late agents still work on. */
    private record Pending(
            long round, AgentJob<AgentReport> job, JavaRDD<PlacedResult> generation, Set<Integer> waitedFor) {}

    private final List<Pending> pending = new ArrayList<>();
    private final List<AgentReport> newest;
    private final long[] rounds;
    private List<AgentReport> shown;
    private boolean begun;

    /** @param start reports before the first round that is asked for */
    PartialRounds(List<AgentReport> start) {
        this.newest = new ArrayList<>(start);
        this.rounds = new long[start.size()];
        this.shown = List.copyOf(start);
    }

    /** Takes late reports that have come in; fails if a job has. The answer is who can be asked, in agent order. */
    List<Integer> free() {
        pending.forEach(each -> {
            each.job.await(0);
            take(each);
        });
        pending.removeIf(each -> each.waitedFor.isEmpty());
        List<Integer> free = new ArrayList<>();
        for (int agent = 0; agent < newest.size(); agent++) {
            int each = agent;
            if (pending.stream().noneMatch(other -> other.waitedFor.contains(each))) {
                free.add(agent);
            }
        }
        return free;
    }

    /** A round has ended; those who were asked and have not reported are late. The answer is a report of every agent. */
    List<AgentReport> ended(
            long round, List<Integer> asked, AgentJob<AgentReport> job, JavaRDD<PlacedResult> generation) {
        if (!begun) {
            Arrays.fill(rounds, round - 1);
            begun = true;
        }
        Pending each = new Pending(round, job, generation, new TreeSet<>(asked));
        take(each);
        if (!each.waitedFor.isEmpty()) {
            pending.add(each);
        }
        List<AgentReport> next = new ArrayList<>();
        for (int agent = 0; agent < newest.size(); agent++) {
            AgentReport report = newest.get(agent);
            AgentReport before = shown.get(agent);
            int age = (int) (round - rounds[agent]);
            next.add(age == 0 && before.staleness() == 0 ? report : report.seenAfter(before, age));
        }
        shown = next;
        return next;
    }

    boolean someAreLate() {
        return !pending.isEmpty();
    }

    Collection<JavaRDD<PlacedResult>> awaited() {
        return pending.stream().map(Pending::generation).toList();
    }

    /** Nothing is waited for any more: whatever is still under way has been done anew, or the run is over. */
    void forget() {
        pending.forEach(each -> each.job.cancel());
        pending.clear();
    }

    private void take(Pending from) {
        from.waitedFor.removeIf(agent -> {
            Optional<AgentReport> report = from.job.answer(agent);
            report.ifPresent(there -> {
                newest.set(agent, there);
                rounds[agent] = from.round;
            });
            return report.isPresent();
        });
    }
}
