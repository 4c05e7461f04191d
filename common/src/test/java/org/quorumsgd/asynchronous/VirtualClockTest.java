package org.quorumsgd.asynchronous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.random.RandomStreams;

final class VirtualClockTest {
    private static final RandomStreams STREAMS = new RandomStreams(5);
    private static final ServiceTimes CONSTANT = new ConstantServiceTimes();
    /** Of commits; what is asked of frequencies over so many is five standard errors, a false alarm in 2 million. */
    private static final int MANY = 200_000;

    @Test
    void equalAgentsWithConstantTimesCommitInTurn() {
        assertThat(agents(new VirtualClock(3, CONSTANT), 7)).containsExactly(0, 1, 2, 0, 1, 2, 0);
    }

    @Test
    void ofCommitsAtTheSameTimeTheLowerNumberComesFirst() {
        VirtualClock clock = new VirtualClock(2, new ScaledServiceTimes(CONSTANT, List.of(2.0, 1.0)));
        assertThat(Stream.generate(clock::next).limit(4))
                .containsExactly(
                        new VirtualClock.Arrival(1, 0, 1),
                        new VirtualClock.Arrival(0, 0, 2),
                        new VirtualClock.Arrival(1, 1, 2),
                        new VirtualClock.Arrival(1, 2, 3));
    }

    @Test
    void timesAreSumsInDoublePrecision() {
        VirtualClock clock = new VirtualClock(2, new ScaledServiceTimes(CONSTANT, List.of(1.0, 0.1)));
        assertThat(agents(clock, 11)).endsWith(1, 0);
    }

    @Test
    void aStragglerHoldsUpNobody() {
        VirtualClock clock = new VirtualClock(4, new ScaledServiceTimes(CONSTANT, List.of(1.0, 1.0, 1.0, 10.0)));
        assertThat(agents(clock, 31 * 10).stream().filter(agent -> agent == 3)).hasSize(10);
        assertThat(clock.next().time()).isEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 16})
    void inTurnStalenessGrowsToOneLessThanTheAgents(int agents) {
        List<Integer> staleness = staleness(new VirtualClock(agents, CONSTANT), agents, 3 * agents);
        List<Integer> expected =
                new ArrayList<>(IntStream.range(0, agents).boxed().toList());
        expected.addAll(java.util.Collections.nCopies(2 * agents, agents - 1));
        assertThat(staleness).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 16})
    void exponentialTimesGiveGeometricStaleness(int agents) {
        VirtualClock clock = new VirtualClock(agents, new ExponentialServiceTimes(STREAMS));
        List<Integer> staleness = staleness(clock, agents, MANY);
        // Each agent's stalenesses add up to the commits of others: the mean errs by the open ends only, some p^2 / N.
        assertThat(mean(staleness.stream().map(Integer::doubleValue).toList()))
                .isCloseTo(agents - 1, within(20.0 * agents * agents / MANY));
        // Independent draws: the standard error is sqrt(q (1 - q) / N).
        double fresh = 1.0 / agents;
        assertThat(mean(staleness.stream().map(tau -> tau == 0 ? 1.0 : 0.0).toList()))
                .isCloseTo(fresh, within(5 * Math.sqrt(fresh * (1 - fresh) / MANY)));
        // 1 / (tau + 1) lies in (0, 1], so its standard deviation is below 1/2.
        assertThat(mean(staleness.stream().map(tau -> 1 / (tau + 1.0)).toList()))
                .isCloseTo(Math.log(agents) / (agents - 1), within(5 * 0.5 / Math.sqrt(MANY)));
    }

    static Stream<ServiceTimes> randomTimes() {
        return Stream.of(
                new ExponentialServiceTimes(STREAMS),
                new LogNormalServiceTimes(STREAMS, 0.5),
                new LogNormalServiceTimes(STREAMS, 1));
    }

    @ParameterizedTest
    @MethodSource("randomTimes")
    void randomTimesHaveMeanOneAndTheirDeviation(ServiceTimes times) {
        List<Double> drawn =
                IntStream.range(0, MANY).mapToObj(work -> times.of(2, work)).toList();
        double deviation = times instanceof LogNormalServiceTimes logNormal
                ? Math.sqrt(Math.expm1(logNormal.deviation() * logNormal.deviation()))
                : 1;
        assertThat(mean(drawn)).isCloseTo(1, within(5 * deviation / Math.sqrt(MANY)));
        List<Double> logs = drawn.stream().map(Math::log).toList();
        double meanLog = mean(logs);
        double deviationOfLogs = Math.sqrt(
                mean(logs.stream().map(x -> (x - meanLog) * (x - meanLog)).toList()));
        // ln of an exponential is Gumbel's: deviation pi / sqrt(6), kurtosis 5.4; a variance errs by sqrt((kurtosis -
        // 1) / N).
        double expected =
                times instanceof LogNormalServiceTimes logNormal ? logNormal.deviation() : Math.PI / Math.sqrt(6);
        assertThat(deviationOfLogs).isCloseTo(expected, within(expected * 5 * 0.5 * Math.sqrt(4.4 / MANY)));
    }

    @Test
    void anAgentsTimesDoNotDependOnHowManyOthersThereAre() {
        ServiceTimes times = new ExponentialServiceTimes(STREAMS);
        assertThat(arrivals(new VirtualClock(2, times), 1)).isEqualTo(arrivals(new VirtualClock(9, times), 1));
    }

    @Test
    void timesThatAreNoTimesAreRefused() {
        assertThatThrownBy(() -> new VirtualClock(2, (agent, work) -> agent == 0 ? 1 : Double.NaN))
                .hasMessage("Invalid service time of agent 1, work 0: NaN (expected a finite number of at least 0)");
    }

    /** The times at which an agent's first ten works end. */
    private static List<Double> arrivals(VirtualClock clock, int agent) {
        return Stream.generate(clock::next)
                .filter(arrival -> arrival.agent() == agent)
                .limit(10)
                .map(VirtualClock.Arrival::time)
                .toList();
    }

    private static List<Integer> agents(VirtualClock clock, int commits) {
        return Stream.generate(clock::next)
                .limit(commits)
                .map(VirtualClock.Arrival::agent)
                .toList();
    }

    private static List<Integer> staleness(VirtualClock clock, int agents, int commits) {
        StalenessCounter counter = new StalenessCounter(agents);
        return agents(clock, commits).stream().map(counter::commit).toList();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
