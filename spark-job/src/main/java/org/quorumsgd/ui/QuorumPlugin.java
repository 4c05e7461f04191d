package org.quorumsgd.ui;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.util.kvstore.KVStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the tab into the live UI and the gauges into the metrics of an application that names this class in {@code spark.plugins}. */
public final class QuorumPlugin implements SparkPlugin {
    private static final Logger LOG = LoggerFactory.getLogger(QuorumPlugin.class);
    private static final String PLUGINS = "spark.plugins";
    private static final String PROMETHEUS = "spark.metrics.conf.*.sink.prometheusServlet.";

    /**
     * Adds the plugin to those that a configuration names. Its gauges are served under {@code /metrics/prometheus} of the UI and get
     * names that do not change from night to night, unless the user has other wishes.
     */
    public static SparkConf addTo(SparkConf conf) {
        String plugins = Stream.concat(
                        Stream.of(conf.get(PLUGINS, "").split(",")), Stream.of(QuorumPlugin.class.getName()))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .collect(Collectors.joining(","));
        return conf.set(PLUGINS, plugins)
                .setIfMissing("spark.metrics.namespace", "quorum")
                .setIfMissing(PROMETHEUS + "class", "org.apache.spark.metrics.sink.PrometheusServlet")
                .setIfMissing(PROMETHEUS + "path", "/metrics/prometheus");
    }

    @Override
    public DriverPlugin driverPlugin() {
        return new Driver();
    }

    /** There is none. */
    @Override
    public @Nullable ExecutorPlugin executorPlugin() {
        return null;
    }

    private static final class Driver implements DriverPlugin {
        private final RunMetrics metrics = new RunMetrics();

        @Override
        public Map<String, String> init(SparkContext context, PluginContext plugin) {
            try {
                KVStore store = context.statusStore().store();
                context.listenerBus().addToQueue(new RunListener(store, metrics), "quorum");
                if (context.ui().isDefined()) {
                    QuorumTab.install(context.ui().get(), QuorumTab.Source.LIVE);
                }
            } catch (RuntimeException | LinkageError e) { // another Spark: train without the tab
                LOG.warn("The Quorum tab does not fit this Spark and is left out", e);
            }
            return Map.of();
        }

        @Override
        public void registerMetrics(String applicationId, PluginContext plugin) {
            metrics.register(plugin.metricRegistry());
        }
    }
}
