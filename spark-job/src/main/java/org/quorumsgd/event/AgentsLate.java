package org.quorumsgd.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.jspecify.annotations.Nullable;

/**
 * A round, or a question after it, has passed its deadline; or, without agents, nobody is late any more.
 *
 * @param round as in {@code rounds.csv}; 0 before the first
 * @param seconds since the agents were asked
 * @param usualSeconds the median of the rounds before; NaN while there is none
 * @param agents that have not reported, in agent order
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AgentsLate(
        String runId,
        long round,
        double seconds,
        double usualSeconds,
        @Nullable List<Agent> agents) implements SparkListenerEvent {
    private static final int MOST_NAMED = 4;

    /**
     * One that is late.
     *
     * @param host where it is or was last; empty where that is not known
     * @param executor Spark's name of its executor; empty while it waits for one
     * @param stage what it was doing when it was looked at
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Agent(int agent, String host, String executor, String stage) {
        private String words() {
            String where = (host.isEmpty() ? "" : " on " + host)
                    + (executor.isEmpty() || executor.equals("driver") ? "" : " (executor " + executor + ")");
            return "agent " + agent + where + ": " + stage;
        }
    }

    /** Who is late, what they are doing, for how long; empty if nobody is. */
    public String sentence() {
        if (agents == null || agents.isEmpty()) {
            return "";
        }
        String named = agents.stream().limit(MOST_NAMED).map(Agent::words).collect(Collectors.joining(", "));
        String others = agents.size() > MOST_NAMED ? " and " + (agents.size() - MOST_NAMED) + " more" : "";
        String usual = Double.isNaN(usualSeconds)
                ? ""
                : String.format(Locale.ROOT, "; a round usually takes %.3g s", usualSeconds);
        return named + others + String.format(Locale.ROOT, ", no report for %.3g s", seconds) + usual;
    }
}
