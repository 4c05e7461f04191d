package org.quorumsgd.ui;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.management.ObjectName;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.util.kvstore.InMemoryStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.quorumsgd.event.AgentsLate;
import org.quorumsgd.event.RunEnded;
import org.quorumsgd.event.RunForecast;
import org.quorumsgd.page.Alarm;

/** The plugin in a real Spark application: metrics, alarms, times of real jobs, and what the servlet refuses. */
final class QuorumPluginTest {
    private static final String GAUGE = "metrics_quorum_driver_plugin_org_quorumsgd_ui_QuorumPlugin_";
    private static final Path DASHBOARD = Path.of("../conf/grafana/quorum.json");
    private static final int SLOW_AGENT = 1;

    private static JavaSparkContext context;
    private static String root;

    @BeforeAll
    static void start() {
        SparkConf conf = new SparkConf()
                .setMaster("local[2]")
                .setAppName("plugin")
                .set("spark.ui.port", "0")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.metrics.conf.*.sink.jmx.class", "org.apache.spark.metrics.sink.JmxSink");
        context = new JavaSparkContext(QuorumPlugin.addTo(conf));
        root = "http://127.0.0.1:" + context.sc().ui().get().boundPort();
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @Test
    void userKeepsANamespaceAndAPathOfHisOwn() {
        SparkConf conf = new SparkConf(false)
                .set("spark.metrics.namespace", "mine")
                .set("spark.metrics.conf.*.sink.prometheusServlet.path", "/prometheus");
        assertThat(QuorumPlugin.addTo(conf).get("spark.metrics.namespace")).isEqualTo("mine");
        assertThat(conf.get("spark.metrics.conf.*.sink.prometheusServlet.path")).isEqualTo("/prometheus");
    }

    @Test
    void prometheusAndJmxHaveTheNumbersOfTheNewestRound() throws Exception {
        post(Rounds.started("metrics", 4, 1_000));
        post(new RunForecast("metrics", 1, 1, 1, 1, 6.5, 0.05, 1, 0.05, 1));
        for (int round = 1; round <= 100; round++) {
            post(Rounds.round("metrics", round, 4));
        }
        String text = get("/metrics/prometheus/");
        assertThat(gauge(text, "round")).isEqualTo(100);
        assertThat(gauge(text, "rounds_planned")).isEqualTo(1_000);
        assertThat(gauge(text, "spread_bound")).isEqualTo(6.5);
        assertThat(gauge(text, "train_loss"))
                .isEqualTo(Rounds.round("metrics", 100, 4).trainLoss());
        assertThat(gauge(text, "spread"))
                .isEqualTo(Rounds.round("metrics", 100, 4).spread());
        assertThat(gauge(text, "images_per_second"))
                .isEqualTo(Rounds.round("metrics", 100, 4).imagesPerSecond());
        assertThat(gauge(text, "overhead_seconds"))
                .isEqualTo(Rounds.round("metrics", 100, 4).overheadSeconds());
        assertThat(gauge(text, "coupling_gain")).isEqualTo(1);
        assertThat(gauge(text, "runs_running")).isOne();

        Set<ObjectName> beans = ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("metrics:name=quorum.driver.plugin.*QuorumPlugin.round,*"), null);
        assertThat(beans)
                .singleElement()
                .satisfies(bean -> assertThat(
                                ManagementFactory.getPlatformMBeanServer().getAttribute(bean, "Value"))
                        .isEqualTo(100.0));
        post(new RunEnded("metrics", "done", "", 1));
        assertThat(gauge(get("/metrics/prometheus/"), "runs_running")).isZero();
    }

    @Test
    void dashboardAsksForGaugesThatThereAre() throws Exception {
        JsonNode dashboard = new ObjectMapper().readTree(Files.readAllBytes(DASHBOARD));
        List<String> asked = new ArrayList<>();
        for (JsonNode expression : dashboard.findValues("expr")) {
            Pattern.compile("metrics_\\w+")
                    .matcher(expression.textValue())
                    .results()
                    .forEach(found -> asked.add(found.group()));
        }
        Set<String> served = get("/metrics/prometheus/")
                .lines()
                .map(line -> line.replaceAll("\\{.*", ""))
                .collect(Collectors.toSet());
        assertThat(asked).hasSizeGreaterThan(10).isSubsetOf(served);
        assertThat(dashboard.get("panels"))
                .isNotEmpty()
                .allSatisfy(
                        panel -> assertThat(panel.at("/fieldConfig/defaults").has("unit"))
                                .as(panel.get("title").textValue())
                                .isTrue());
    }

    @Test
    void nothingButGetIsAnswered() throws IOException {
        for (String path : List.of("/quorum-data/runs.json", "/quorum-data/quorum.js")) {
            for (String method : List.of("POST", "PUT", "DELETE")) {
                HttpURLConnection connection = connection(path);
                connection.setRequestMethod(method);
                assertThat(connection.getResponseCode()).as(method + path).isEqualTo(405);
            }
            assertThat(connection(path).getResponseCode()).isEqualTo(200);
        }
    }

    /** Two agents side by side, one of which computes for 300 ms, and then an evaluation of 100 ms. */
    @Test
    void timeOfARoundIsSplitByWhatSparkSaysOfItsTasks() throws Exception {
        post(Rounds.started("times", 2, 10));
        job("times", "round 1/10", 300);
        job("times", "evaluation on the test split", 100);
        job("times", "checkpoint", 500);
        post(Rounds.roundOf("times", 1, List.of(0.001, 0.3), 0.08));
        RoundRow row = reader().rounds("times", 1, 1).get(0);
        assertThat(row.value(Measure.EVALUATION_SECONDS)).isBetween(0.1, 0.45);
        assertThat(row.value(Measure.BROADCAST_SECONDS)).isGreaterThan(0);
        assertThat(row.value(Measure.GATHER_SECONDS)).isGreaterThanOrEqualTo(0);
        double outside = row.value(Measure.BROADCAST_SECONDS) + row.value(Measure.GATHER_SECONDS);
        assertThat(row.value(Measure.DRIVER_SECONDS)).isCloseTo(Math.max(0, 0.08 - outside), within(1e-9));
        assertThat(row.slowestAgent()).isEqualTo(SLOW_AGENT);
        assertThat(row.job()).isNotNegative();
        post(new RunEnded("times", "done", "", 1));
    }

    @Test
    void agentThatIsLateIsAnAlarmUntilNobodyIs() throws Exception {
        List<String> told = new ArrayList<>();
        RunListener listener = new RunListener(new InMemoryStore(), new RunWatcher() {
            @Override
            public void changed(RunRow run) {}

            @Override
            public void changed(RunRow run, Alarm alarm) {
                told.add(alarm.kind() + " " + alarm.from() + (alarm.lasts() ? " lasts: " + alarm.text() : ""));
            }
        });
        context.sc().listenerBus().addToSharedQueue(listener);
        post(Rounds.started("stuck", 2, 10));
        AgentsLate.Agent agent = new AgentsLate.Agent(1, "node-7", "3", "waiting for a core");
        post(new AgentsLate("stuck", 7, 40, Double.NaN, List.of(agent)));
        assertThat(told)
                .containsExactly(
                        "AGENT_STUCK 7 lasts: agent 1 on node-7 (executor 3): waiting for a core, no report for 40.0 s");
        post(new AgentsLate("stuck", 7, 0, Double.NaN, List.of()));
        assertThat(told).hasSize(2).last().isEqualTo("AGENT_STUCK 7");
        context.sc().listenerBus().removeListener(listener);
        post(new RunEnded("stuck", "done", "", 1));
    }

    /** A job of two tasks, the second of which sleeps. */
    private static void job(String run, String what, long millis) {
        context.setJobGroup(run, "quorum " + run + " · " + what);
        context.parallelize(IntStream.range(0, 2).boxed().toList(), 2).foreach(agent -> {
            if (agent == SLOW_AGENT) {
                Thread.sleep(millis);
            }
        });
        context.clearJobGroup();
    }

    private static void post(SparkListenerEvent event) throws TimeoutException {
        context.sc().listenerBus().post(event);
        context.sc().listenerBus().waitUntilEmpty();
    }

    private static RunReader reader() {
        return new RunReader(context.sc().statusStore().store());
    }

    private static double gauge(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(GAUGE + name + "_Value{"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll(".* ", "")))
                .findFirst()
                .orElseThrow();
    }

    private static HttpURLConnection connection(String path) throws IOException {
        return (HttpURLConnection) URI.create(root + path).toURL().openConnection();
    }

    private static String get(String path) throws IOException {
        return new String(connection(path).getInputStream().readAllBytes(), UTF_8);
    }
}
