package org.quorumsgd.ui;

import java.util.List;
import java.util.Objects;
import org.apache.spark.util.kvstore.KVIndex;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.event.RunEnded;
import org.quorumsgd.event.RunForecast;
import org.quorumsgd.event.RunStarted;
import org.quorumsgd.page.Alarm;

/**
 * A run in Spark's store.
 *
 * @param order of its beginning among the runs of the application, from 0
 * @param rounds how many are planned; 0 where it is not known
 * @param status as in the manifest
 * @param endMillis time since the epoch; 0 while it runs
 * @param logged how many rounds the store has been told of
 * @param latest the newest measured value of each {@link Measure}
 * @param spreadBound what theory bounds the spread by; 0 where it does not
 * @param alarms in the order in which they began
 * @param hosts where each agent was in its newest round
 */
record RunRow(
        String runId,
        String name,
        int order,
        String algorithm,
        int agents,
        long parameters,
        long rounds,
        String configuration,
        long startMillis,
        String status,
        String failure,
        long endMillis,
        long logged,
        double[] latest,
        double spreadBound,
        List<Alarm> alarms,
        List<String> hosts) {
    static final String RUNNING = "running";

    /** A store written by an earlier version has fewer fields. */
    RunRow {
        alarms = alarms == null ? List.of() : List.copyOf(alarms);
        hosts = hosts == null ? List.of() : List.copyOf(hosts);
    }

    static RunRow of(RunStarted event, int order) {
        return new RunRow(
                event.runId(),
                text(event.name()),
                order,
                text(event.algorithm()),
                event.agents(),
                event.parameters(),
                event.rounds(),
                text(event.configuration()),
                event.startMillis(),
                RUNNING,
                "",
                0,
                0,
                new double[0],
                0,
                List.of(),
                List.of());
    }

    RunRow after(RoundRow round, List<String> newestHosts) {
        double[] newest = round.values().clone();
        for (int measure = 0; measure < Math.min(newest.length, latest.length); measure++) {
            newest[measure] = Double.isNaN(newest[measure]) ? latest[measure] : newest[measure];
        }
        return new RunRow(
                runId,
                name,
                order,
                algorithm,
                Math.max(agents, round.distances().length),
                parameters,
                rounds,
                configuration,
                startMillis,
                status,
                failure,
                endMillis,
                logged + 1,
                newest,
                spreadBound,
                alarms,
                newestHosts.isEmpty() || newestHosts.equals(hosts) ? hosts : newestHosts);
    }

    RunRow with(RunForecast forecast) {
        double bound = forecast.spreadBound() > 0 ? forecast.spreadBound() : 0;
        return with(bound, alarms, status, failure, endMillis);
    }

    RunRow with(List<Alarm> newest) {
        return with(spreadBound, newest, status, failure, endMillis);
    }

    /** Whether it waits in a checkpoint, from which it may go on in the same application. */
    boolean isPaused() {
        return status.equals("interrupted");
    }

    RunRow goingOn() {
        return with(spreadBound, alarms, RUNNING, "", 0);
    }

    RunRow ended(RunEnded event) {
        return with(spreadBound, alarms, text(event.status()), text(event.failure()), event.endMillis());
    }

    private RunRow with(double bound, List<Alarm> newAlarms, String newStatus, String newFailure, long end) {
        return new RunRow(
                runId,
                name,
                order,
                algorithm,
                agents,
                parameters,
                rounds,
                configuration,
                startMillis,
                newStatus,
                newFailure,
                end,
                logged,
                latest,
                bound,
                newAlarms,
                hosts);
    }

    @KVIndex
    public String key() {
        return runId;
    }

    @KVIndex("order")
    public int position() {
        return order;
    }

    double latest(Measure measure) {
        return measure.ordinal() < latest.length ? latest[measure.ordinal()] : Double.NaN;
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
