package org.quorumsgd.ui;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.apache.spark.util.kvstore.KVIndex;
import org.quorumsgd.event.RoundCompleted;
import org.quorumsgd.page.AlarmRules;
import org.quorumsgd.page.KeptRounds;

/**
 * A round in Spark's store.
 *
 * @param job Spark's number of the round's job; -1 where it is not known
 * @param values in the order of {@link Measure}
 * @param distances to the centre, in agent order
 * @param seconds of compute, in agent order
 * @param losses on the agents' minibatches, in agent order
 * @param learningRates in agent order
 * @param stalenesses of the agents' last commits, in agent order; none where agents go round together
 */
record RoundRow(
        String runId,
        long round,
        int job,
        double[] values,
        float[] distances,
        float[] seconds,
        float[] losses,
        float[] learningRates,
        float[] stalenesses)
        implements KeptRounds.Round, AlarmRules.Round {
    static final int UNKNOWN_JOB = -1;

    private static final float[] NONE = {};

    /** A store written by an earlier version has fewer arrays. */
    RoundRow {
        losses = Objects.requireNonNullElse(losses, NONE);
        learningRates = Objects.requireNonNullElse(learningRates, NONE);
        stalenesses = Objects.requireNonNullElse(stalenesses, NONE);
    }

    static RoundRow of(RoundCompleted event, int job, RoundTimes times) {
        List<RoundCompleted.Agent> agents = agents(event);
        return new RoundRow(
                event.runId(),
                event.round(),
                job,
                Measure.valuesOf(event, times),
                each(agents, RoundCompleted.Agent::distanceToCenter),
                each(agents, RoundCompleted.Agent::computeSeconds),
                each(agents, RoundCompleted.Agent::trainLoss),
                each(agents, RoundCompleted.Agent::learningRate),
                Double.isNaN(event.meanStaleness()) ? NONE : each(agents, RoundCompleted.Agent::staleness));
    }

    static float[] computeSeconds(RoundCompleted event) {
        return each(agents(event), RoundCompleted.Agent::computeSeconds);
    }

    /** Of each agent, in agent order; with its GPU where it has one. */
    static List<String> hosts(RoundCompleted event) {
        return agents(event).stream().map(RoundRow::host).toList();
    }

    static String host(RoundCompleted.Agent agent) {
        String host = Objects.requireNonNullElse(agent.host(), "");
        String device = Objects.requireNonNullElse(agent.device(), "cpu");
        return device.equals("cpu") ? host : host + " (" + device + ")";
    }

    private static List<RoundCompleted.Agent> agents(RoundCompleted event) {
        return event.agents() == null ? List.of() : event.agents();
    }

    /** Orders the rounds of a run: Spark's stores sort strings. */
    @KVIndex(parent = "run")
    public String key() {
        return key(runId, round);
    }

    @KVIndex("run")
    public String run() {
        return runId;
    }

    static String key(String runId, long round) {
        return String.format(Locale.ROOT, "%s/%019d", runId, round);
    }

    double value(Measure measure) {
        return value(measure.ordinal());
    }

    @Override
    public double value(int measure) {
        // A store written before the measure was there ends earlier.
        return measure < values.length ? values[measure] : Double.NaN;
    }

    @Override
    public double value(String column) {
        return value(Measure.named(column));
    }

    @Override
    public int measured() {
        int count = 0;
        for (double value : values) {
            count += Double.isNaN(value) ? 0 : 1;
        }
        return count;
    }

    /** The agent that took the longest; -1 where no agent has a time. */
    int slowestAgent() {
        int slowest = -1;
        for (int agent = 0; agent < seconds.length; agent++) {
            if (slowest < 0 ? !Float.isNaN(seconds[agent]) : seconds[agent] > seconds[slowest]) {
                slowest = agent;
            }
        }
        return slowest;
    }

    private static float[] each(List<RoundCompleted.Agent> agents, ToDoubleFunction<RoundCompleted.Agent> measure) {
        float[] values = new float[agents.size()];
        for (int agent = 0; agent < values.length; agent++) {
            values[agent] = (float) measure.applyAsDouble(agents.get(agent));
        }
        return values;
    }
}
