package org.quorumsgd.engine;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;

/**
 * One number of each agent. Merging puts: an agent's newer number replaces its older one, and a task that is run again changes
 * nothing. NaN, not measured, is not added.
 *
 * <p>The text of the value is what Spark's pages show: a number alone for one agent, mean and extremes for several.
 */
final class AgentScalar extends AccumulatorV2<AgentScalar.Value, AgentScalar.Values> {
    private static final long serialVersionUID = 1L;

    record Value(int agent, double value) {}

    record Values(Map<Integer, Double> byAgent) {
        @Override
        public String toString() {
            double mean = byAgent.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElse(Double.NaN);
            if (byAgent.size() < 2) {
                return String.format(Locale.ROOT, "%.4g", mean);
            }
            int lowest = 0;
            int highest = 0;
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (Map.Entry<Integer, Double> entry : byAgent.entrySet()) {
                if (entry.getValue() < low) {
                    low = entry.getValue();
                    lowest = entry.getKey();
                }
                if (entry.getValue() > high) {
                    high = entry.getValue();
                    highest = entry.getKey();
                }
            }
            return String.format(
                    Locale.ROOT, "mean %.4g, %.4g (agent %d) to %.4g (agent %d)", mean, low, lowest, high, highest);
        }
    }

    private final TreeMap<Integer, Double> byAgent = new TreeMap<>();

    void add(int agent, double value) {
        if (!Double.isNaN(value)) {
            byAgent.put(agent, value);
        }
    }

    @Override
    public void add(Value value) {
        add(value.agent(), value.value());
    }

    @Override
    public boolean isZero() {
        return byAgent.isEmpty();
    }

    @Override
    public AgentScalar copy() {
        AgentScalar copy = new AgentScalar();
        copy.byAgent.putAll(byAgent);
        return copy;
    }

    @Override
    public void reset() {
        byAgent.clear();
    }

    @Override
    public void merge(AccumulatorV2<Value, Values> other) {
        if (other instanceof AgentScalar scalar) {
            byAgent.putAll(scalar.byAgent);
        }
    }

    @Override
    public Values value() {
        return new Values(Map.copyOf(byAgent));
    }
}
