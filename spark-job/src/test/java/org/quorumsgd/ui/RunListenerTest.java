package org.quorumsgd.ui;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
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
    void rowsSurviveADiskStore() throws Exception {
        play("r", 100, 2);
        KVStoreSerializer serializer = new KVStoreSerializer();
        RoundRow round = reader.rounds("r", 99, 99).get(0);
        RoundRow roundAgain = serializer.deserialize(serializer.serialize(round), RoundRow.class);
        assertThat(roundAgain.key()).isEqualTo(round.key());
        assertThat(roundAgain.values()).contains(Double.NaN).containsExactly(round.values());
        assertThat(roundAgain.distances()).containsExactly(round.distances());
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

    private JsonNode json() throws IOException {
        StringWriter out = new StringWriter();
        RunJson.writeRun(out, reader.run("r").orElseThrow(), reader.rounds("r", 0, ALL), 300);
        return new ObjectMapper().readTree(out.toString());
    }
}
