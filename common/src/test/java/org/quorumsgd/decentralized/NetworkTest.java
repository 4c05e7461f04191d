package org.quorumsgd.decentralized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quorumsgd.asynchronous.ConstantServiceTimes;
import org.quorumsgd.asynchronous.ExponentialServiceTimes;
import org.quorumsgd.asynchronous.LogNormalServiceTimes;
import org.quorumsgd.decentralized.Topology.Link;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.vector.HeapVector;

final class NetworkTest {
    private static final RandomStreams STREAMS = new RandomStreams(5);

    static Stream<Topology> topologies() {
        return Stream.of(
                Topology.allToAll(1),
                Topology.ring(2),
                Topology.allToAll(7),
                Topology.ring(9),
                Topology.torus(3, 4),
                Topology.torus(2, 2),
                Topology.randomRegular(12, 3, STREAMS),
                // A star with a tail.
                Topology.of(5, List.of(new Link(0, 1), new Link(0, 2), new Link(0, 3), new Link(3, 4))));
    }

    @ParameterizedTest
    @MethodSource("topologies")
    void everyParcelReachesEveryOtherAgentOnceAndThoseOfOneOriginInTheirOrder(Topology topology) {
        int agents = topology.agents();
        LinkDelays delays =
                new DrawnLinkDelays(agents, new ExponentialServiceTimes(STREAMS, Purpose.LINK), 3, List.of());
        Network network = new Network(topology, delays);
        UniformRandomProvider random = STREAMS.stream(Purpose.SIMULATION, 0, 0);
        long[] sent = new long[agents];
        List<List<Parcel>> collected = IntStream.range(0, agents)
                .<List<Parcel>>mapToObj(agent -> new ArrayList<>())
                .toList();
        double time = 0;
        for (int i = 0; i < 40 * agents; i++) {
            time += random.nextDouble() / agents;
            network.deliverUntil(time);
            int origin = random.nextInt(agents);
            assertThat(network.nextNumber(origin)).isEqualTo(sent[origin]);
            network.broadcast(parcel(origin, sent[origin]++), time);
            int collector = random.nextInt(agents);
            collected.get(collector).addAll(network.collect(collector));
        }
        network.deliverUntil(Double.MAX_VALUE);
        for (int agent = 0; agent < agents; agent++) {
            collected.get(agent).addAll(network.collect(agent));
            for (int origin = 0; origin < agents; origin++) {
                int from = origin;
                assertThat(collected.get(agent).stream()
                                .filter(parcel -> parcel.origin() == from)
                                .map(Parcel::number))
                        .as("from %s to %s", origin, agent)
                        .containsExactlyElementsOf(IntStream.range(0, origin == agent ? 0 : (int) sent[origin])
                                .mapToObj(number -> (long) number)
                                .toList());
            }
            assertThat(network.collect(agent)).isEmpty();
        }
    }

    @Test
    void aRingForwardsOneLinkADelay() {
        Network network = new Network(Topology.ring(7), constant(7, 2, List.of()));
        network.broadcast(parcel(0, 0), 10);
        for (int distance = 1; distance <= 3; distance++) {
            network.deliverUntil(10 + 2 * distance - 0.1);
            assertThat(network.collect(distance)).isEmpty();
            network.deliverUntil(10 + 2 * distance);
            assertThat(network.collect(distance)).hasSize(1);
            assertThat(network.collect(7 - distance)).hasSize(1);
        }
    }

    /** Agent 0's links are slow; by way of 1 it would be faster, but where all are linked nobody forwards. */
    @Test
    void whereAllAreLinkedToAllEveryParcelGoesStraight() {
        LinkDelays slow = (from, to, parcel) -> from == 0 && to == 2 ? 50 : 1;
        Network straight = new Network(Topology.allToAll(3), slow);
        straight.broadcast(parcel(0, 0), 0);
        straight.deliverUntil(49);
        assertThat(straight.collect(1)).hasSize(1);
        assertThat(straight.collect(2)).isEmpty();
        straight.deliverUntil(50);
        assertThat(straight.collect(2)).hasSize(1);
        Topology triangleWithTail =
                Topology.of(4, List.of(new Link(0, 1), new Link(0, 2), new Link(1, 2), new Link(2, 3)));
        Network forwarding = new Network(triangleWithTail, slow);
        forwarding.broadcast(parcel(0, 0), 0);
        forwarding.deliverUntil(2);
        assertThat(forwarding.collect(2)).as("by way of 1").hasSize(1);
        forwarding.deliverUntil(60);
        assertThat(forwarding.collect(2)).as("the slow copy").isEmpty();
    }

    @Test
    void aLinkKeepsTheOrderOfWhatItCarries() {
        Network network = new Network(Topology.ring(2), (from, to, parcel) -> parcel == 0 ? 9 : 1);
        network.broadcast(parcel(0, 0), 0);
        network.broadcast(parcel(0, 1), 1);
        network.deliverUntil(8.9);
        assertThat(network.collect(1)).isEmpty();
        network.deliverUntil(9);
        assertThat(network.collect(1)).extracting(Parcel::number).containsExactly(0L, 1L);
    }

    /** Agent 0 forwards at 1.5 what agent 1 has sent at 0, and sends its own at 2. */
    @Test
    void whatIsForwardedDoesNotWaitForWhatIsSentLater() {
        Topology star = Topology.of(4, List.of(new Link(0, 1), new Link(0, 2), new Link(0, 3)));
        Network network = new Network(star, constant(4, 1.5, List.of()));
        network.broadcast(parcel(1, 0), 0);
        network.broadcast(parcel(0, 0), 2);
        network.deliverUntil(3);
        assertThat(network.collect(2)).extracting(Parcel::origin).containsExactly(1);
        network.deliverUntil(3.5);
        assertThat(network.collect(2)).extracting(Parcel::origin).containsExactly(0);
    }

    @Test
    void delaysHaveTheirMeanAndBelongToTheirLinkAndDirection() {
        LinkDelays delays = new DrawnLinkDelays(
                4, new LogNormalServiceTimes(STREAMS, Purpose.LINK, 0.5), 2, List.of(1.0, 1.0, 3.0, 1.0));
        double sum = 0;
        int draws = 20_000;
        for (int parcel = 0; parcel < draws; parcel++) {
            sum += delays.of(1, 3, parcel);
        }
        // Standard deviation sqrt(exp(0.25) - 1) = 0.53 of T.
        assertThat(sum / draws).isCloseTo(2, within(4 * 2 * 0.54 / Math.sqrt(draws)));
        assertThat(delays.of(1, 3, 0)).isNotEqualTo(delays.of(3, 1, 0)).isNotEqualTo(delays.of(1, 2, 0));
        assertThat(delays.of(1, 3, 7)).isEqualTo(delays.of(1, 3, 7));
        assertThat(constant(4, 2, List.of(1.0, 1.0, 3.0, 1.0)).of(2, 0, 5)).isEqualTo(6);
    }

    @Test
    void aDelayThatIsNoTimeIsRefused() {
        Network network = new Network(Topology.ring(2), (from, to, parcel) -> Double.NaN);
        assertThatThrownBy(() -> network.broadcast(parcel(0, 0), 0))
                .hasMessageStartingWith("Invalid delay of the link from 0 to 1: NaN");
        assertThatThrownBy(() -> network.broadcast(parcel(0, 0), 0)).hasMessageStartingWith("Invalid number");
    }

    private static LinkDelays constant(int agents, double mean, List<Double> factors) {
        return new DrawnLinkDelays(agents, new ConstantServiceTimes(), mean, factors);
    }

    private static Parcel parcel(int origin, long number) {
        return new Parcel(origin, number, 1, HeapVector.zeros(0));
    }
}
