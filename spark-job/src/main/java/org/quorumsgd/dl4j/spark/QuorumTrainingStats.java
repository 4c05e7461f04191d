package org.quorumsgd.dl4j.spark;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.stats.BaseEventStats;
import org.deeplearning4j.spark.stats.EventStats;
import org.deeplearning4j.spark.util.SparkUtils;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.ensemble.RoundRecord;

/** How long what took, in the form that Deeplearning4j's programs print and export; milliseconds. */
final class QuorumTrainingStats implements SparkTrainingStats {
    private static final long serialVersionUID = 1L;

    static final String FIT = "QuorumFitTimesMs";
    static final String DEAL = "QuorumDealMinibatchesTimesMs";
    static final String ROUND = "QuorumRoundTimesMs";
    static final String AGENT = "QuorumAgentComputeTimesMs";

    private static final Map<String, String> SHORT_NAMES = shortNames();

    private final Map<String, List<EventStats>> events = new LinkedHashMap<>();

    QuorumTrainingStats() {
        SHORT_NAMES.keySet().forEach(key -> events.put(key, new ArrayList<>()));
    }

    private static Map<String, String> shortNames() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put(FIT, "Fit");
        names.put(DEAL, "Deal");
        names.put(ROUND, "Round");
        names.put(AGENT, "Compute");
        return names;
    }

    /** Something that began then and ends now. */
    void add(String key, Instant begin) {
        of(key).add(new BaseEventStats(
                begin.toEpochMilli(), Duration.between(begin, Instant.now()).toMillis()));
    }

    /** The computing times of a round's agents, each under its agent's host and, as thread, its index. */
    void addAgents(RoundRecord round, Instant begin) {
        for (AgentReport report : round.reports()) {
            long millis = Math.round(report.seconds() * 1000);
            of(AGENT)
                    .add(new BaseEventStats(
                            report.place().host(),
                            "agent-" + report.agent(),
                            report.agent(),
                            begin.toEpochMilli(),
                            millis));
        }
    }

    @Override
    public Set<String> getKeySet() {
        return Collections.unmodifiableSet(events.keySet());
    }

    @Override
    public List<EventStats> getValue(String key) {
        return Collections.unmodifiableList(of(key));
    }

    @Override
    public String getShortNameForKey(String key) {
        of(key);
        return SHORT_NAMES.getOrDefault(key, key);
    }

    @Override
    public boolean defaultIncludeInPlots(String key) {
        of(key);
        return !key.equals(FIT);
    }

    @Override
    public void addOtherTrainingStats(SparkTrainingStats other) {
        if (!(other instanceof QuorumTrainingStats that)) {
            throw new IllegalArgumentException(
                    "Invalid training stats: " + other.getClass().getSimpleName() + " (expected "
                            + QuorumTrainingStats.class.getSimpleName() + ")");
        }
        that.events.forEach((key, values) -> of(key).addAll(values));
    }

    @Override
    public @Nullable SparkTrainingStats getNestedTrainingStats() {
        return null;
    }

    @Override
    public String statsAsString() {
        StringBuilder text = new StringBuilder();
        events.forEach((key, values) -> text.append(String.format(DEFAULT_PRINT_FORMAT, key))
                .append(values.stream()
                        .map(value -> String.valueOf(value.getDurationMs()))
                        .collect(Collectors.joining(",")))
                .append('\n'));
        return text.toString();
    }

    /** Writes a comma-separated file for each key. */
    @Override
    public void exportStatFiles(String outputPath, SparkContext sc) throws IOException {
        for (Map.Entry<String, List<EventStats>> entry : events.entrySet()) {
            StringBuilder text = new StringBuilder();
            for (EventStats value : entry.getValue()) {
                if (text.isEmpty()) {
                    text.append(value.getStringHeader(",")).append('\n');
                }
                text.append(value.asString(",")).append('\n');
            }
            SparkUtils.writeStringToFile(outputPath + "/" + entry.getKey() + ".txt", text.toString(), sc);
        }
    }

    private List<EventStats> of(String key) {
        List<EventStats> values = events.get(key);
        if (values == null) {
            throw new IllegalArgumentException("Invalid key: " + key + " (expected one of " + events.keySet() + ")");
        }
        return values;
    }
}
