package org.quorumsgd.ui;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.util.kvstore.KVStore;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.event.AgentsLate;
import org.quorumsgd.event.RoundCompleted;
import org.quorumsgd.event.RunEnded;
import org.quorumsgd.event.RunForecast;
import org.quorumsgd.event.RunStarted;
import org.quorumsgd.page.Alarm;
import org.quorumsgd.page.AlarmRules;
import org.quorumsgd.page.KeptRounds;
import scala.collection.JavaConverters;

/**
 * Writes the events of runs into Spark's store, as they happen or from the event log. A run keeps about {@link #RUN_CAPACITY}
 * rounds, fewer where many runs share an application. Spark calls it from one thread.
 */
final class RunListener extends SparkListener {
    static final int RUN_CAPACITY = 2_000;
    private static final int APPLICATION_CAPACITY = 40_000;
    private static final int SMALLEST_CAPACITY = 125;

    /** How the engine describes the job of a round, and one that neither is a round nor judges: it saves, or is a work on a clock. */
    private static final Pattern ROUND_JOB = Pattern.compile("round (\\d+)/\\d+$");

    private static final Pattern OTHER_JOB = Pattern.compile("(checkpoint|start|end|agent \\d+)$");

    private static final class Known {
        private final KeptRounds<RoundRow> kept;
        private final AlarmRules rules = new AlarmRules();
        private final RoundClock clock = new RoundClock();
        private RunRow run;

        Known(RunRow run, int capacity) {
            this.run = run;
            this.kept = new KeptRounds<>(Measure.ALL.size(), capacity);
        }
    }

    private final KVStore store;
    private final RunWatcher watcher;
    private final Map<String, Known> runs = new HashMap<>();
    private final Map<Integer, Known> jobs = new HashMap<>();
    private final Map<Integer, Integer> jobOfStage = new HashMap<>();

    /** Reads a log. */
    RunListener(KVStore store) {
        this(store, RunWatcher.NOBODY);
    }

    RunListener(KVStore store, RunWatcher watcher) {
        this.store = store;
        this.watcher = watcher;
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
        Properties properties = start.properties();
        Known known = properties == null ? null : runs.get(properties.getProperty("spark.jobGroup.id"));
        if (known == null) {
            return;
        }
        String description = properties.getProperty("spark.job.description", "");
        Matcher round = ROUND_JOB.matcher(description);
        if (round.find()) {
            List<StageInfo> stages = JavaConverters.seqAsJavaList(start.stageInfos());
            known.clock.roundBegan(Long.parseLong(round.group(1)), start.jobId(), start.time());
            stages.forEach(stage -> jobOfStage.put(stage.stageId(), start.jobId()));
        } else if (!OTHER_JOB.matcher(description).find()) {
            known.clock.otherBegan(start.jobId(), start.time());
        } else {
            return;
        }
        jobs.put(start.jobId(), known);
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        Integer job = jobOfStage.get(end.stageId());
        if (job != null) {
            Known known = jobs.get(job);
            if (known != null) {
                known.clock.taskEnded(job, end);
            }
        }
    }

    @Override
    public void onJobEnd(SparkListenerJobEnd end) {
        Known known = jobs.remove(end.jobId());
        if (known == null) {
            return;
        }
        jobOfStage.values().removeIf(job -> job == end.jobId());
        known.clock.jobEnded(end.jobId(), end.time());
    }

    /** Logs may be of another version of the job: an event of a run that has not begun is passed over. */
    @Override
    public void onOtherEvent(SparkListenerEvent event) {
        if (event instanceof RunStarted started) {
            begin(started);
        } else if (event instanceof RoundCompleted round) {
            complete(round, runs.get(round.runId()));
        } else if (event instanceof AgentsLate late) {
            Known known = runs.get(late.runId());
            if (known != null) {
                tell(known, known.rules.late(late.round(), late.sentence()));
            }
        } else if (event instanceof RunForecast forecast) {
            Known known = runs.get(forecast.runId());
            if (known != null) {
                change(known, known.run.with(forecast));
            }
        } else if (event instanceof RunEnded ended) {
            Known known = runs.get(ended.runId());
            if (known != null) {
                change(known, known.run.ended(ended));
            }
        }
    }

    private void begin(RunStarted started) {
        String id = started.runId();
        if (id == null) {
            return;
        }
        Known before = runs.get(id);
        if (before != null && before.run.isPaused()) {
            change(before, before.run.goingOn());
            return;
        }
        if (before != null) {
            delete(before.kept.rows());
        }
        RunRow run = RunRow.of(started, before == null ? runs.size() : before.run.order());
        int capacity = Math.min(RUN_CAPACITY, APPLICATION_CAPACITY / (run.order() + 1));
        int enough = Math.max(SMALLEST_CAPACITY, capacity);
        Known known = new Known(run, enough);
        runs.put(id, known);
        runs.values().forEach(other -> delete(other.kept.shrinkTo(enough)));
        change(known, run);
    }

    private void complete(RoundCompleted event, @Nullable Known known) {
        if (known == null) {
            return;
        }
        RoundTimes times = known.clock.split(event.round(), RoundRow.computeSeconds(event));
        RoundRow row = RoundRow.of(event, known.clock.jobOf(event.round()), times);
        write(row);
        delete(known.kept.add(row));
        change(known, known.run.after(row, RoundRow.hosts(event)));
        tell(known, known.rules.completed(row, known.run.agents(), known.run.spreadBound()));
    }

    private void tell(Known known, List<Alarm> changes) {
        if (!changes.isEmpty()) {
            change(known, known.run.with(known.rules.alarms()));
            changes.forEach(alarm -> watcher.changed(known.run, alarm));
        }
    }

    private void change(Known known, RunRow run) {
        known.run = run;
        write(run);
        watcher.changed(run);
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
