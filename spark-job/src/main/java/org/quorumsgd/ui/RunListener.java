package org.quorumsgd.ui;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.util.kvstore.KVStore;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.event.RoundCompleted;
import org.quorumsgd.event.RunEnded;
import org.quorumsgd.event.RunStarted;

/**
 * Writes the events of runs into Spark's store, as they happen or from the event log. A run keeps about {@link #RUN_CAPACITY}
 * rounds, fewer where many runs share an application. Spark calls it from one thread.
 */
final class RunListener extends SparkListener {
    static final int RUN_CAPACITY = 2_000;
    private static final int APPLICATION_CAPACITY = 40_000;
    private static final int SMALLEST_CAPACITY = 125;

    /** How the engine describes the job of a round. */
    private static final Pattern ROUND_JOB = Pattern.compile("round (\\d+)/\\d+$");

    private static final class Known {
        private final KeptRounds kept;
        private RunRow run;
        private long newestRound;
        private int newestJob = RoundRow.UNKNOWN_JOB;

        Known(RunRow run, int capacity) {
            this.run = run;
            this.kept = new KeptRounds(capacity);
        }
    }

    private final KVStore store;
    private final Map<String, Known> runs = new HashMap<>();

    RunListener(KVStore store) {
        this.store = store;
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
        Properties properties = start.properties();
        Known known = properties == null ? null : runs.get(properties.getProperty("spark.jobGroup.id"));
        if (known != null) {
            Matcher round = ROUND_JOB.matcher(properties.getProperty("spark.job.description", ""));
            if (round.find()) {
                known.newestRound = Long.parseLong(round.group(1));
                known.newestJob = start.jobId();
            }
        }
    }

    /** Logs may be of another version of the job: an event of a run that has not begun is passed over. */
    @Override
    public void onOtherEvent(SparkListenerEvent event) {
        if (event instanceof RunStarted started) {
            begin(started);
        } else if (event instanceof RoundCompleted round) {
            complete(round, runs.get(round.runId()));
        } else if (event instanceof RunEnded ended) {
            end(ended, runs.get(ended.runId()));
        }
    }

    private void begin(RunStarted started) {
        String id = started.runId();
        if (id == null) {
            return;
        }
        Known before = runs.get(id);
        if (before != null) {
            delete(before.kept.rows());
        }
        RunRow run = RunRow.of(started, before == null ? runs.size() : before.run.order());
        int capacity = Math.min(RUN_CAPACITY, APPLICATION_CAPACITY / (run.order() + 1));
        int enough = Math.max(SMALLEST_CAPACITY, capacity);
        runs.put(id, new Known(run, enough));
        runs.values().forEach(other -> delete(other.kept.shrinkTo(enough)));
        write(run);
    }

    private void complete(RoundCompleted event, @Nullable Known known) {
        if (known != null) {
            int job = known.newestRound == event.round() ? known.newestJob : RoundRow.UNKNOWN_JOB;
            RoundRow row = RoundRow.of(event, job);
            write(row);
            delete(known.kept.add(row));
            known.run = known.run.after(row);
            write(known.run);
        }
    }

    private void end(RunEnded event, @Nullable Known known) {
        if (known != null) {
            known.run = known.run.ended(event);
            write(known.run);
        }
    }

    private void write(Object row) {
        try {
            store.write(row);
        } catch (Exception e) { // KVStore declares no narrower one
            throw new IllegalStateException(e);
        }
    }

    private void delete(Collection<RoundRow> rows) {
        try {
            for (RoundRow row : rows) {
                store.delete(RoundRow.class, row.key());
            }
        } catch (Exception e) { // KVStore declares no narrower one
            throw new IllegalStateException(e);
        }
    }
}
