package org.quorumsgd.ui;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.util.kvstore.InMemoryStore;
import org.apache.spark.util.kvstore.KVStoreSerializer;
import org.junit.jupiter.api.Test;
import org.quorumsgd.event.RoundCompleted;
import org.quorumsgd.event.RunEnded;
import org.quorumsgd.page.PageFile;

final class RunListenerTest {
    private static final long ALL = Long.MAX_VALUE;

    private final InMemoryStore store = new InMemoryStore();
    private final RunListener listener = new RunListener(store);
    private final RunReader reader = new RunReader(store);
    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void shortRunIsKeptWhole() {
        play("r", 500, 3);
        assertThat(reader.rounds("r", 0, ALL))
                .extracting(RoundRow::round)
                .hasSize(500)
                .isSorted();
        assertThat(reader.rounds("r", 100, 199)).hasSize(100);
        RunRow run = reader.run("r").orElseThrow();
        assertThat(run.logged()).isEqualTo(500);
        assertThat(run.latest(Measure.TEST_ERROR))
                .isEqualTo(Rounds.round("r", 500, 3).testError());
        assertThat(reader.run("other")).isEmpty();
    }

    @Test
    void hundredThousandRoundsOf64AgentsStaySmallAndAreAnsweredWithinASecond() throws Exception {
        listener.onOtherEvent(Rounds.started("r", 64, 100_000));
        double highest = Double.NEGATIVE_INFINITY;
        for (int round = 1; round <= 100_000; round++) {
            RoundCompleted event = Rounds.round("r", round, 64);
            highest = Math.max(highest, event.spread());
            listener.onOtherEvent(event);
        }
        List<RoundRow> rows = reader.rounds("r", 0, ALL);
        assertThat((long) rows.size())
                .isEqualTo(store.count(RoundRow.class))
                .isBetween(1_000L, RunListener.RUN_CAPACITY + 2L * Measure.ALL.size() + 1);
        assertThat(rows.get(0).round()).isOne();
        assertThat(rows.get(rows.size() - 1).round()).isEqualTo(100_000);
        assertThat(rows.stream().mapToDouble(row -> row.value(Measure.SPREAD)).max())
                .hasValue(highest);
        // Each of the 1,000 evaluations is in a bucket of its own.
        assertThat(rows).filteredOn(row -> row.measured() > 20).hasSizeGreaterThanOrEqualTo(1_000);

        StringWriter out = new StringWriter();
        long begin = System.nanoTime();
        RunJson.writeRun(out, reader.run("r").orElseThrow(), reader.rounds("r", 0, ALL), 300);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
        int page = 0;
        for (PageFile file : PageFile.values()) {
            page += file.text().getBytes(UTF_8).length;
        }
        assertThat(out.toString().length() + page).isLessThan(300_000);
    }

    @Test
    void manyRunsShareTheMemory() throws Exception {
        for (int run = 0; run < 100; run++) {
            play("run" + run, 1_000, 2);
        }
        assertThat(store.count(RoundRow.class)).isLessThan(60_000);
        assertThat(reader.runs())
                .extracting(RunRow::runId)
                .startsWith("run0", "run1", "run2")
                .hasSize(100);
        assertThat(reader.rounds("run99", 0, ALL)).hasSizeGreaterThan(200);
    }

    @Test
    void whatIsNotMeasuredIsNullOrMissingInJson() throws IOException {
        listener.onOtherEvent(Rounds.started("r", 2, 10));
        listener.onOtherEvent(Rounds.round("r", 99, 2));
        listener.onOtherEvent(Rounds.round("r", 100, 2));
        listener.onOtherEvent(new RunEnded("r", "diverged", "a \"quoted\" <b>", 5));
        JsonNode run = json();
        assertThat(run.at("/series/test_error/0").isNull()).isTrue();
        double error = Rounds.round("r", 100, 2).testError();
        assertThat(run.at("/series/test_error/1").doubleValue()).isCloseTo(error, within(5e-6 * error));
        assertThat(run.at("/series").has("distortion")).isFalse();
        assertThat(run.at("/latest").has("distortion")).isFalse();
        assertThat(run.at("/perAgent/slowestShare").toString()).isEqualTo("[0.0,1.0]");
        assertThat(run.at("/status").textValue()).isEqualTo("diverged");
        assertThat(run.at("/failure").textValue()).isEqualTo("a \"quoted\" <b>");
    }

    @Test
    void bytesBetweenHostsAndDevicesAreShownWhereSomeCrossed() throws IOException {
        listener.onOtherEvent(Rounds.started("r", 2, 10));
        listener.onOtherEvent(Rounds.roundOf("r", 1, List.of(0.1, 0.2), 0.05));
        listener.onOtherEvent(Rounds.roundOf("r", 2, List.of(0.1, 0.2), 0.05));
        assertThat(json().at("/series/device_bytes").toString()).isEqualTo("[1000000.0,2000000.0]");

        listener.onOtherEvent(Rounds.started("host", 2, 10));
        listener.onOtherEvent(Rounds.round("host", 1, 2));
        assertThat(json("host").at("/series").has("device_bytes")).isFalse();
    }

    @Test
    void runOnAClockHasItsStalenessAndNoSlowestAgent() throws IOException {
        listener.onOtherEvent(Rounds.startedOnAClock("r", 4, 10));
        listener.onOtherEvent(Rounds.commits("r", 1, 4));
        listener.onOtherEvent(Rounds.commits("r", 2, 4));
        JsonNode run = json();
        RoundCompleted second = Rounds.commits("r", 2, 4);
        assertThat(run.at("/series/mean_staleness/1").doubleValue())
                .isCloseTo(second.meanStaleness(), within(5e-6 * second.meanStaleness()));
        assertThat(run.at("/series/largest_staleness/1").doubleValue()).isEqualTo(second.largestStaleness());
        assertThat(run.at("/series/proxy_energy/1").doubleValue())
                .isCloseTo(second.proxyEnergy(), within(5e-6 * second.proxyEnergy()));
        assertThat(run.at("/series/virtual_time").toString()).isEqualTo("[1.25,2.5]");
        assertThat(run.at("/perAgent/staleness").toString()).isEqualTo("[[1,2],[2,3],[3,0],[0,1]]");
        assertThat(run.at("/series").has("slowest_agent_seconds")).isFalse();
        assertThat(run.at("/series").has("set_difference")).isFalse();
    }

    @Test
    void agentsThatGoTogetherHaveNoStaleness() throws IOException {
        play("r", 2, 2);
        JsonNode run = json();
        assertThat(run.at("/latest").has("mean_staleness")).isFalse();
        assertThat(run.at("/latest").has("virtual_time")).isFalse();
        assertThat(run.at("/perAgent").has("staleness")).isFalse();
        assertThat(run.at("/series").has("slowest_agent_seconds")).isTrue();
    }

    /** A History Server's store on disk outlives the server's update. */
    @Test
    void roundsOfAnEarlierVersionsStoreAreRead() throws Exception {
        listener.onOtherEvent(Rounds.startedOnAClock("r", 4, 10));
        listener.onOtherEvent(Rounds.commits("r", 1, 4));
        KVStoreSerializer serializer = new KVStoreSerializer();
        ObjectNode row = (ObjectNode) mapper.readTree(
                inflated(serializer.serialize(reader.rounds("r", 1, 1).get(0))));
        row.remove("stalenesses");
        ArrayNode values = (ArrayNode) row.get("values");
        while (values.size() > Measure.MEAN_STALENESS.ordinal()) {
            values.remove(values.size() - 1);
        }
        RoundRow old = serializer.deserialize(deflated(mapper.writeValueAsBytes(row)), RoundRow.class);
        assertThat(old.stalenesses()).isEmpty();
        assertThat(old.value(Measure.MEAN_STALENESS)).isNaN();
        assertThat(old.value(Measure.VIRTUAL_TIME)).isEqualTo(1.25);
    }

    @Test
    void rowsSurviveADiskStore() throws Exception {
        play("r", 100, 2);
        KVStoreSerializer serializer = new KVStoreSerializer();
        RoundRow round = reader.rounds("r", 99, 99).get(0);
        RoundRow roundAgain = serializer.deserialize(serializer.serialize(round), RoundRow.class);
        assertThat(roundAgain.key()).isEqualTo(round.key());
        assertThat(roundAgain.values()).contains(Double.NaN).containsExactly(round.values());
        assertThat(roundAgain.distances()).containsExactly(round.distances());
        assertThat(roundAgain.stalenesses()).containsExactly(round.stalenesses());
        RunRow run = reader.run("r").orElseThrow();
        assertThat(serializer.deserialize(serializer.serialize(run), RunRow.class))
                .usingRecursiveComparison()
                .ignoringFields("latest")
                .isEqualTo(run);
    }

    @Test
    void eventsOfARunThatNeverBeganArePassedOver() throws Exception {
        listener.onOtherEvent(Rounds.round("r", 1, 2));
        listener.onOtherEvent(new RunEnded("r", "done", "", 5));
        assertThat(reader.runs()).isEmpty();
        assertThat(store.count(RoundRow.class)).isZero();
    }

    private void play(String id, int rounds, int agents) {
        listener.onOtherEvent(Rounds.started(id, agents, rounds));
        for (int round = 1; round <= rounds; round++) {
            listener.onOtherEvent(Rounds.round(id, round, agents));
        }
        listener.onOtherEvent(new RunEnded(id, "done", "", 1_700_000_001_000L));
    }

    private static byte[] inflated(byte[] gzip) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes();
    }

    private static byte[] deflated(byte[] json) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(json);
        }
        return bytes.toByteArray();
    }

    private JsonNode json() throws IOException {
        return json("r");
    }

    private JsonNode json(String run) throws IOException {
        StringWriter out = new StringWriter();
        RunJson.writeRun(out, reader.run(run).orElseThrow(), reader.rounds(run, 0, ALL), 300);
        return mapper.readTree(out.toString());
    }
}
