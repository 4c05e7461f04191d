package org.quorumsgd.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.util.JsonProtocol;
import org.junit.jupiter.api.Test;

/** An event that Spark cannot read back would break the History Server's page of the whole application. */
final class EventFormatTest {
    private static final RoundCompleted ROUND = new RoundCompleted(
            "r",
            3,
            12,
            0.25,
            1.5,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            0.125,
            7,
            0,
            1e-30,
            0.05,
            1,
            2.5,
            0.03,
            1234.5,
            0.7,
            -0.5,
            1e-5,
            Double.NaN,
            2,
            0.5,
            0.5,
            1,
            Double.NEGATIVE_INFINITY,
            17.5,
            3,
            3.5,
            7,
            Double.NaN,
            0.25,
            Double.POSITIVE_INFINITY,
            8,
            -0.0,
            5_412_864,
            List.of(new RoundCompleted.Agent(
                    0, "a\"<b>", "NVIDIA <L4>, 22.5 GiB", 1.5, 0.1, 2, 0.2, 0.05, 1, Double.NaN, 4)),
            List.of(new RoundCompleted.Layer("0_W", 0.25)));

    @Test
    void everyEventSurvivesTheEventLog() {
        for (SparkListenerEvent event : List.of(
                new RunStarted("r", "a \"name\" <b>", "qsgd", 4, 361_610, 100, "agents = 4\n", 1),
                new RunForecast("r", 12.5, 1.25, 12.5, 1, Double.NaN, 0.05, 0.16, 0.05, Double.POSITIVE_INFINITY),
                ROUND,
                new AgentsLate(
                        "r", 3, 61.5, Double.NaN, List.of(new AgentsLate.Agent(1, "h", "2", "computing its round"))),
                new RunEnded("r", "diverged", "round 3, agent 1", 2))) {
            String line = JsonProtocol.sparkEventToJsonString(event);
            assertThat(line).startsWith("{\"Event\":\"" + event.getClass().getName() + "\"");
            assertThat(JsonProtocol.sparkEventFromJson(line)).isEqualTo(event);
        }
    }

    @Test
    void propertiesOfLaterVersionsArePassedOver() {
        String line = JsonProtocol.sparkEventToJsonString(ROUND).replace("\"round\":3", "\"later\":[1],\"round\":3");
        assertThat(JsonProtocol.sparkEventFromJson(line)).isEqualTo(ROUND);
    }

    @Test
    void propertiesOfEarlierVersionsMayBeMissing() {
        String line = "{\"Event\":\"org.quorumsgd.event.RoundCompleted\",\"runId\":\"r\",\"round\":3}";
        assertThat(JsonProtocol.sparkEventFromJson(line)).isInstanceOf(RoundCompleted.class);
    }

    @Test
    void whatEarlierVersionsDidNotMeasureIsNaN() {
        String line = "{\"Event\":\"org.quorumsgd.event.RoundCompleted\",\"runId\":\"r\",\"round\":3,"
                + "\"agents\":[{\"agent\":1,\"host\":\"h\"}]}";
        RoundCompleted round = (RoundCompleted) JsonProtocol.sparkEventFromJson(line);
        assertThat(List.of(
                        round.meanStaleness(),
                        round.rmsStaleness(),
                        round.largestStaleness(),
                        round.centralEnergy(),
                        round.proxyEnergy(),
                        round.clampedShare(),
                        round.gradientsInFlight(),
                        round.setDifference(),
                        round.deviceBytes()))
                .containsOnly(Double.NaN);
        assertThat(round.agents())
                .singleElement()
                .extracting(RoundCompleted.Agent::staleness)
                .isEqualTo(Double.NaN);
    }

    @Test
    void whoIsLateIsSaidInOneSentence() {
        List<AgentsLate.Agent> late = List.of(
                new AgentsLate.Agent(1, "node-7", "2", "computing its round"),
                new AgentsLate.Agent(3, "", "", "waiting for a core"));
        assertThat(new AgentsLate("r", 12, 61.55, 0.0521, late).sentence())
                .isEqualTo("agent 1 on node-7 (executor 2): computing its round, agent 3: waiting for a core, "
                        + "no report for 61.6 s; a round usually takes 0.0521 s");
        assertThat(new AgentsLate("r", 1, 600, Double.NaN, Collections.nCopies(6, late.get(0))).sentence())
                .endsWith("computing its round and 2 more, no report for 600 s");
        assertThat(new AgentsLate("r", 12, 0, 0.05, List.of()).sentence()).isEmpty();
    }
}
