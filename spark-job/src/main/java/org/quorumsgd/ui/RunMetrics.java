package org.quorumsgd.ui;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.page.Alarm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest numbers of the application's runs as gauges of Spark's metrics system, and alarms as warnings in the log. Gauges
 * are those of the run that reported last; NaN where it has not measured a quantity. Their names are a contract.
 */
final class RunMetrics implements RunWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(RunMetrics.class);

    private static final List<Measure> GAUGES = List.of(
            Measure.ROUND,
            Measure.EPOCH,
            Measure.TRAIN_LOSS,
            Measure.VALIDATION_LOSS,
            Measure.VALIDATION_ERROR,
            Measure.TEST_LOSS,
            Measure.TEST_ERROR,
            Measure.SPREAD,
            Measure.CENTER_QUORUM_DISTANCE,
            Measure.GRADIENT_NORM,
            Measure.LEARNING_RATE,
            Measure.COUPLING_GAIN,
            Measure.IMAGES_PER_SECOND,
            Measure.SLOWEST_AGENT_SECONDS,
            Measure.OVERHEAD_SECONDS,
            Measure.MEAN_STALENESS,
            Measure.LARGEST_STALENESS);

    private final ConcurrentMap<String, RunRow> running = new ConcurrentHashMap<>();
    private volatile @Nullable RunRow newest;

    void register(MetricRegistry registry) {
        for (Measure measure : GAUGES) {
            gauge(registry, measure.column(), run -> run.latest(measure));
        }
        gauge(registry, "rounds_planned", RunRow::rounds);
        gauge(registry, "agents", RunRow::agents);
        gauge(registry, "spread_bound", run -> run.spreadBound() > 0 ? run.spreadBound() : Double.NaN);
        registry.register("runs_running", (Gauge<Integer>) running::size);
        registry.register("alarms", (Gauge<Long>) () -> running.values().stream()
                .flatMap(run -> run.alarms().stream())
                .filter(Alarm::lasts)
                .count());
    }

    private void gauge(MetricRegistry registry, String name, ToDoubleFunction<RunRow> value) {
        registry.register(name, (Gauge<Double>) () -> {
            RunRow run = newest;
            return run == null ? Double.NaN : value.applyAsDouble(run);
        });
    }

    @Override
    public void changed(RunRow run) {
        if (run.status().equals(RunRow.RUNNING)) {
            running.put(run.runId(), run);
        } else {
            running.remove(run.runId());
        }
        newest = run;
    }

    @Override
    public void changed(RunRow run, Alarm alarm) {
        if (alarm.kind() == Alarm.Kind.AGENT_STUCK) {
            return; // whoever waits for the agents has said so
        }
        String kind = alarm.kind().title().toLowerCase(Locale.ROOT);
        if (alarm.lasts()) {
            LOG.warn("{}: {} since round {}: {}", run.runId(), kind, alarm.from(), alarm.text());
        } else {
            LOG.warn("{}: no longer {} in round {}", run.runId(), kind, alarm.to());
        }
    }
}
