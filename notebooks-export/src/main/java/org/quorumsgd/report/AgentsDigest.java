package org.quorumsgd.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.Row;

/** What is kept of agents.csv: the rows of some rounds, where each agent was, and how often each was the slowest. */
final class AgentsDigest {
    /** Rounds of the strip that shows every agent: more than a phone has pixels for. */
    static final int COLUMNS = 100;

    private final Set<Long> rounds;
    private final SortedMap<Long, SortedMap<Integer, Row>> kept = new TreeMap<>();
    private final SortedMap<Integer, String> hosts = new TreeMap<>();
    private final List<Long> slowest = new ArrayList<>();
    private long measuredRounds;
    private long currentRound = -1;
    private int currentSlowest = -1;
    private double currentSeconds;

    /** @param rounds whose rows are kept */
    AgentsDigest(Set<Long> rounds) {
        this.rounds = rounds;
    }

    /** Takes in the next row; the rows of a round come together. */
    void add(Row row) {
        long round = row.whole(AgentsTable.ROUND);
        int agent = (int) row.whole(AgentsTable.AGENT);
        if (round != currentRound) {
            closeRound();
            currentRound = round;
        }
        while (slowest.size() <= agent) {
            slowest.add(0L);
        }
        double seconds = row.number(AgentsTable.STEP_SECONDS);
        if (currentSlowest < 0 ? !Double.isNaN(seconds) : seconds > currentSeconds) {
            currentSlowest = agent;
            currentSeconds = seconds;
        }
        hosts.put(agent, Objects.requireNonNullElse(row.text(AgentsTable.HOST), ""));
        if (rounds.contains(round)) {
            kept.computeIfAbsent(round, ignored -> new TreeMap<>()).put(agent, row);
        }
    }

    private void closeRound() {
        if (currentSlowest >= 0) {
            slowest.set(currentSlowest, slowest.get(currentSlowest) + 1);
            measuredRounds++;
        }
        currentSlowest = -1;
    }

    int agents() {
        return slowest.size();
    }

    /** Of each agent in its newest row, in agent order. */
    List<String> hosts() {
        return List.copyOf(hosts.values());
    }

    List<Long> rounds() {
        return List.copyOf(kept.keySet());
    }

    /** Over {@link #rounds}; NaN where it is not measured. */
    List<Double> values(Column measure, int agent) {
        return kept.values().stream()
                .map(ofRound -> number(ofRound.get(agent), measure))
                .toList();
    }

    /** Whether in some round not all agents have the same value. */
    boolean differ(Column measure) {
        return kept.values().stream()
                .anyMatch(ofRound -> ofRound.values().stream()
                                .map(row -> number(row, measure))
                                .distinct()
                                .count()
                        > 1);
    }

    private static double number(@Nullable Row row, Column measure) {
        return row == null ? Double.NaN : row.number(measure);
    }

    /** In what share of the rounds each agent was the slowest, in agent order. */
    List<Double> slowestShares() {
        closeRound();
        return slowest.stream()
                .map(count -> measuredRounds == 0 ? 0.0 : (double) count / measuredRounds)
                .toList();
    }
}
